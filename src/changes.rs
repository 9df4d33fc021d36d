//! What became of the claims of a site since an older state: added, removed, stronger, weaker, with other sources.
//!
//! Input: both sites, resolved. Output: [`Changes`], and that as text, JSON or Markdown. Claims are the same when their
//! full ids are. Compared is what readers of the two sites see. Not done here: getting at the older site.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use crate::origins::{Evidence, Standing, Status};
use crate::overview::markdown::escape;
use crate::overview::status;
use crate::report::printable;
use crate::site::{ClaimEntry, Site};
use crate::words;

/// How a claim is sourced in one of the sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// What readers see.
    pub status: Status,
    standing: Standing,
    evidence: Evidence,
    /// The independent routes.
    pub routes: usize,
}

impl State {
    fn of(entry: &ClaimEntry) -> Self {
        Self {
            status: entry.status,
            standing: entry.standing,
            evidence: entry.sourcing.evidence,
            routes: entry.sourcing.routes,
        }
    }

    /// Compares by standing, then by evidence, then by routes; more is stronger.
    fn cmp(self, other: Self) -> Ordering {
        (self.standing, self.evidence, self.routes).cmp(&(other.standing, other.evidence, other.routes))
    }

    fn words(self) -> String {
        let routes = match self.routes {
            0 => String::new(),
            n => format!(", {}", words::count(n, "route", "routes")),
        };
        format!("{}{routes}", status(self.status))
    }

    fn json(self) -> Value {
        json!({"status": self.status.as_str(), "evidence": self.evidence.as_str(), "standing": self.standing.as_str(), "routes": self.routes})
    }
}

/// A claim that is not what it was.
#[derive(Clone, Debug)]
pub struct Change {
    /// `article/id`.
    pub id: String,
    /// The claim as a sentence; of a removed one, as it was.
    pub says: String,
    /// How it was; none where it is new.
    pub before: Option<State>,
    /// How it is; none where it was removed.
    pub after: Option<State>,
    /// The sources that it has and had not, each with how it bears on the claim.
    pub gained: Vec<String>,
    /// The sources that it had and has not.
    pub lost: Vec<String>,
}

/// What a change is first of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Added,
    Removed,
    Weaker,
    Stronger,
    Sources,
}

impl Kind {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Weaker, "weaker", "Weaker"),
        (Self::Removed, "removed", "Removed"),
        (Self::Added, "added", "Added"),
        (Self::Stronger, "stronger", "Stronger"),
        (Self::Sources, "sources", "Other sources"),
    ];
}

impl Change {
    fn kind(&self) -> Kind {
        match (self.before, self.after) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            (Some(before), Some(after)) => match after.cmp(before) {
                Ordering::Less => Kind::Weaker,
                Ordering::Greater => Kind::Stronger,
                Ordering::Equal => Kind::Sources,
            },
        }
    }

    /// Says what happened to its status and its sources.
    fn what(&self) -> String {
        let mut parts = Vec::new();
        match (self.before, self.after) {
            (Some(before), Some(after)) if before != after => {
                parts.push(format!("{} → {}", before.words(), after.words()));
            }
            (Some(state), Some(_) | None) | (None, Some(state)) => parts.push(state.words()),
            (None, None) => {}
        }
        for (what, sources) in [("gained", &self.gained), ("lost", &self.lost)] {
            if !sources.is_empty() && self.before.is_some() && self.after.is_some() {
                parts.push(format!("{what} {}", sources.join(", ")));
            }
        }
        parts.join("; ")
    }
}

/// What became of the claims of a site.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The revision that the site was compared with, as it was written.
    revision: String,
    /// The claims that are not what they were, by id.
    pub changes: Vec<Change>,
    /// How many are.
    pub unchanged: usize,
}

impl Changes {
    /// Compares two sites.
    pub fn between(old: &Site, new: &Site, revision: &str) -> Self {
        let (before, after) = (claims(old), claims(new));
        let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let (mut changes, mut unchanged) = (Vec::new(), 0);
        for id in ids {
            let (was, is) = (before.get(id), after.get(id));
            let [had, has] = [(old, was), (new, is)]
                .map(|(site, entry)| entry.map_or_else(BTreeSet::new, |entry| sources(site, entry)));
            let change = Change {
                id: id.clone(),
                says: is.map_or_else(|| says(old, was), |entry| says(new, Some(entry))),
                before: was.map(|entry| State::of(entry)),
                after: is.map(|entry| State::of(entry)),
                gained: has.difference(&had).cloned().collect(),
                lost: had.difference(&has).cloned().collect(),
            };
            if change.before == change.after && change.gained.is_empty() && change.lost.is_empty() {
                unchanged += 1;
            } else {
                changes.push(change);
            }
        }
        Self { revision: revision.to_owned(), changes, unchanged }
    }

