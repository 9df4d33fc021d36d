//! The local preview: the site as it would be published, drawn page by page when it is asked for.
//!
//! A site with errors is shown all the same, so that an editor can look at it before every claim is sourced; only a site
//! whose templates cannot be compiled keeps its last good state. Not done here: HTTP and watching (see `serve`).

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Files;
use crate::paths::{FilePath, OutputPath};
use crate::render::Renderer;
use crate::serve::{Preview, Response, content_type};
use crate::site::{PageKey, Site};
use crate::system::System;
use crate::templates::Templates;
use crate::{Error, Options, prepare};

/// What is served at the moment.
struct State {
    site: Site,
    templates: Templates,
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
                Some(Arc::new(State { site, templates }));
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
                bytes?
            }
        };
        Some(Response { bytes: bytes.into(), content_type: content_type(path.as_str()), status })
    }
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
