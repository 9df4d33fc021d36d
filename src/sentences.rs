//! Where sentences begin, by the rules of a language: "U.S." and "Mr." end none.

/// How far back a sentence is looked for, in bytes. No sentence is longer, and a block may have a megabyte.
const WINDOW: usize = 8_000;

/// Returns where the sentence begins that holds the last visible character before `end`, in bytes of `text`.
///
/// White space at the beginning of the sentence is left out.
pub fn start_of(text: &str, end: usize, language: &str) -> usize {
    let mut from = end.saturating_sub(WINDOW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    // What stands behind the mark helps to see whether a full stop ends the sentence.
    let mut to = (end + 200).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let last = text[from..end].trim_end().len();
    let window = &text[from..to];
    let start = sentencex::get_sentence_boundaries(language, window)
        .iter()
        .map(|sentence| sentence.start_byte)
        .filter(|start| *start < last)
        .max()
        .unwrap_or(0);
    let sentence = &window[start..];
    from + start + (sentence.len() - sentence.trim_start().len()).min(last.saturating_sub(start))
}

#[cfg(test)]
mod tests {
    use super::start_of;
    use proptest::prelude::{any, proptest};

    #[test]
    fn abbreviations_end_no_sentence() {
        let text = "It began. The U.S. envoy met Mr. Smith on 3 Jan. 2025 in St. Louis. Later it ended.";
        let end = text.find(" Later").unwrap();
        assert_eq!(
            &text[start_of(text, end, "en")..end],
            "The U.S. envoy met Mr. Smith on 3 Jan. 2025 in St. Louis."
        );
        assert_eq!(&text[start_of(text, text.len(), "en")..], "Later it ended.");
        assert_eq!(start_of(text, 9, "en"), 0);
    }

    #[test]
    fn other_languages() {
        let text = "Das war z. B. am 3. Mai. Dann kam Dr. Weber.";
        assert_eq!(&text[start_of(text, text.len(), "de")..], "Dann kam Dr. Weber.");
        let text = "هذا خبر. وهذا خبر آخر؟ نعم.";
        assert_eq!(&text[start_of(text, text.len(), "ar")..], "نعم.");
    }

    proptest! {
        #[test]
        fn the_start_is_a_place_in_the_text(text in any::<String>()) {
            let start = start_of(&text, text.len(), "en");
            assert!(text.is_char_boundary(start) && start <= text.len());
        }
    }
}
