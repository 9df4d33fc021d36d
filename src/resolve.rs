//! Names to numbers: [`Parsed`] in, [`Site`] out.
//!
//! Steps: actors and sources get numbers and the graph of origins is built; pages get their places; claims are pooled by
//! article and looked up from marks; status is derived; events are put in order; lists are gathered; what is written where
//! is settled, and collisions reported; links and images are followed. After this no name is looked up again. Not done here: judging (see
//! `check`).

mod backlinks;
mod claims;
mod events;
mod ids;
mod links;
pub mod lists;
mod outputs;
mod pages;
mod register;

use std::collections::BTreeMap;

use jiff::civil;

use crate::diagnostic::Sink;
use crate::load::Loaded;
use crate::parse::Parsed;
use crate::site::{Lists, Site};
use crate::strings::Strings;

/// What a run decides before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day of the run.
    pub today: civil::Date,
    /// The instant of the run.
    pub now: jiff::Timestamp,
}

/// Resolves a site.
pub fn resolve(loaded: Loaded, parsed: Parsed, run: Run, sink: &mut Sink) -> Site {
    let Parsed { config, strings, pages, actors, sources, claims, events, known } = parsed;
    let files = loaded.files;
    let mut register = register::build(actors, sources, known, &files, sink);
    let mut pages = pages::place(pages, &config, &mut register, run, &files, sink);
    let pooled = claims::pool(&mut pages, claims, &register, &files, sink);
    let entries = events::collect(&mut pages, events, &pooled, &register, sink);
    let langs = pages.iter().map(|page| &page.lang).chain([&config.language]);
    let strings = Strings::new(&strings, langs);
    let mut site = Site {
        today: run.today,
        shows_drafts: run.drafts,
        actors: register.actors,
        sources: register.sources,
        graph: register.graph,
        claims: pooled.entries,
        facts: pooled.facts,
        events: entries,
        assets: loaded.assets,
        texts: loaded.texts,
        templates: loaded.templates,
        theme: BTreeMap::new(),
        navigation: Vec::new(),
        policies: Vec::new(),
        logo: None,
        strings,
        lists: Lists::default(),
        outputs: BTreeMap::new(),
        config,
        files,
        pages,
    };
    backlinks::fill(&mut site);
    lists::gather(&mut site, sink);
    let settled = outputs::settle(&mut site, sink);
    links::follow(&mut site, &register.ids, settled, sink);
    site
}
