//! The protection of people who are not named. The files of a site are public; these rules hold on every site.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::FileId;
use crate::model::actor::ActorKind;
use crate::model::source::Naming;
use crate::model::text::Text;
use crate::rules::Rule;
use crate::site::Site;

use super::sources::words;

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

/// Looks at the whole text of an unnamed source's entry, comments too: what is in the file is public.
fn contact_details(site: &Site, sink: &mut Sink) {
    let mut starts: Vec<(FileId, usize)> = site
        .sources
        .iter()
        .map(|entry| (entry.source.id.span.file, entry.source.id.span.range().start))
        .collect();
    starts.sort_unstable();
    for entry in &site.sources {
        let hidden = entry.source.people().is_some_and(|people| people.naming != Naming::Named);
        if !hidden {
            continue;
        }
        let span = entry.source.id.span;
        let file = site.files.get(span.file);
        let begin = span.range().start;
        let next = starts.get(starts.partition_point(|at| *at <= (span.file, begin)));
        let end = next.filter(|(other, _)| *other == span.file).map_or(file.text.len(), |(_, start)| *start);
        for found in CONTACT.find_iter(&file.text[begin..end]) {
            let place: Range<usize> = begin + found.start()..begin + found.end();
            sink.push(Diagnostic::new(
                Rule::ContactDetails,
                file.span(place),
                "an e-mail address or telephone number stands with a source that is not named",
                "remove it, also from the history of the repository: this file is public",
            ));
        }
    }
}

/// An unnamed source's id is part of URLs; it must not hold a word of a person's name.
fn telling_ids(site: &Site, sink: &mut Sink) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for entry in site.actors.iter().filter(|entry| entry.actor.kind == ActorKind::Person) {
        names.extend(words(&entry.actor.name));
        for alias in &entry.actor.aliases {
            names.extend(words(&Text::One(alias.clone())));
        }
    }
    for entry in &site.sources {
        let unnamed = entry.source.people().is_some_and(|people| people.naming == Naming::Unnamed);
        let id = entry.source.id.value.as_str();
        if let Some(word) = id.split(['-', '_']).find(|word| unnamed && names.contains(*word)) {
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

#[cfg(test)]
mod tests {
    use super::CONTACT;

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
}
