//! Onrecord, a static site generator for annotated explainers.
//!
//! ```text
//!         I/O                    pure: no I/O, no clock, no environment                                 I/O
//! System → load → Loaded → parse → Parsed → resolve → Site → render(page) → bytes → publish
//!                                                      └→ check → findings, and Checked, which publish demands
//! ```
//!
//! [`load`] reads a site, [`parse`] understands each file, [`resolve`] looks up every name and derives every status
//! ([`origins`] is the heart), [`mod@check`] applies the rules, [`render`] draws a page, [`mod@publish`] exchanges the old site
//! for the new one in one step. All findings of a run are collected. The functions here join the stages.

pub mod changes;
pub mod check;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod diagnostic;
pub mod files;
pub mod highlight;
pub mod html;
pub mod init;
pub mod load;
pub mod markdown;
pub mod model;
pub mod origins;
pub mod overview;
pub mod parse;
pub mod paths;
pub mod preview;
pub mod prose;
pub mod publish;
pub mod quotes;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod sentences;
pub mod serve;
pub mod site;
pub mod slug;
pub mod strings;
pub mod system;
pub mod templates;
pub mod theme;
pub mod timeline;
pub mod view;
pub mod words;
pub mod yaml;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::tz::TimeZone;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::check::Checked;
use crate::diagnostic::{Findings, Sink};
use crate::load::LoadError;
use crate::model::date::Moment;
use crate::paths::{BaseUrl, FilePath, OutputPath};
use crate::publish::{Protected, PublishError, Publisher, Summary};
use crate::render::Renderer;
use crate::resolve::Run;
use crate::site::{PageIx, PageKey, Site, Withheld};
use crate::system::System;
use crate::templates::Templates;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// The configuration, `site.yaml` as a rule.
    pub config: FilePath,
    /// Whether drafts are published.
    pub drafts: bool,
    /// When the run takes place.
    pub clock: Clock,
    /// Whether warnings stop a build too.
    pub deny_warnings: bool,
    /// Takes the place of the configuration's `base_url`.
    pub base_url: Option<BaseUrl>,
}

impl Options {
    /// Settles when the run takes place in the site's time zone. A day stands for its first instant.
    fn run(&self, zone: &TimeZone) -> Run {
        let (today, now) = match self.clock {
            Clock::Day(day) => (day, Moment::Day(day).instant(zone)),
            Clock::Instant(now) => (now.to_zoned(zone.clone()).date(), now),
        };
        Run { drafts: self.drafts, today, now }
    }
}

/// When a run takes place. Nothing below reads a clock, so the same input gives the same bytes.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// A day.
    Day(jiff::civil::Date),
    /// An instant; the day follows from the site's time zone.
    Instant(jiff::Timestamp),
}

/// A broken machine, or no site at all; mistakes in a site are findings.
#[derive(Debug)]
pub enum Error {
    /// The site cannot be read.
    Load(LoadError),
    /// The output cannot be written, or must not be.
    Publish(PublishError),
    /// A file cannot be read or written; the error names it.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Publish(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}

impl From<PublishError> for Error {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a run found and did.
#[derive(Debug)]
pub struct Outcome {
    /// The site.
    pub site: Site,
    /// The findings, in order.
    pub findings: Findings,
    /// What was written: nothing when errors stopped it or nothing was to be written; an error when the machine failed
    /// after the site had been read, which must not hide what was found in it.
    pub published: Result<Option<Summary>, Error>,
}

impl Outcome {
    /// Tells whether the findings let the site be published.
    pub fn passes(&self, deny_warnings: bool) -> bool {
        Checked::pass(&self.site, &self.findings, deny_warnings).is_some()
    }

