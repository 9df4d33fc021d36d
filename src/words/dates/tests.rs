//! Every form of the standard in words, and that words never say more than the date.

use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_ne, prop_oneof, proptest};

use super::MONTHS;
use crate::model::date::{Date, Timing};
use crate::strings::{BUILT_IN, Strings, Words};

fn date(date: &Date) -> String {
    super::date(Words::english(), date)
}

fn timing(timing: &Timing) -> String {
    super::timing(Words::english(), timing)
}

/// The words of every language that has a built-in table.
fn all_languages() -> Strings {
    let langs = BUILT_IN.map(|(lang, _)| lang.parse().unwrap());
    Strings::new(&BTreeMap::new(), &langs)
}

fn words(edtf: &str) -> String {
    date(&edtf.parse().unwrap_or_else(|error| panic!("{edtf}: {error}")))
}

#[test]
fn days_months_years_and_times() {
    for (edtf, expected) in [
        ("2025-01-20", "20 January 2025"),
        ("2024-11", "November 2024"),
        ("2025", "2025"),
        ("0476", "AD 476"),
        ("0000", "1 BC"),
        ("-0043-03-15", "15 March 44 BC"),
        ("Y170000002", "AD 170,000,002"),
        ("Y-17E7", "170,000,001 BC"),
        ("2025-01-20T14:30:00", "20 January 2025, 14:30"),
        ("2025-01-20T14:30:00Z", "20 January 2025, 14:30 UTC"),
        ("2025-01-20T14:30:00+05:30", "20 January 2025, 14:30 UTC+05:30"),
        ("2025-01-20T14:30:00-03", "20 January 2025, 14:30 UTC−03:00"),
    ] {
        assert_eq!(words(edtf), expected, "{edtf}");
    }
}

#[test]
fn seasons_and_parts_of_a_year() {
    for (edtf, expected) in [
        ("2025-21", "spring 2025"),
        ("2025-24", "winter 2025"),
        ("2025-25", "spring 2025 (northern hemisphere)"),
        ("2025-31", "autumn 2025 (southern hemisphere)"),
        ("2025-33", "the first quarter of 2025"),
        ("2025-36", "the fourth quarter of 2025"),
        ("2025-38", "the second third of 2025"),
        ("2025-41", "the second half of 2025"),
        ("156X-22", "summer in some year of the 1560s"),
        ("156X-40", "the first half of some year of the 1560s"),
    ] {
        assert_eq!(words(edtf), expected, "{edtf}");
    }
}

#[test]
fn what_is_uncertain_or_approximate() {
    for (edtf, expected) in [
        ("2025~", "about 2025"),
        ("2025-05?", "May 2025 (uncertain)"),
        ("2025%", "about 2025 (uncertain)"),
        ("2025-05-XX~", "a day in May 2025 (approximate)"),
        ("202X~", "the 2020s (approximate)"),
        ("2004-06~-11", "11 June 2004 (month and year approximate)"),
        ("2004?-06-11", "11 June 2004 (year uncertain)"),
        ("?2004-06-~11", "about 11 June 2004 (year uncertain)"),
        ("2004-%06-11", "11 June 2004 (month approximate and uncertain)"),
        ("2025-05-XX%", "a day in May 2025 (approximate and uncertain)"),
        ("1950S2~", "some year of 1900–1999, perhaps 1950 (approximate)"),
    ] {
        assert_eq!(words(edtf), expected, "{edtf}");
    }
}

