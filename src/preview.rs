//! The local preview: the site as it would be published, drawn page by page when it is asked for.
//!
//! A site with errors is shown all the same, with its findings at the top of each page, so that an editor can look at it
//! before every claim is sourced; only a site
//! whose templates cannot be compiled keeps its last good state. Not done here: HTTP and watching (see `serve`).

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::diagnostic::{Diagnostic, Findings, Sink};
use crate::files::Files;
use crate::html::escaped;
use crate::paths::{FilePath, OutputPath};
use crate::render::Renderer;
use crate::serve::{Preview, Response, content_type};
use crate::site::{PageIx, PageKey, Site};
use crate::system::System;
use crate::templates::Templates;
use crate::{Error, Options, prepare};

/// What is served at the moment.
struct State {
    site: Site,
    templates: Templates,
    findings: Findings,
}

/// Told of the findings of each rebuild, or why there was none.
pub type Tell = Box<dyn Fn(Result<(&[Diagnostic], &Files), &Error>) + Send + Sync>;

/// A site that is served from memory.
pub struct LivePreview {
    system: Box<dyn System>,
    options: Options,
    state: RwLock<Option<Arc<State>>>,
    /// One rebuild at a time.
    building: Mutex<()>,
    tell: Tell,
}

impl LivePreview {
    /// Reads the site for the first time.
    ///
    /// # Errors
    /// When there is no site, or a file cannot be read.
    pub fn new(system: Box<dyn System>, options: Options, tell: Tell) -> Result<Self, Error> {
        let preview = Self { system, options, state: RwLock::new(None), building: Mutex::new(()), tell };
        preview.build()?;
        Ok(preview)
    }

    /// Returns the path under which the site stands.
    pub fn base_path(&self) -> String {
        self.state().map_or_else(|| "/".to_owned(), |state| state.site.config.base_url.path().to_owned())
    }

    fn state(&self) -> Option<Arc<State>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn build(&self) -> Result<(), Error> {
        let _one = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sink = Sink::default();
        let site = prepare(&*self.system, &self.options, &mut sink)?;
        let templates = Templates::compile(&site, &mut sink);
        let findings = sink.finish(&site.config.levels, &site.files);
        (self.tell)(Ok((&findings, &site.files)));
        if let Some(templates) = templates {
            *self.state.write().unwrap_or_else(PoisonError::into_inner) =
                Some(Arc::new(State { site, templates, findings }));
        }
        Ok(())
    }

    fn draw(&self, state: &State, path: &OutputPath, status: u16) -> Option<Response> {
        let key = state.site.outputs.get(path)?;
        let bytes = match key {
            PageKey::Asset(ix) => self.system.read(&state.site.assets[*ix].from).ok()?,
            key => {
                let mut sink = Sink::default();
                let bytes = Renderer::new(&state.site, &state.templates).render(key, &mut sink);
                if !sink.is_empty() {
                    let findings = sink.finish(&state.site.config.levels, &state.site.files);
                    (self.tell)(Ok((&findings, &state.site.files)));
                }
                let bytes = bytes?;
                match key {
                    PageKey::Page(page) => with_findings(bytes, state, *page),
                    _ => bytes,
                }
            }
        };
        Some(Response { bytes: bytes.into(), content_type: content_type(path.as_str()), status })
    }
}

/// Puts what was found in a page's files at its top, for the editor who previews it.
fn with_findings(bytes: Vec<u8>, state: &State, page: PageIx) -> Vec<u8> {
    let site = &state.site;
    let file = &site.files.get(site.pages[page].parsed.file).path;
    let beside = file.sibling("claims.yaml").filter(|_| file.name().starts_with("index."));
    let mut findings: Vec<&Diagnostic> = state.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let items: String = findings
        .into_iter()
        .filter_map(|finding| {
            let found_in = site.files.get(finding.span.file);
            let is_own = found_in.path == *file || Some(&found_in.path) == beside.as_ref();
            let line = found_in.position(finding.span.range().start).line;
            is_own.then(|| {
                format!(
                    "<li><strong>{}</strong> {} <span class=\"small\">{} ({}, line {line}; {})</span></li>",
                    finding.level.as_str(),
                    escaped(&finding.message),
                    escaped(&finding.help),
                    escaped(found_in.path.name()),
                    finding.rule,
                )
            })
        })
        .collect();
    let html = String::from_utf8(bytes).expect("pages are drawn as text");
    let Some(main) = html.find("<main").and_then(|at| html[at..].find('>').map(|end| at + end + 1)) else {
        return html.into_bytes();
    };
    if items.is_empty() {
        return html.into_bytes();
    }
    let list = format!("\n<section class=\"desk\" aria-label=\"Findings\"><ul>{items}</ul></section>");
    format!("{}{list}{}", &html[..main], &html[main..]).into_bytes()
}

impl Preview for LivePreview {
    fn get(&self, path: &str) -> Option<Response> {
        let state = self.state()?;
        let path = if path.is_empty() || path.ends_with('/') {
            OutputPath::page(FilePath::new(path).as_ref().map_or("", FilePath::as_str))
        } else {
            OutputPath::new(path)?
        };
        self.draw(&state, &path, 200)
    }

    fn not_found(&self) -> Response {
        let page = OutputPath::new("404.html").expect("the name is plain");
        self.state().and_then(|state| self.draw(&state, &page, 404)).unwrap_or_else(|| Response {
            bytes: b"not found\n".as_slice().into(),
            content_type: "text/plain; charset=utf-8",
            status: 404,
        })
    }

    fn rebuild(&self) -> bool {
        match self.build() {
            Ok(()) => true,
            Err(error) => {
                (self.tell)(Err(&error));
                false
            }
        }
    }
}