    /// Returns the pages that are held back, and why.
    pub fn withheld(&self) -> impl Iterator<Item = (PageIx, Withheld)> {
        self.site.pages.iter().enumerate().filter_map(|(ix, page)| Some((ix, page.withheld?)))
    }
}

/// Told how far a long piece of work has come: so many done of so many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Reads a site up to the point where it can be judged and drawn.
///
/// # Errors
/// When there is no site, or a file cannot be read.
pub fn prepare(system: &dyn System, options: &Options, sink: &mut Sink) -> Result<Site, Error> {
    let mut loaded = load::load(system, &options.config, sink)?;
    let mut parsed = parse::parse(&loaded, sink);
    let texts = parsed.sources.iter().filter_map(|source| source.text.as_ref());
    loaded.texts = load::stored_texts(system, texts, sink)?;
    if let Some(base_url) = &options.base_url {
        parsed.config.base_url = base_url.clone();
    }
    let run = options.run(&parsed.config.zone);
    let site = resolve::resolve(loaded, parsed, run, sink);
    check::check(&site, sink);
    Ok(site)
}

/// Checks a site without writing anything. Where a site's own templates could fail, every page is drawn, too.
///
/// # Errors
/// When there is no site, or a file cannot be read.
pub fn check(system: &dyn System, options: &Options, progress: Progress<'_>) -> Result<Outcome, Error> {
    let mut sink = Sink::default();
    let site = prepare(system, options, &mut sink)?;
    if templates::has_own(&site) {
        try_templates(&site, progress, &mut sink)?;
    }
    let findings = sink.finish(&site.config.levels, &site.files);
    Ok(Outcome { site, findings, published: Ok(None) })
}

/// Builds a site into a folder. With an error among the findings nothing is touched.
///
/// # Errors
/// When there is no site, or a file of it cannot be read. What goes wrong in writing is part of the outcome.
pub fn build(
    system: &dyn System,
    options: &Options,
    output: &Path,
    protected: &Protected,
    progress: Progress<'_>,
) -> Result<Outcome, Error> {
    let mut sink = Sink::default();
    let site = prepare(system, options, &mut sink)?;
    let before = sink.clone().finish(&site.config.levels, &site.files);
    let published = match Checked::pass(&site, &before, options.deny_warnings) {
        Some(checked) => match Templates::compile(&site, &mut sink) {
            Some(templates) => publish(
                system,
                &checked,
                &templates,
                &before,
                output,
                protected,
                options.deny_warnings,
                progress,
                &mut sink,
            ),
            None => Ok(None),
        },
        // What templates have to say is part of this run's findings, too.
        None if templates::has_own(&site) => try_templates(&site, progress, &mut sink).map(|()| None),
        None => Ok(None),
    };
    let findings = sink.finish(&site.config.levels, &site.files);
    Ok(Outcome { site, findings, published })
}

/// Draws and writes a checked site; an error in a template leaves the old one.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a different thing, and this is the only caller's last step"
)]
fn publish(
    system: &dyn System,
    checked: &Checked<'_>,
    templates: &Templates,
    before: &Findings,
    output: &Path,
    protected: &Protected,
    deny_warnings: bool,
    progress: Progress<'_>,
    sink: &mut Sink,
) -> Result<Option<Summary>, Error> {
    let site = checked.site();
    let publisher = Publisher::open(system, output, protected)?;
    draw_all(site, templates, before, progress, sink, |path, bytes| publisher.page(path, bytes))?;
    for (path, key) in &site.outputs {
        if let PageKey::Asset(ix) = key {
            let asset = &site.assets[*ix];
            publisher.file(path, &asset.from, asset.hash)?;
        }
    }
    let findings = sink.clone().finish(&site.config.levels, &site.files);
    if Checked::pass(site, &findings, deny_warnings).is_none() {
        return Ok(None);
    }
    Ok(Some(publisher.finish()?))
}

/// Draws every page for what the templates have to say.
fn try_templates(site: &Site, progress: Progress<'_>, sink: &mut Sink) -> Result<(), Error> {
    match Templates::compile(site, sink) {
        Some(templates) => {
            let found = sink.clone().finish(&site.config.levels, &site.files);
            draw_all(site, &templates, &found, progress, sink, |_, _| Ok(()))
        }
        None => Ok(()),
    }
}

/// Draws every page on all cores and hands each to `take` as it comes. `before`: what was found until now.
fn draw_all(
    site: &Site,
    templates: &Templates,
    before: &Findings,
    progress: Progress<'_>,
    sink: &mut Sink,
    take: impl Fn(&OutputPath, &[u8]) -> io::Result<()> + Sync,
) -> Result<(), Error> {
    let renderer = Renderer::new(site, templates, before);
    let keys: Vec<(&OutputPath, &PageKey)> = site.outputs.iter().collect();
    let (done, total) = (AtomicUsize::new(0), keys.len());
    let results: Vec<(Sink, io::Result<()>)> = keys
        .into_par_iter()
        .map(|(path, key)| {
            let mut found = Sink::default();
            let result = renderer.render(key, &mut found).map_or(Ok(()), |bytes| take(path, &bytes));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            (found, result)
        })
        .collect();
    let mut outcome = Ok(());
    for (found, result) in results {
        sink.append(found);
        outcome = outcome.and(result);
    }
    Ok(outcome?)
}