#[test]
fn open_digits() {
    for (edtf, expected) in [
        ("2025-05-XX", "a day in May 2025"),
        ("2025-XX", "a month in 2025"),
        ("2025-XX-XX", "a day in 2025"),
        ("2025-XX-03", "the 3rd of a month in 2025"),
        ("2025-XX-X1", "the 1st, 11th, 21st or 31st of a month in 2025"),
        ("2025-XX-1X", "a day from the 10th to the 19th of a month in 2025"),
        ("2025-1X", "October, November or December 2025"),
        ("2025-0X", "a month in January–September 2025"),
        ("1560-X2", "February or December 1560"),
        ("2025-0X-12", "the 12th of a month in January–September 2025"),
        ("2025-0X-XX", "a day in January–September 2025"),
        ("2025-1X-XX", "a day in October, November or December 2025"),
        ("2025-1X-09", "9 October, November or December 2025"),
        ("2025-05-1X", "a day in 10–19 May 2025"),
        ("2025-05-3X", "30 or 31 May 2025"),
        ("2025-06-3X", "30 June 2025"),
        ("2025-02-2X", "a day in 20–28 February 2025"),
        ("2024-02-2X", "a day in 20–29 February 2024"),
        ("2025-05-X3", "3, 13 or 23 May 2025"),
        ("202X", "the 2020s"),
        ("200X", "some year of 2000–2009"),
        ("000X", "some year of 1 BC–AD 9"),
        ("099X", "some year of AD 990–999"),
        ("19XX", "some year of 1900–1999"),
        ("1XX3", "some year of 1003–1993"),
        ("XXXX", "an unknown year"),
        ("156X-12-25", "25 December in some year of the 1560s"),
        ("156X-12", "December in some year of the 1560s"),
        ("156X-XX", "a month in some year of the 1560s"),
        ("15XX-12-XX", "a day in December in some year of 1500–1599"),
        ("XXXX-12-25", "25 December in an unknown year"),
        ("1950S2", "some year of 1900–1999, perhaps 1950"),
        ("-0150S2", "some year of 200–101 BC, perhaps 151 BC"),
        ("1950S4", "1950"),
        ("Y3388E2S3", "some year of AD 338,000–338,999, perhaps AD 338,800"),
    ] {
        assert_eq!(words(edtf), expected, "{edtf}");
    }
}

#[test]
fn intervals_and_sets() {
    for (edtf, expected) in [
        ("2025-05/2025-06", "from May 2025 to June 2025"),
        ("2025-01-20/..", "since 20 January 2025"),
        ("../2025-06", "until June 2025"),
        ("2025-05/", "from May 2025 to an unknown date"),
        ("/2025", "from an unknown date to 2025"),
        ("..2004-06-01/2004-06-20..", "from 1 June 2004 or earlier to 20 June 2004 or later"),
        ("2004-06-XX/2004-07-03", "from a day in June 2004 to 3 July 2004"),
        ("[2025-05, 2025-07]", "May 2025 or July 2025"),
        ("[1667,1668,1670..1672]", "1667, 1668 or some time from 1670 to 1672"),
        ("[..1984]", "1984 or earlier"),
        ("{2025-05, 2025-07}", "May 2025 and July 2025"),
        ("{1670..1672,1680..}", "every year from 1670 to 1672 and 1680 and later"),
    ] {
        assert_eq!(words(edtf), expected, "{edtf}");
    }
}

