//! Plural categories (CLDR, "Language Plural Rules") of the languages that have a built-in table; any other language has
//! `one` and `other`.

/// A plural category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// For none, where a language has a form of its own for it.
    Zero,
    /// For one, and what is counted like it.
    One,
    /// For two.
    Two,
    /// For a few.
    Few,
    /// For many.
    Many,
    /// For everything else; every plural has this form.
    Other,
}

impl Category {
    /// All categories, by the words that tables write.
    pub const ALL: [(&'static str, Self); 6] = [
        ("zero", Self::Zero),
        ("one", Self::One),
        ("two", Self::Two),
        ("few", Self::Few),
        ("many", Self::Many),
        ("other", Self::Other),
    ];

    /// Returns the category of a count in a language, given without script and region.
    pub fn of(n: usize, language: &str) -> Self {
        match language {
            "ar" => match (n, n % 100) {
                (0, _) => Self::Zero,
                (1, _) => Self::One,
                (2, _) => Self::Two,
                (_, 3..=10) => Self::Few,
                (_, 11..=99) => Self::Many,
                _ => Self::Other,
            },
            "he" => match n {
                1 => Self::One,
                2 => Self::Two,
                _ => Self::Other,
            },
            "fr" | "es" => match n {
                0 if language == "fr" => Self::One,
                1 => Self::One,
                n if n > 0 && n % 1_000_000 == 0 => Self::Many,
                _ => Self::Other,
            },
            _ if n == 1 => Self::One,
            _ => Self::Other,
        }
    }

    /// Returns the category of a place in a row: "1st", "2nd".
    pub fn of_ordinal(n: usize, language: &str) -> Self {
        match (language, n % 10, n % 100) {
            ("en", 1, rest) if rest != 11 => Self::One,
            ("en", 2, rest) if rest != 12 => Self::Two,
            ("en", 3, rest) if rest != 13 => Self::Few,
            ("fr", ..) if n == 1 => Self::One,
            _ => Self::Other,
        }
    }
}