    /// Writes it as JSON, see `schemas/changes.schema.json`.
    pub fn to_json(&self) -> String {
        let changes = self.changes.iter().map(|change| {
            let kind =
                Kind::ALL.iter().find(|(kind, ..)| *kind == change.kind()).map_or("", |(_, word, _)| word);
            json!({
                "id": change.id,
                "says": change.says,
                "kind": kind,
                "before": change.before.map(State::json),
                "after": change.after.map(State::json),
                "gained": change.gained,
                "lost": change.lost,
            })
        });
        let value = json!({
            "generator": format!("Onrecord {}", env!("CARGO_PKG_VERSION")),
            "revision": self.revision,
            "changes": changes.collect::<Vec<_>>(),
            "unchanged": self.unchanged,
        });
        let mut text =
            serde_json::to_string_pretty(&value).expect("strings and numbers can always be written");
        text.push('\n');
        text
    }

    /// Writes it for people at a terminal.
    pub fn to_text(&self, color: bool) -> String {
        let bold = |text: &str| if color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
        let mut text = format!("{}\n", bold(&printable(&self.summary())));
        for (kind, _, name) in Kind::ALL {
            let these: Vec<&Change> = self.changes.iter().filter(|change| change.kind() == kind).collect();
            if these.is_empty() {
                continue;
            }
            let _ = write!(text, "\n{}\n", bold(&format!("{name} ({})", these.len())));
            for change in these {
                let _ = writeln!(text, "  {}  {}", printable(&change.id), printable(&change.says));
                let _ = writeln!(text, "    {}", printable(&change.what()));
            }
        }
        text
    }

    /// Writes it as Markdown for GitHub.
    pub fn to_markdown(&self) -> String {
        let mut text = format!("## {}\n", escape(&self.summary()));
        if !self.changes.is_empty() {
            text.push_str("\n| | Claim | What changed |\n|---|---|---|\n");
        }
        for (kind, _, name) in Kind::ALL {
            for change in self.changes.iter().filter(|change| change.kind() == kind) {
                let (id, says) = (escape(&change.id), escape(&change.says));
                let _ = writeln!(text, "| {name} | {says}<br><sub>{id}</sub> | {} |", escape(&change.what()));
            }
        }
        text
    }

    /// Says in a line what became of the claims.
    fn summary(&self) -> String {
        let parts: Vec<String> = Kind::ALL
            .iter()
            .map(|(kind, word, _)| {
                (self.changes.iter().filter(|change| change.kind() == *kind).count(), *word)
            })
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| {
                if word == "sources" {
                    format!("{count} with other sources")
                } else {
                    format!("{count} {word}")
                }
            })
            .collect();
        let what = if parts.is_empty() { "nothing has changed".to_owned() } else { parts.join(", ") };
        format!("Claims since {}: {what}; {} as before", self.revision, self.unchanged)
    }
}

/// Returns the claims that readers see, by full id.
fn claims(site: &Site) -> BTreeMap<String, &ClaimEntry> {
    let published = site.claims.iter().filter(|entry| entry.is_published(&site.pages));
    published.map(|entry| (entry.full_id(), entry)).collect()
}

/// Names the sources of a claim, and how each bears on it where it does not support it.
fn sources(site: &Site, entry: &ClaimEntry) -> BTreeSet<String> {
    let cites = entry.cites.iter().filter_map(|cite| Some((cite.source?, cite.citation.rel)));
    let name = |(source, rel): (usize, crate::model::claim::Rel)| {
        let id = &site.sources[source].source.id.value;
        if rel.supports() { id.to_string() } else { format!("{id} ({})", rel.as_str()) }
    };
    cites.map(name).collect()
}

fn says(site: &Site, entry: Option<&&ClaimEntry>) -> String {
    let lang = &site.config.language;
    entry.map_or_else(String::new, |entry| entry.says.get(lang, lang).to_owned())
}
