//! Pages: languages, places, drafts, profiles, translations.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Files;
use crate::parse::{ParsedPage, Shape};
use crate::paths::OutputPath;
use crate::rules::Rule;
use crate::site::{Page, PageIx, Role, Withheld};

use super::Run;
use super::register::Register;

/// Gives every page its language, its role and its place.
pub(super) fn place(
    parsed: Vec<ParsedPage>,
    config: &Config,
    register: &mut Register,
    run: Run,
    files: &Files,
    sink: &mut Sink,
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::with_capacity(parsed.len());
    for parsed in parsed {
        let ix = pages.len();
        let lang =
            parsed.front.language.clone().or(parsed.lang.clone()).unwrap_or_else(|| config.language.clone());
        let role = match parsed.shape {
            Shape::Section if parsed.key.is_empty() => Role::Home,
            Shape::Single if parsed.key.is_empty() => Role::Home,
            Shape::Section => Role::Section,
            Shape::Single => Role::Single,
            Shape::Profile => Role::Profile(profile(&parsed, ix, register, files, sink)),
        };
        let output = output(&parsed, role, register);
        let withheld = if parsed.front.draft && !run.drafts {
            Some(Withheld::Draft)
        } else if parsed
            .front
            .expires
            .as_ref()
            .is_some_and(|expires| expires.value.instant(&config.zone) <= run.now)
        {
            Some(Withheld::Expired)
        } else {
            None
        };
        pages.push(Page {
            lang,
            role,
            output,
            withheld,
            marks: Vec::new(),
            claims: Vec::new(),
            links: Vec::new(),
            raw_links: Vec::new(),
            images: Vec::new(),
            image: None,
            events: Vec::new(),
            corrections: Vec::new(),
            translations: Vec::new(),
            listed: Vec::new(),
            parsed,
        });
    }
    let mut by_key: BTreeMap<String, Vec<PageIx>> = BTreeMap::new();
    for (ix, page) in pages.iter().enumerate() {
        by_key.entry(page.parsed.key.clone()).or_default().push(ix);
    }
    for group in by_key.values() {
        for &ix in group {
            pages[ix].translations =
                group.iter().copied().filter(|other| pages[*other].lang != pages[ix].lang).collect();
        }
    }
    pages
}

/// Finds the actor whose profile a page is.
fn profile(
    parsed: &ParsedPage,
    ix: PageIx,
    register: &mut Register,
    files: &Files,
    sink: &mut Sink,
) -> Option<usize> {
    let id = parsed.key.strip_prefix("actors/").unwrap_or(&parsed.key);
    let found = id.parse().ok().and_then(|id| register.ids.actors.get(&id).copied());
    match found {
        Some(actor) if parsed.lang.is_none() => register.actors[actor].profile = Some(ix),
        Some(_) => sink.push(Diagnostic::new(
            Rule::UnknownValue,
            files.get(parsed.file).span(0..3),
            "an actor has one page, in the site's own language; this profile would stand nowhere",
            "write the name and the summary in `actors.yaml` once for each language, and remove this file",
        )),
        None => {
            register.ids.actor_named(id, files.get(parsed.file).span(0..3), sink);
        }
    }
    found
}

/// Settles where a page is written.
fn output(parsed: &ParsedPage, role: Role, register: &Register) -> OutputPath {
    if let Role::Profile(Some(actor)) = role {
        return register.actors[actor].output.clone();
    }
    let key = match (&parsed.front.slug, role) {
        (Some(slug), Role::Single | Role::Section) => match parsed.key.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}", slug.value),
            None => slug.value.clone(),
        },
        _ => parsed.key.clone(),
    };
    match &parsed.lang {
        Some(lang) => {
            OutputPath::page(format!("{}/{key}", lang.as_str().to_lowercase()).trim_end_matches('/'))
        }
        None => OutputPath::page(&key),
    }
}
