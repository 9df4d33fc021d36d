//! What an editor probably meant by something that is not a date: the form to write, or the length of the month.
//!
//! Input: the text as written. Output: a line of help, where it can be said. Days of months that do not exist come first;
//! then numbers in another order, and English words. Where the order of day and month cannot be known, both are shown.

use jiff::civil::Date;

/// English names of months; three letters or more of each are understood.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that may stand in a date and say nothing more about it.
const FILLERS: &[&str] =
    &["of", "the", "on", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Words that mean "about".
const ABOUT: &[&str] = &["about", "around", "circa", "ca", "c"];

/// Returns what to write; `days_only` where months, years and uncertain dates cannot stand.
pub(super) fn advice(text: &str, days_only: bool) -> Option<String> {
    impossible(text).or_else(|| numbers(text)).or_else(|| words(text, days_only))
}

/// Finds a day or month in the right form that does not exist.
fn impossible(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-').find_map(|part| {
        let (year, rest) = part.split_at_checked(4)?;
        let (month, day) = match rest.as_bytes() {
            [b'-', _, _, b'-', _, _] => (&rest[1..3], &rest[4..]),
            [b'-', _, _] => (&rest[1..], "01"),
            _ => return None,
        };
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        Date::new(year, month, day).is_err().then(|| wrong_day(year, month, day))?
    })
}

/// Says why there is no such day.
fn wrong_day(year: i16, month: i8, day: i8) -> Option<String> {
    let Ok(first) = Date::new(year, month, 1) else {
        let exchanged = (1..=12).contains(&day).then(|| Date::new(year, day, month).ok())?;
        return Some(match exchanged {
            Some(date) => format!("a year has 12 months; did you mean `{date}`?"),
            None => "a year has 12 months: write `01` to `12` behind the year".to_owned(),
        });
    };
    let days = first.days_in_month();
    Some(format!("{} has {days} days: write a day from `01` to `{days}`", first.strftime("%B %Y")))
}

/// Returns the form of a day, or why there is none.
fn form(year: i16, month: i8, day: i8) -> Option<String> {
    match Date::new(year, month, day) {
        Ok(date) => Some(format!("write `{date}`: year, month, day")),
        Err(_) => wrong_day(year, month, day),
    }
}

/// Reads three numbers, as in `19/05/2025`.
fn numbers(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/.- ".contains(*c))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let short = |part: &str| if part.len() <= 2 { part.parse::<i8>().ok() } else { None };
    let year = |part: &str| if part.len() == 4 { part.parse::<i16>().ok() } else { None };
    if let (Some(year), Some(month), Some(day)) = (year(first), short(second), short(third)) {
        return form(year, month, day);
    }
    let (one, other, year) = (short(first)?, short(second)?, year(third)?);
    // Where dots are written, the day comes first; elsewhere countries differ.
    if one > 12 || separator == '.' || one == other {
        return form(year, other, one);
    }
    if other > 12 {
        return form(year, one, other);
    }
    let (us, others) = (Date::new(year, one, other).ok()?, Date::new(year, other, one).ok()?);
    Some(format!("write year, month, day: `{others}` or `{us}`, whichever is meant"))
}

/// Reads a month by its English name, with a year and perhaps a day.
fn words(text: &str, days_only: bool) -> Option<String> {
    let lower = text.to_lowercase();
    let (mut year, mut month, mut day, mut about) = (None, None, None, "");
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        if word.len() == 4 && year.is_none() && word.parse::<i16>().is_ok() {
            year = word.parse::<i16>().ok();
        } else if number.len() <= 2 && day.is_none() && number.parse::<i8>().is_ok() {
            day = number.parse::<i8>().ok();
        } else if let (Some(at), None) = (month_named(word), month) {
            month = Some(at);
        } else if ABOUT.contains(&word) {
            about = "~";
        } else if !FILLERS.contains(&word) {
            return None;
        }
    }
    match (year?, month?, day) {
        (year, month, Some(day)) if about.is_empty() => form(year, month, day),
        (_, _, None) if days_only => None,
        (year, month, None) => Some(format!("write `{year:04}-{month:02}{about}`")),
        (year, month, Some(day)) => {
            let date = Date::new(year, month, day).ok()?;
            if days_only { None } else { Some(format!("write `{date}{about}`")) }
        }
    }
}

fn month_named(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::advice;
    use proptest::prelude::{any, proptest};

    #[test]
    fn what_to_write_instead() {
        for (text, wanted) in [
            ("2025-02-30", "February 2025 has 28 days"),
            ("2024-02-30", "February 2024 has 29 days"),
            ("2025-04-31T09:30:00Z", "April 2025 has 30 days"),
            ("2025-04-01/2025-04-31", "April 2025 has 30 days"),
            ("2025-19-05", "did you mean `2025-05-19`?"),
            ("2025-13", "a year has 12 months"),
            ("19 May 2025", "write `2025-05-19`"),
            ("Monday, May 19th, 2025", "write `2025-05-19`"),
            ("1 Sept. 2025", "write `2025-09-01`"),
            ("Feb 30 2025", "February 2025 has 28 days"),
            ("May 2025", "write `2025-05`"),
            ("around May 2025", "write `2025-05~`"),
            ("05/19/2025", "write `2025-05-19`"),
            ("19/05/2025", "write `2025-05-19`"),
            ("6.5.2025", "write `2025-05-06`"),
            ("05/06/2025", "`2025-06-05` or `2025-05-06`"),
            ("2025-5-9", "write `2025-05-09`"),
            ("2025/05/19", "write `2025-05-19`"),
        ] {
            let said = advice(text, false).unwrap_or_default();
            assert!(said.contains(wanted), "{text}: {said}");
        }
        for text in ["last week", "after the vote", "6 May", "2025~", "someday in May 2025", "5", "", "//"] {
            assert_eq!(advice(text, false), None, "{text}");
        }
        assert_eq!(advice("May 2025", true), None, "an article appears on a day");
    }

    proptest! {
        #[test]
        fn any_text_can_stand_there(text in any::<String>(), days_only in any::<bool>()) {
            let _ = advice(&text, days_only);
        }

        #[test]
        fn a_day_in_words_is_understood(year in 1000_i16..3000, month in 1_i8..13, day in 1_i8..32) {
            if let Ok(date) = jiff::civil::Date::new(year, month, day) {
                let written = date.strftime("%-d %B %Y").to_string();
                assert!(advice(&written, true).unwrap().contains(&format!("`{date}`")));
            }
        }
    }
}
