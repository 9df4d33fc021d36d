//! Files in, findings or pages out: sites made in memory, and cases read from Markdown files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use onrecord::diagnostic::Diagnostic;
use onrecord::files::Files;
use onrecord::paths::{FilePath, OutputPath};
use onrecord::system::{MemorySystem, System};
use onrecord::{Clock, Options, Outcome};

/// A site in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Project {
    pub files: BTreeMap<String, String>,
}

impl Project {
    /// Starts a site with a title and nothing else.
    pub(crate) fn new() -> Self {
        Self::default().file("site.yaml", "title: Test\n")
    }

    /// Adds or replaces a file.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Returns the site as a machine.
    pub(crate) fn system(&self) -> MemorySystem {
        let system = MemorySystem::default();
        for (path, text) in &self.files {
            system.put(path, text.as_bytes());
        }
        system
    }

    /// Checks the site.
    pub(crate) fn check(&self) -> Outcome {
        self.check_on(&self.system())
    }

    /// Checks the site on a machine.
    pub(crate) fn check_on(&self, system: &dyn System) -> Outcome {
        onrecord::check(system, &options(false), &|_, _| {}).expect("the site can be read")
    }

    /// Draws every page.
    pub(crate) fn pages(&self) -> BTreeMap<String, String> {
        self.draw(&options(false))
    }

    /// Draws every page that the desk sees: drafts, too.
    pub(crate) fn pages_for_desk(&self) -> BTreeMap<String, String> {
        self.draw(&options(true))
    }

    fn draw(&self, options: &Options) -> BTreeMap<String, String> {
        let mut sink = onrecord::diagnostic::Sink::default();
        let site = onrecord::prepare(&self.system(), options, &mut sink).expect("the site can be read");
        let templates =
            onrecord::templates::Templates::compile(&site, &mut sink).expect("the templates can be compiled");
        let findings = sink.clone().finish(&site.config.levels, &site.files);
        let renderer = onrecord::render::Renderer::new(&site, &templates, &findings);
        let draw = |(path, key): (&OutputPath, &onrecord::site::PageKey)| {
            let bytes = renderer.render(key, &mut sink)?;
            Some((path.to_string(), String::from_utf8(bytes).unwrap()))
        };
        site.outputs.iter().filter_map(draw).collect()
    }
}

/// The options of a test: always the same day.
pub(crate) fn options(drafts: bool) -> Options {
    Options {
        config: FilePath::new("site.yaml").unwrap(),
        drafts,
        clock: Clock::Day("2026-01-15".parse().unwrap()),
        deny_warnings: false,
        base_url: None,
    }
}

/// Writes a finding as `file:line: level code: text under the caret`.
pub(crate) fn describe(finding: &Diagnostic, files: &Files) -> String {
    let file = files.get(finding.span.file);
    let line = file.position(finding.span.range().start).line;
    format!("{}:{line}: {} {}: {}", file.path, finding.level.as_str(), finding.rule, file.slice(finding.span))
}

/// Returns the folder of this repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a text file of this repository.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lists the files below a folder of this repository, sorted.
pub(crate) fn list(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        // What the browser tests install is not ours.
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().to_owned())
        .collect();
    found.sort();
    found
}

/// A fenced block of a Markdown file.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The heading before it.
    pub heading: String,
    /// What stands behind the fence.
    pub info: String,
    /// Its text.
    pub text: String,
}

/// Reads the fenced blocks of a Markdown text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let (mut found, mut heading) = (Vec::new(), String::new());
    let mut open: Option<(String, Block)> = None;
    for line in text.lines() {
        match &mut open {
            Some((fence, block)) => {
                if line.trim_end() == fence {
                    found.extend(open.take().map(|(_, block)| block));
                } else {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            None => {
                let ticks = line.len() - line.trim_start_matches('`').len();
                if ticks >= 3 {
                    let info = line[ticks..].trim().to_owned();
                    open = Some((
                        "`".repeat(ticks),
                        Block { heading: heading.clone(), info, text: String::new() },
                    ));
                } else if let Some(words) = line.strip_prefix("## ") {
                    words.trim().clone_into(&mut heading);
                }
            }
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// Asserts that every finding says what and where, and what to do.
#[track_caller]
pub(crate) fn assert_sound(outcome: &Outcome) {
    for finding in outcome.findings.iter() {
        let file = outcome.site.files.get(finding.span.file);
        assert!(file.text.get(finding.span.range()).is_some(), "{finding:?} lies outside of {}", file.path);
        let start = file.position(finding.span.range().start);
        assert!(start.line >= 1 && start.column >= 1);
        for text in [&finding.message, &finding.help] {
            assert!(!text.is_empty() && !text.contains('\n'), "{finding:?}");
        }
    }
}