#[test]
fn dates_of_every_form_in_other_languages() {
    let strings = all_languages();
    for (lang, cases) in [
        (
            "fr",
            [
                ("2025-03-01", "1er mars 2025"),
                ("-0043-03-15", "15 mars 44 av. J.-C."),
                ("2025-06-11~", "vers le 11 juin 2025"),
                ("2025-22", "l’été 2025"),
                ("2025-33", "le premier trimestre de 2025"),
                ("2025-XX-01", "le 1er d’un mois en 2025"),
                ("156X-12-25", "25 décembre d’une année de la décennie 1560"),
                ("2025-01-20/..", "depuis le 20 janvier 2025"),
                ("2004?-06-11", "11 juin 2004 (année\u{a0}: incertain)"),
                ("[2025-05, 2025-07]", "mai 2025 ou juillet 2025"),
            ],
        ),
        (
            "es",
            [
                ("2025-03-01", "1 de marzo de 2025"),
                ("-0043-03-15", "15 de marzo de 44 a. C."),
                ("2025-06-11~", "hacia el 11 de junio de 2025"),
                ("2025-22", "el verano de 2025"),
                ("2025-33", "el primer trimestre de 2025"),
                ("2025-XX-01", "el 1 de un mes de 2025"),
                ("156X-12-25", "25 de diciembre de un año de la década de 1560"),
                ("2025-01-20/..", "desde el 20 de enero de 2025"),
                ("2004?-06-11", "11 de junio de 2004 (año: incierto)"),
                ("2025-09-18%", "hacia el 18 de septiembre de 2025 (incierto)"),
            ],
        ),
        (
            "ar",
            [
                ("2025-03-01", "1 مارس 2025"),
                ("-0043-03-15", "15 مارس 44 ق.م."),
                ("2025-06-11~", "نحو 11 يونيو 2025"),
                ("2025-22", "صيف 2025"),
                ("2025-33", "الربع الأول من عام 2025"),
                ("2025-XX-01", "اليوم 1 من شهر ما من عام 2025"),
                ("156X-12-25", "25 ديسمبر من إحدى سنوات عقد 1560"),
                ("2025-01-20/..", "منذ 20 يناير 2025"),
                ("2004?-06-11", "11 يونيو 2004 (السنة: غير مؤكد)"),
                ("{2025-05, 2025-07}", "مايو 2025 ويوليو 2025"),
            ],
        ),
        (
            "he",
            [
                ("2025-03-01", "1 במרץ 2025"),
                ("-0043-03-15", "15 במרץ 44 לפנה״ס"),
                ("2025-06-11~", "בסביבות 11 ביוני 2025"),
                ("2025-22", "קיץ 2025"),
                ("2025-33", "הרבעון הראשון של שנת 2025"),
                ("2025-XX-01", "ה-1 בחודש כלשהו בשנת 2025"),
                ("156X-12-25", "25 בדצמבר בשנה כלשהי בשנות ה-1560"),
                ("2025-01-20/..", "מאז 20 בינואר 2025"),
                ("2004?-06-11", "11 ביוני 2004 (שנה: לא ודאי)"),
                ("{2025, 2027}", "2025 ו-2027"),
            ],
        ),
    ] {
        let words = strings.of(&lang.parse().unwrap());
        for (edtf, expected) in cases {
            assert_eq!(super::date(words, &edtf.parse().unwrap()), expected, "{lang} {edtf}");
        }
    }
}

/// `not_before` and `not_after` hold their own day, month or year.
#[test]
fn bounds_hold_what_they_name() {
    let timing_of = |from: &str, to: &str| {
        let read = |text: &str| (!text.is_empty()).then(|| text.parse::<Date>().unwrap());
        timing(&Timing::Between(read(from), read(to)))
    };
    for (from, to, expected) in [
        ("2025-01", "", "in or after January 2025"),
        ("2025-01-20", "", "on or after 20 January 2025"),
        ("2025", "", "in or after 2025"),
        ("2025-21", "", "in or after spring 2025"),
        ("2025?", "", "in or after 2025 (uncertain)"),
        ("2025-01-20T10:00:00Z", "", "on or after 20 January 2025, 10:00 UTC"),
        ("2025~", "", "not before about 2025"),
        ("202X", "", "not before the 2020s"),
        ("2025-05-XX", "", "not before a day in May 2025"),
        ("2025-05/2025-06", "", "in or after May 2025"),
        ("", "2025-01", "in or before January 2025"),
        ("", "2025-01-20", "on or before 20 January 2025"),
        ("", "2025~", "not after about 2025"),
        ("", "2025-05/2025-06", "in or before June 2025"),
        ("", "2025-05/", "date not known"),
        ("2025-01-20", "2025-03", "some time from 20 January 2025 to March 2025"),
        ("2025-01-20", "2025-03/", "on or after 20 January 2025"),
        ("/2025", "2026", "in or before 2026"),
    ] {
        assert_eq!(timing_of(from, to), expected, "{from} {to}");
    }
    assert_eq!(timing(&Timing::Unknown), "date not known");
}

