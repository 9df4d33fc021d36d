//! Ids on a page: of headings, by GitHub's rules, so that anchors copied from a preview work on the site; of claims; and
//! those that the built-in templates keep for themselves.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

/// What GitHub drops from a heading: all but letters, marks, numbers, connecting punctuation, hyphens and spaces.
static DROPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{Alphabetic}\p{M}\p{N}\p{Pc}\- ]").expect("the pattern is fixed"));

/// The ids that the built-in templates use on pages that show an editor's Markdown.
const OF_TEMPLATES: &[&str] = &[
    "about-title",
    "by-title",
    "contents-title",
    "corrections",
    "corrections-title",
    "how-title",
    "how-we-know",
    "latest-title",
    "legend",
    "legend-title",
    "list-title",
    "main",
    "show-sourcing",
    "sources-title",
    "tags-title",
    "timeline",
    "timeline-title",
];

/// Of these, the ones that only an explainer has.
const OF_EXPLAINERS: &[&str] =
    &["how-title", "how-we-know", "legend", "legend-title", "show-sourcing", "timeline"];

/// Which parts of its own a page has besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageParts {
    /// Whether it is an explainer.
    pub explainer: bool,
    /// Whether it has corrections.
    pub corrections: bool,
}

/// Tells whether an id belongs to the templates of a page with these parts, so that no heading may have it. A heading
/// "Note on method" keeps `note-on-method`: the anchors of the page's own claims are taken one by one, see
/// [`Slugger::take`].
pub fn is_of_templates(id: &str, parts: PageParts) -> bool {
    let is_of_corrections = id.starts_with("correction");
    if is_of_corrections && !parts.corrections || OF_EXPLAINERS.contains(&id) && !parts.explainer {
        return false;
    }
    let numbered = ["correction-", "event-", "filter-actor-", "fn-", "fnref-"].into_iter().any(|family| {
        id.strip_prefix(family)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    });
    let named = ["filter-actor-", "filter-status-"].into_iter().any(|family| {
        id.strip_prefix(family).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
    });
    // The preview names findings so.
    OF_TEMPLATES.contains(&id) || numbered || named || id.starts_with("finding:")
}

/// Returns the last part of a claim's anchors, `claim-…`, `note-…` and `ref-…`: the claim's id, or `article--id` from
/// `article/id`. What no id may hold is written as `__`, its code in hexadecimal and `_`, so that no two names meet and
/// nothing needs escaping in HTML, URLs or style sheets.
pub fn claim_anchor(name: &str) -> String {
    let is_plain = |part: &str| {
        part.split(['-', '_']).all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    };
    let parts: Vec<String> = name
        .split('/')
        .map(|part| {
            if is_plain(part) {
                return part.to_owned();
            }
            part.chars()
                .map(|c| {
                    if c.is_ascii_lowercase() || c.is_ascii_digit() {
                        c.to_string()
                    } else {
                        format!("__{:x}_", u32::from(c))
                    }
                })
                .collect()
        })
        .collect();
    parts.join("--")
}

/// Returns the part of a URL for a tag.
pub fn tag_slug(tag: &str) -> String {
    Slugger::default().slug(tag)
}

/// Gives ids that differ.
#[derive(Debug, Default)]
pub struct Slugger {
    used: HashSet<String>,
    next: HashMap<String, usize>,
    page: Option<PageParts>,
}

impl Slugger {
    /// Makes one for the headings of a page, which leaves the ids of the templates alone.
    pub fn of_page(parts: PageParts) -> Self {
        Self { page: Some(parts), ..Self::default() }
    }

    /// Returns the id for a text: lower case, punctuation dropped, spaces as `-`; `-1`, `-2` … on repeats.
    pub fn slug(&mut self, text: &str) -> String {
        let lower = text.trim().to_lowercase();
        let plain = DROPPED.replace_all(&lower, "").replace(' ', "-");
        let plain = if plain.is_empty() { "section".to_owned() } else { plain };
        if self.take(&plain) {
            return plain;
        }
        let mut next = self.next.get(&plain).copied().unwrap_or(0);
        loop {
            next += 1;
            let id = format!("{plain}-{next}");
            if self.take(&id) {
                self.next.insert(plain, next);
                return id;
            }
        }
    }

    /// Takes an id as it is; tells whether it was free.
    pub fn take(&mut self, id: &str) -> bool {
        !self.page.is_some_and(|parts| is_of_templates(id, parts)) && self.used.insert(id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{PageParts, Slugger, claim_anchor};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

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

    #[test]
    fn headings_leave_the_templates_their_ids() {
        let all = PageParts { explainer: true, corrections: true };
        let mut slugger = Slugger::of_page(all);
        assert_eq!(slugger.slug("Legend"), "legend-1");
        assert_eq!(slugger.slug("Correction 2"), "correction-2-1");
        assert_eq!(slugger.slug("Correction of 2 May"), "correction-of-2-may");
        assert!(!slugger.take("how-title") && slugger.take("how"));
        let mut plain = Slugger::of_page(PageParts::default());
        assert_eq!(plain.slug("Legend"), "legend", "a plain page has none");
        assert!(plain.take("corrections") && plain.take("correction-1") && !plain.take("main"));
        assert_eq!(Slugger::default().slug("Main"), "main", "a tag is no heading");
    }

    #[test]
    fn anchors_of_claims() {
        assert_eq!(claim_anchor("deal-terms"), "deal-terms");
        assert_eq!(claim_anchor("talks/2025/deal"), "talks--2025--deal");
        assert_eq!(claim_anchor("It's/a"), "__49_t__27_s--a");
        assert_ne!(claim_anchor("a/b--c/x"), claim_anchor("a--b/c/x"));
    }

    proptest! {
        #[test]
        fn no_two_claims_share_an_anchor(one in "[a-bA_/\\- é\"]{1,12}", other in "[a-bA_/\\- é\"]{1,12}") {
            let anchor = claim_anchor(&one);
            prop_assert!(anchor.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)));
            if !one.contains("//") && !other.contains("//") {
                prop_assert_eq!(one == other, anchor == claim_anchor(&other));
            }
        }
    }
}
