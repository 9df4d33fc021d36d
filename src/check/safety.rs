//! The protection of people who are not named. The files of a site are public; these rules hold on every site.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::FileId;
use crate::model::actor::ActorKind;
use crate::model::source::Naming;
use crate::rules::Rule;
use crate::site::Site;

/// E-mail addresses, and telephone numbers as they are written in most countries: with `+`, a leading zero, or in groups.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        [A-Za-z0-9._%+-]+ @ [A-Za-z0-9-]+ (\.[A-Za-z0-9-]+)* \. [A-Za-z]{2,}
        | \+ [0-9] [0-9\ ()./-]{6,} [0-9]
        | \b 0 [0-9] [0-9\ ()/-]{6,} [0-9] \b
        | \(? \b [0-9]{3} \)? [\ .-] [0-9]{3} [\ .-] [0-9]{4} \b",
    )
    .expect("the pattern is fixed")
});

pub(super) fn check(site: &Site, sink: &mut Sink) {
    contact_details(site, sink);
    telling_ids(site, sink);
}

/// Looks at the whole text of an unnamed source's entry, and at every comment of a register that holds one: what is in
/// the file is public, and a comment above an entry belongs to it.
fn contact_details(site: &Site, sink: &mut Sink) {
    let mut entries: Vec<(FileId, usize, bool)> = site
        .sources
        .iter()
        .map(|entry| {
            let is_hidden = entry.source.people().is_some_and(|people| people.naming != Naming::Named);
            (entry.source.id.span.file, entry.source.id.span.range().start, is_hidden)
        })
        .collect();
    entries.sort_unstable();
    for register in entries.chunk_by(|a, b| a.0 == b.0).filter(|entries| entries.iter().any(|entry| entry.2))
    {
        let file = site.files.get(register[0].0);
        let mut public: Vec<Range<usize>> = comments(&file.text).collect();
        for (at, (_, begin, is_hidden)) in register.iter().enumerate() {
            let end = register.get(at + 1).map_or(file.text.len(), |next| next.1);
            if *is_hidden {
                public.push(*begin..end);
            }
        }
        let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
        for range in public {
            let hits = CONTACT.find_iter(&file.text[range.clone()]);
            found.extend(hits.map(|hit| (range.start + hit.start(), range.start + hit.end())));
        }
        for (start, end) in found {
            sink.push(Diagnostic::new(
                Rule::ContactDetails,
                file.span(start..end),
                "an e-mail address or telephone number stands with a source that is not named",
                "remove it, also from the history of the repository: this file is public",
            ));
        }
    }
}

/// Finds what may be a comment: from `#` at a line's beginning or behind a blank to the line's end.
fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let begin = start;
        start += line.len();
        let is_comment = |at: &usize| *at == 0 || line[..*at].ends_with([' ', '\t']);
        let at = line.match_indices('#').map(|(at, _)| at).find(is_comment)?;
        Some(begin + at..begin + line.len())
    })
}

/// An unnamed source's id is part of URLs; it must not hold a word of a person's name.
fn telling_ids(site: &Site, sink: &mut Sink) {
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
    use super::{CONTACT, comments, name_words};

    #[test]
    fn contact_details() {
        for text in
            ["a.b@mail.example.org", "+49 30 1234567", "030 1234567", "(202) 555-0143", "+1-202-555-0143"]
        {
            assert!(CONTACT.is_match(text), "{text}");
        }
        for text in ["2025-01-20", "12 people", "100 000 000", "0.5", "the 2nd of 3", "1995-2005", "@handle"]
        {
            assert!(!CONTACT.is_match(text), "{text}");
        }
    }

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

    #[test]
    fn comments_of_a_register() {
        let text = "# one\na: b # two\nc: d#no\n  # three\n";
        let found: Vec<&str> = comments(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["# one\n", "# two\n", "# three\n"]);
    }
}