/// Two digits, of which some may be open, and a way to close the open ones.
fn field(last: u8) -> impl Strategy<Value = (String, String)> {
    (1..=last, 0..4_u8).prop_map(|(number, open)| {
        let full = format!("{number:02}");
        let written = full.chars().zip([open & 1, open & 2]).map(|(c, open)| if open > 0 { 'X' } else { c });
        (written.collect(), full)
    })
}

/// A date in which digits are open, and one of the dates it can be.
fn open_and_closed() -> impl Strategy<Value = (String, String)> {
    let year = (1..=9999_u16, 0..16_u8, any::<bool>()).prop_map(|(year, open, negative)| {
        let sign = if negative { "-" } else { "" };
        let full = format!("{year:04}");
        let written: String =
            full.chars().enumerate().map(|(at, c)| if open & (1 << at) > 0 { 'X' } else { c }).collect();
        (format!("{sign}{written}"), format!("{sign}{full}"))
    });
    (
        year,
        prop_oneof![Just(None), field(12).prop_map(Some)],
        prop_oneof![Just(None), field(28).prop_map(Some)],
    )
        .prop_map(|(year, month, day)| {
            let mut both = year;
            for (written, full) in month.clone().into_iter().chain(day.filter(|_| month.is_some())) {
                both = (format!("{}-{written}", both.0), format!("{}-{full}", both.1));
            }
            both
        })
}

proptest! {
    #[test]
    fn every_date_has_words(text in "[-0-9XYES?~%./\\[\\]{},]{1,14}") {
        let Ok(parsed) = text.parse::<Date>() else { return Ok(()) };
        for words in all_languages().all() {
            for said in [
                super::date(words, &parsed),
                super::timing(words, &Timing::Between(Some(parsed.clone()), None)),
                super::timing(words, &Timing::Between(None, Some(parsed.clone()))),
                super::timing(words, &Timing::Between(Some(parsed.clone()), Some(parsed.clone()))),
            ] {
                let is_said = !said.trim().is_empty() && !said.contains(['{', '}']);
                prop_assert!(is_said, "{} in {}: {}", text, words.lang().as_str(), said);
            }
        }
    }

    /// Words belong to what can be meant: a date with open digits reads like none of the days it can be.
    #[test]
    fn words_say_no_more_than_the_date((open, closed) in open_and_closed()) {
        let (Ok(vague), Ok(exact)) = (open.parse::<Date>(), closed.parse::<Date>()) else { return Ok(()) };
        let meant = |date: &Date| (date.earliest(), date.latest());
        if meant(&vague) != meant(&exact) {
            for words in all_languages().all() {
                let said = |date| super::date(words, date);
                prop_assert_ne!(said(&vague), said(&exact), "{} and {}", open, closed);
            }
        }
        let parts: Vec<&str> = open.trim_start_matches('-').split('-').collect();
        let words = date(&vague);
        if parts.get(1).is_none_or(|month| *month == "XX") {
            prop_assert!(MONTHS.iter().all(|month| !words.contains(Words::english().get(*month))), "{open}: {words}");
        }
        if parts.get(2) == Some(&"XX") {
            prop_assert!(words.starts_with("a day in "), "{open}: {words}");
        }
        if parts[0].contains('X') {
            prop_assert!(words.contains("year") || words.ends_with('s'), "{open}: {words}");
        }
    }

    /// What is uncertain or approximate says so, wherever the mark stands.
    #[test]
    fn words_keep_every_doubt((open, _) in open_and_closed(), mark in "[?~%]", at in 0..3_usize) {
        let mut parts: Vec<String> = open.split('-').map(str::to_owned).collect();
        let last = parts.len() - 1;
        parts[at.min(last)].push_str(&mark);
        let Ok(parsed) = parts.join("-").parse::<Date>() else { return Ok(()) };
        let words = date(&parsed);
        prop_assert_ne!(&words, &date(&open.parse().unwrap()));
        if mark != "~" {
            prop_assert!(words.contains("uncertain"), "{words}");
        }
        if mark != "?" {
            prop_assert!(words.contains("about") || words.contains("approximate"), "{words}");
        }
    }
}
