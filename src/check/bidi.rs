//! Control characters of the Unicode Bidirectional Algorithm (UAX #9) that make a line read other than it is written.
//!
//! Overrides are reported wherever they stand; embeddings and isolates only where their line does not close them, since
//! closed ones are how mixed directions are written. The marks U+200E, U+200F and U+061C are never reported.

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::File;
use crate::paths::CONTENT;
use crate::rules::Rule;
use crate::site::Site;

pub(super) fn check(site: &Site, sink: &mut Sink) {
    let config = site.files.iter().next().map(|file| &file.path);
    let is_written = |file: &&File| file.path.as_str().starts_with(CONTENT) || Some(&file.path) == config;
    for file in site.files.iter().filter(is_written) {
        let mut found = Vec::new();
        let mut start = 0;
        // All of these characters begin with one byte, which few lines hold.
        for line in file.text.split_inclusive('\n') {
            if line.as_bytes().contains(&0xE2) {
                found.extend(loose(line).into_iter().map(|(at, c)| (start + at, c)));
            }
            start += line.len();
        }
        if found.is_empty() {
            continue;
        }
        // A value that was refused because of such a character has its finding.
        let places = sink.places(file.id);
        let (mut next, mut covered) = (0, 0);
        found.sort_unstable();
        found.retain(|(at, _)| {
            while let Some(place) = places.get(next).filter(|place| place.start <= *at) {
                covered = covered.max(place.end);
                next += 1;
            }
            covered <= *at
        });
        for (at, c) in found {
            sink.push(finding(file, at, c));
        }
    }
}

/// Returns the overrides of a line, and what it opens and does not close.
fn loose(line: &str) -> Vec<(usize, char)> {
    let mut found: Vec<(usize, char)> = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, c) in line.char_indices() {
        match c {
            '\u{202D}' | '\u{202E}' => {
                found.push((at, c));
                open.push((at, c));
            }
            '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}' => open.push((at, c)),
            '\u{202C}' if open.last().is_some_and(|(_, c)| !is_isolate(*c)) => {
                open.pop();
            }
            // The end of an isolate also ends what was opened inside of it.
            '\u{2069}' => {
                if let Some(isolate) = open.iter().rposition(|(_, c)| is_isolate(*c)) {
                    open.truncate(isolate);
                }
            }
            _ => {}
        }
    }
    found.extend(open.into_iter().filter(|(_, c)| !matches!(c, '\u{202D}' | '\u{202E}')));
    found
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2068}')
}

fn finding(file: &File, at: usize, c: char) -> Diagnostic {
    let code = u32::from(c);
    let message = match c {
        '\u{202D}' | '\u{202E}' => {
            format!("an invisible character (U+{code:04X}) forces the direction of the words behind it")
        }
        _ => format!("an invisible character (U+{code:04X}) changes the direction up to the end of its line"),
    };
    Diagnostic::new(
        Rule::BidiControl,
        file.span(at..at + c.len_utf8()),
        message,
        "delete it and type the words again; a quotation in another script needs none, only its `lang`",
    )
}
