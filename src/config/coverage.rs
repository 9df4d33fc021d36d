//! How much of an article must be marked and sourced, for the site and for its folders.

use std::collections::BTreeMap;

use crate::paths::FilePath;
use crate::rules::Rule;
use crate::yaml::{Cx, Fields, Node};

/// What is asked of an article, in per cent. What is not stated is not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// The least share of its checkable sentences that is marked.
    pub marked: Option<u8>,
    /// The least share of its checkable sentences that is sourced.
    pub sourced: Option<u8>,
    /// The greatest share of its live claims that rests on no named source.
    pub unnamed: Option<u8>,
}

impl Thresholds {
    /// Reads `coverage`.
    pub(super) fn decode(node: &Node, cx: &mut Cx<'_>) -> Self {
        let Some(fields) = cx.fields(node, "`coverage`", &["marked", "sourced", "unnamed"]) else {
            return Self::default();
        };
        Self {
            marked: percent(fields, "marked", cx),
            sourced: percent(fields, "sourced", cx),
            unnamed: percent(fields, "unnamed", cx),
        }
    }

    /// Takes what is not stated here from others.
    fn or(self, other: Self) -> Self {
        Self {
            marked: self.marked.or(other.marked),
            sourced: self.sourced.or(other.sourced),
            unnamed: self.unnamed.or(other.unnamed),
        }
    }
}

/// What is asked of the articles of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageRules {
    /// Everywhere.
    pub(super) site: Thresholds,
    /// In and below a folder, by its path under `content/`.
    pub(super) folders: BTreeMap<String, Thresholds>,
}

impl CoverageRules {
    /// Returns what is asked of the article in a file: what the nearest folder says, then those around it, then the site.
    pub fn of(&self, file: &FilePath) -> Thresholds {
        let nearest = file.content_folders().filter_map(|folder| self.folders.get(folder));
        nearest.chain([&self.site]).fold(Thresholds::default(), |sum, more| sum.or(*more))
    }
}

fn percent(fields: Fields<'_>, key: &str, cx: &mut Cx<'_>) -> Option<u8> {
    let node = fields.get(key)?;
    let help = "write a whole number of per cent from 0 to 100, for example `80%`";
    let read = |text: &str| {
        let number = text.strip_suffix('%').unwrap_or(text).trim_end();
        let is_plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let percent = number.parse().ok().filter(|percent| is_plain && *percent <= 100);
        percent.ok_or_else(|| format!("`{text}` is not a share in per cent"))
    };
    cx.parsed(node, Rule::UnknownValue, help, read).map(|percent| percent.value)
}
