//! What a run has to say: [`Diagnostic`]s, collected in a [`Sink`], in a stable order.
//!
//! Stages push findings with the default level of their rule and go on. [`Levels`] (from the site's configuration) are
//! applied once, at the end, by [`Sink::finish`], which also sorts and drops repeats. Not done here: drawing (see
//! `report`) and the texts of the rules (see `rules`).

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::files::{FileId, Files, Span};
use crate::paths::FilePath;
use crate::rules::Rule;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The site can be published; somebody should look.
    Warning,
    /// The site must not be published.
    Error,
}

impl Level {
    /// Returns the word that people and programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there, in a few words.
    pub text: String,
}

/// One finding: one cause, one place, one next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule it breaks.
    pub rule: Rule,
    /// How bad it is. Before [`Sink::finish`] this is the rule's default.
    pub level: Level,
    /// What was found: one line, lower case, names in backticks, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where.
    pub span: Span,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// Whether it lies in a draft, where errors about what stands behind claims are only warnings.
    pub in_draft: bool,
}

impl Diagnostic {
    /// Makes a finding with the default level of its rule.
    pub fn new(rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.default_level().unwrap_or(Level::Warning),
            message: message.into(),
            help: help.into(),
            span,
            labels: Vec::new(),
            in_draft: false,
        }
    }

    /// Adds another place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says whether the finding lies in a draft.
    #[must_use]
    pub fn in_draft(mut self, draft: bool) -> Self {
        self.in_draft = draft;
        self
    }
}

/// The levels of the rules that a site changes; `None` switches a rule off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Everywhere.
    pub site: BTreeMap<Rule, Option<Level>>,
    /// In and below a folder, by its path under `content/`, which ends in `/`.
    pub folders: BTreeMap<String, BTreeMap<Rule, Option<Level>>>,
}

impl Levels {
    /// Returns the level of a rule in a file, or `None` when it is off there. The nearest folder decides, then those
    /// around it, then the site. Some levels cannot be changed.
    pub fn of(&self, rule: Rule, file: &FilePath) -> Option<Level> {
        if rule.has_fixed_level() {
            return rule.default_level();
        }
        let mut nearest = file.content_folders().filter_map(|folder| self.folders.get(folder)?.get(&rule));
        nearest.next().or_else(|| self.site.get(&rule)).copied().unwrap_or(rule.default_level())
    }
}

