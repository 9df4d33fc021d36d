//! Every built-in table is whole, and words meet as their language wants.

use std::collections::{BTreeMap, BTreeSet};

use super::table::bare;
use super::{BUILT_IN, Category, Key, Phrase, Strings, Table, Words, built_in};
use crate::diagnostic::Sink;

/// Reads a built-in table that must have no mistake.
fn read(lang: &str) -> Table {
    let mut sink = Sink::default();
    let model = (lang != "en").then(Words::english);
    let table = built_in(lang, model, &mut sink).unwrap();
    assert!(sink.is_empty(), "{lang}: {sink:?}");
    table
}

fn words(lang: &str) -> Words {
    let lang = lang.parse().unwrap();
    Strings::new(&BTreeMap::new(), [&lang]).of(&lang).clone()
}

/// Names the places of a form, whether with their article or without; the count may be written out as a word.
fn places(text: &str) -> BTreeSet<&str> {
    super::table::places(text).map(bare).filter(|name| *name != "n").collect()
}

#[test]
fn every_table_has_every_word_with_its_places() {
    let english = read("en");
    for (lang, _) in BUILT_IN {
        let table = read(lang);
        for key in Key::ALL {
            let phrase = table.0.get(key).unwrap_or_else(|| panic!("{lang}: `{}` is missing", key.as_str()));
            let wanted = places(english.0[key].of(Category::Other));
            for form in phrase.forms() {
                assert_eq!(places(form), wanted, "{lang}: {}: {form}", key.as_str());
            }
            assert!(
                phrase.of(Category::Other).contains("{n}")
                    == english.0[key].of(Category::Other).contains("{n}")
                    || matches!(phrase, Phrase::Many(_)),
                "{lang}: `{}` loses its count",
                key.as_str()
            );
        }
    }
}

/// A plural has a form for each category into which counts of its language fall; those of millions and of none may be
/// like all others.
#[test]
fn every_plural_has_the_forms_of_its_language() {
    for (lang, _) in BUILT_IN {
        let needed: BTreeSet<Category> = (1..1000).map(|n| Category::of(n, lang)).collect();
        for (key, phrase) in read(lang).0 {
            let Phrase::Many(forms) = phrase else { continue };
            // Sources are counted only from two on.
            let from_two = key.as_str().starts_with("lead_");
            for category in needed.iter().filter(|category| !(from_two && **category == Category::One)) {
                assert!(
                    key == Key::DateOrdinal || forms.contains_key(category),
                    "{lang}: `{}` has no form for {category:?}",
                    key.as_str()
                );
            }
        }
    }
}

#[test]
fn counts_fall_into_the_categories_of_their_language() {
    for (lang, n, expected) in [
        ("en", 0, "0 claims"),
        ("en", 1, "1 claim"),
        ("en", 2, "2 claims"),
        ("fr", 0, "0 affirmation"),
        ("fr", 1, "1 affirmation"),
        ("fr", 1_000_000, "1000000 affirmations"),
        ("es", 0, "0 afirmaciones"),
        ("es", 1, "1 afirmación"),
        ("ar", 0, "0 ادعاء"),
        ("ar", 1, "ادعاء واحد"),
        ("ar", 2, "ادعاءان"),
        ("ar", 3, "3 ادعاءات"),
        ("ar", 11, "11 ادعاءً"),
        ("ar", 100, "100 ادعاء"),
        ("ar", 103, "103 ادعاءات"),
        ("he", 1, "טענה אחת"),
        ("he", 2, "שתי טענות"),
        ("he", 10, "10 טענות"),
        ("de", 1, "1 claim"),
        ("de", 0, "0 claims"),
    ] {
        assert_eq!(words(lang).count(Key::ClaimCount, n, &[]), expected, "{lang} {n}");
    }
    let ordinals = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(|n| words("en").ordinal(n));
    assert_eq!(
        ordinals,
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st"]
    );
}

#[test]
fn lists_are_joined_as_each_language_does() {
    for (lang, parts, expected) in [
        ("en", &["a", "b", "c"][..], "a, b and c"),
        ("en", &["a"], "a"),
        ("en", &[], ""),
        ("fr", &["a", "b"], "a et b"),
        ("es", &["Egipto", "Catar"], "Egipto y Catar"),
        ("es", &["Hamás", "Israel"], "Hamás e Israel"),
        ("es", &["agua", "hielo"], "agua y hielo"),
        ("es", &["madre", "hijo"], "madre e hijo"),
        ("ar", &["أ", "ب", "ج"], "أ، ب وج"),
        ("he", &["א", "ב"], "א וב"),
        ("he", &["א", "Reuters"], "א ו-Reuters"),
        ("he", &["2024", "<a href=\"x\">2025</a>"], "2024 ו-<a href=\"x\">2025</a>"),
        ("he", &["2024", "<a href=\"x\">דוד</a>"], "2024 ו<a href=\"x\">דוד</a>"),
    ] {
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        assert_eq!(words(lang).and(&parts), expected, "{lang}");
    }
    assert_eq!(words("es").or(&["siete".to_owned(), "ocho".to_owned()]), "siete u ocho");
}

#[test]
fn what_fills_a_place_is_not_filled_again() {
    let words = Words::english();
    assert_eq!(
        words.say(Key::ListAnd, &[("list", "{last}"), ("last", "b {list} }")]),
        "{last} and b {list} }"
    );
    assert_eq!(words.say(Key::ListAnd, &[("list", "a")]), "a and {last}", "a place without words stays");
}
