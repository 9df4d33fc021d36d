//! Heading ids by GitHub's rules, so that anchors copied from a preview work on the site.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

/// What GitHub drops from a heading: all but letters, marks, numbers, connecting punctuation, hyphens and spaces.
static DROPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{Alphabetic}\p{M}\p{N}\p{Pc}\- ]").expect("the pattern is fixed"));

/// Gives ids to the headings of one page.
#[derive(Debug, Default)]
pub struct Slugger {
    used: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Slugger {
    /// Returns the id for a heading's text: lower case, punctuation dropped, spaces as `-`; `-1`, `-2` … on repeats.
    pub fn slug(&mut self, text: &str) -> String {
        let lower = text.trim().to_lowercase();
        let plain = DROPPED.replace_all(&lower, "").replace(' ', "-");
        let plain = if plain.is_empty() { "section".to_owned() } else { plain };
        if self.used.insert(plain.clone()) {
            return plain;
        }
        let next = self.next.entry(plain.clone()).or_insert(0);
        loop {
            *next += 1;
            let id = format!("{plain}-{next}");
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Takes an id that the editor wrote; tells whether it was free.
    pub fn take(&mut self, id: &str) -> bool {
        self.used.insert(id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Slugger;

    #[test]
    fn as_github_does() {
        let mut slugger = Slugger::default();
        for (text, id) in [
            ("What is known", "what-is-known"),
            ("What is known", "what-is-known-1"),
            ("Q&A: who, when?", "qa-who-when"),
            ("a  b", "a--b"),
            ("Über 3 % – ja", "über-3---ja"),
            ("हिन्दी", "हिन्दी"),
            ("snake_case", "snake_case"),
            ("!!!", "section"),
            ("What is known 1", "what-is-known-1-1"),
        ] {
            assert_eq!(slugger.slug(text), id, "{text}");
        }
    }
}