/// Collects the findings of a stage.
#[derive(Clone, Debug, Default)]
pub struct Sink(Vec<Diagnostic>);

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds findings behind the ones here.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(findings);
    }

    /// Adds words to the help of the last finding.
    pub fn advise(&mut self, more: &str) {
        if let Some(last) = self.0.last_mut() {
            last.help.push_str(more);
        }
    }

    /// Adds all findings of another sink behind the ones here.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Moves all findings to one place: what lies inside a value of YAML has no places of its own in the file.
    #[must_use]
    pub fn all_at(mut self, span: Span) -> Self {
        for diagnostic in &mut self.0 {
            diagnostic.span = span;
            diagnostic.labels.clear();
        }
        self
    }

    /// Returns how many findings there are. Decoders compare it before and after to learn whether an item is tainted.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the places of the findings in a file, by their starts.
    pub fn places(&self, file: FileId) -> Vec<Range<usize>> {
        let here = self.0.iter().map(|finding| finding.span).filter(|span| span.file == file);
        let mut places: Vec<Range<usize>> = here.map(Span::range).collect();
        places.sort_by_key(|place| place.start);
        places
    }

    /// Applies the site's levels and returns the findings by file, place and rule, each once.
    pub fn finish(self, levels: &Levels, files: &Files) -> Findings {
        let mut all: Vec<Diagnostic> = self
            .0
            .into_iter()
            .filter_map(|mut diagnostic| {
                diagnostic.level = levels.of(diagnostic.rule, &files.get(diagnostic.span.file).path)?;
                if diagnostic.in_draft && diagnostic.rule.family().is_about_claims() {
                    diagnostic.level = Level::Warning;
                }
                Some(diagnostic)
            })
            .collect();
        all.sort_by(|a, b| {
            let key =
                |d: &Diagnostic| (files.get(d.span.file).path.clone(), d.span.start, d.rule, d.span.end);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        all.dedup_by(|a, b| a.rule == b.rule && a.span == b.span && a.message == b.message);
        Findings(all)
    }
}

/// The findings of a run, in order and with the site's levels. Only [`Sink::finish`] makes them, so that a list
/// which somebody has shortened opens no gate by mistake.
#[derive(Clone, Debug)]
pub struct Findings(Vec<Diagnostic>);

impl std::ops::Deref for Findings {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}

/// Runs `f` over all items on all cores and returns the results in the order of the items, and so the findings.
pub fn in_parallel<T, R, F>(items: Vec<T>, sink: &mut Sink, f: F) -> Vec<R>
where
    T: Send,
    R: Send,
    F: Fn(T, &mut Sink) -> R + Sync,
{
    let results: Vec<(R, Sink)> = items
        .into_par_iter()
        .with_min_len(1)
        .map(|item| {
            let mut sink = Sink::default();
            (f(item, &mut sink), sink)
        })
        .collect();
    results
        .into_iter()
        .map(|(result, found)| {
            sink.append(found);
            result
        })
        .collect()
}

/// Returns the candidate that the writer probably meant: at most a third of its letters differ.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.chars().count();
            let most = other.max(3) / 3;
            // No name comes nearer than the lengths differ, which is cheap to know.
            let distance =
                (other.abs_diff(length) <= most).then(|| strsim::osa_distance(&written, candidate))?;
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// Writes "did you mean `x`?" when there is a near name, else the other sentence.
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    match nearest(written, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Level, Levels, Sink, nearest};
    use crate::files::Files;
    use crate::paths::FilePath;
    use crate::rules::Rule;

    #[test]
    fn findings_come_sorted_once_and_with_the_sites_levels() {
        let mut files = Files::default();
        let a = files.add(FilePath::new("a.md").unwrap(), "0123456789");
        let file = files.get(a);
        let mut sink = Sink::default();
        sink.push(Diagnostic::new(Rule::ClaimUnsourced, file.span(5..6), "late", "h").in_draft(true));
        sink.push(Diagnostic::new(Rule::UnusedClaim, file.span(2..3), "off", "h"));
        sink.push(Diagnostic::new(Rule::OffRecord, file.span(1..2), "early", "h").in_draft(true));
        sink.push(Diagnostic::new(Rule::OffRecord, file.span(1..2), "early", "h"));
        let site = [(Rule::UnusedClaim, None), (Rule::OffRecord, None)].into();
        let levels = Levels { site, ..Levels::default() };
        let found = sink.finish(&levels, &files);
        let seen: Vec<_> = found.iter().map(|d| (d.message.as_str(), d.level)).collect();
        assert_eq!(
            seen,
            [("early", Level::Error), ("late", Level::Warning)],
            "safety cannot be switched off"
        );
    }

    #[test]
    fn the_nearest_folder_decides_but_not_on_safety() {
        let path = |path: &str| FilePath::new(path).unwrap();
        let (rule, safety) = (Rule::ClaimSingleRoute, Rule::OffRecord);
        let levels = Levels {
            site: [(rule, Some(Level::Error))].into(),
            folders: [
                ("news/".to_owned(), [(rule, None), (safety, None)].into()),
                ("news/far/".to_owned(), [(rule, Some(Level::Warning)), (Rule::UnusedClaim, None)].into()),
            ]
            .into(),
        };
        for (file, level) in [
            ("content/a.md", Some(Level::Error)),
            ("content/newsroom/a.md", Some(Level::Error)),
            ("news/a.md", Some(Level::Error)),
            ("content/news/a.md", None),
            ("content/news/b/claims.yaml", None),
            ("content/news/far/a.md", Some(Level::Warning)),
            ("content/news/far/b/index.md", Some(Level::Warning)),
        ] {
            assert_eq!(levels.of(rule, &path(file)), level, "{file}");
            assert_eq!(levels.of(safety, &path(file)), Some(Level::Error), "{file}");
        }
        assert_eq!(levels.of(Rule::UnusedClaim, &path("content/news/a.md")), Some(Level::Warning));
    }

    #[test]
    fn near_names() {
        let keys = ["sources", "says", "title"];
        assert_eq!(nearest("sorces", keys), Some("sources"));
        assert_eq!(nearest("ttile", keys), Some("title"));
        assert_eq!(nearest("citations", keys), None);
    }
}
