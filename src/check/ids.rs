//! Ids that give away people who are not named. The files of a site are public; this holds on every site.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::actor::ActorKind;
use crate::model::source::Naming;
use crate::rules::Rule;
use crate::site::Site;

/// An unnamed source's id is part of URLs; it must not hold a word of a person's name.
pub(super) fn check(site: &Site, sink: &mut Sink) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for entry in site.actors.iter().filter(|entry| entry.actor.kind == ActorKind::Person) {
        names.extend(entry.actor.name.all().flat_map(name_words));
        names.extend(entry.actor.aliases.iter().flat_map(|alias| name_words(alias)));
    }
    for entry in &site.sources {
        let hidden = entry.source.people().is_some_and(|people| people.naming != Naming::Named);
        let id = entry.source.id.value.as_str();
        if let Some(word) = id.split(['-', '_']).find(|word| hidden && names.contains(*word)) {
            sink.push(Diagnostic::new(
                Rule::TellingId,
                entry.source.id.span,
                format!(
                    "`{word}` in the id of an unnamed source is part of a person's name among the actors"
                ),
                "choose an id that points to nobody; it becomes part of public addresses",
            ));
        }
    }
}

/// Short words between names, which tell nothing about a person.
const PARTICLES: &[&str] = &[
    "abu", "al", "and", "ben", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du",
    "el", "ibn", "jr", "la", "le", "of", "sr", "ter", "the", "van", "von", "zu",
];

/// Letters that do not come apart into a plain letter and a mark, and how names are written without them.
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ı', "i"),
];

/// Returns the words of a name as an id would write them: small letters without accents, and `ue` beside `u` for `ü`.
fn name_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in name.to_lowercase().split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
        let composed: String = word.nfc().collect();
        for umlauts in [false, true] {
            let mut plain = String::new();
            for c in composed.chars() {
                match (c, LETTERS.iter().find(|(letter, _)| *letter == c)) {
                    ('ä' | 'ö' | 'ü', _) if umlauts => {
                        plain.extend(c.nfd().next());
                        plain.push('e');
                    }
                    (_, Some((_, written))) => plain.push_str(written),
                    _ => plain.extend(c.nfd().filter(|c| !is_combining_mark(*c))),
                }
            }
            if plain.chars().count() >= 2 && !PARTICLES.contains(&plain.as_str()) && !words.contains(&plain) {
                words.push(plain);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::name_words;

    #[test]
    fn names_as_ids_write_them() {
        for (name, words) in [
            ("Gérard Müller", vec!["gerard", "muller", "mueller"]),
            ("Xi Jinping", vec!["xi", "jinping"]),
            ("Abdel Fattah al-Sisi", vec!["abdel", "fattah", "sisi"]),
            ("Łukasz O’Neill", vec!["lukasz", "neill"]),
            ("J. Nguye\u{302}\u{303}n", vec!["nguyen"]),
        ] {
            assert_eq!(name_words(name), words, "{name}");
        }
    }
}
