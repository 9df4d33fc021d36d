//! The local preview: the site as it would be published, drawn page by page when it is asked for.
//!
//! A site with errors is shown all the same, with its findings at their places and at the top of each page, so that an
//! editor can look at it before every claim is sourced. A page that cannot be drawn, because of an error in a template or
//! a file that cannot be read, stays as it was last drawn, under an overlay. Not done here: HTTP and watching (see
//! `serve`).

mod desk;
mod kept;
mod overlay;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{FileId, Files};
use crate::paths::OutputPath;
use crate::render::{Renderer, Shared};
use crate::rules::Rule;
use crate::serve::{Preview, Response, content_type};
use crate::site::{PageKey, Site};
use crate::system::System;
use crate::templates::Templates;
use crate::{Error, Options, prepare};

use self::desk::Desk;
use self::kept::Kept;
use self::overlay::Below;

/// How many bytes of last good pages are kept.
const MOST_KEPT: usize = 16 * 1024 * 1024;

/// The site as it was built last.
struct State {
    site: Site,
    templates: Templates,
    shared: Shared,
    desk: Desk,
}

/// What is served at the moment.
#[derive(Clone, Default)]
struct Now {
    /// None until a site could be built.
    state: Option<Arc<State>>,
    /// The overlay for what keeps the site from being built again.
    trouble: Option<Arc<str>>,
}

/// Told of the findings of each rebuild, or why there was none.
pub type Tell = Box<dyn Fn(Result<(&[Diagnostic], &Files), &Error>) + Send + Sync>;

/// A site that is served from memory.
pub struct LivePreview {
    system: Box<dyn System>,
    options: Options,
    now: RwLock<Now>,
    kept: Mutex<Kept>,
    /// Where the site stood when it was first read; the server's address does not move.
    base_path: OnceLock<String>,
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
        let preview = Self {
            system,
            options,
            now: RwLock::default(),
            kept: Mutex::new(Kept::new(MOST_KEPT)),
            base_path: OnceLock::new(),
            building: Mutex::new(()),
            tell,
        };
        preview.build()?;
        Ok(preview)
    }

    /// Returns the path under which the site stands.
    pub fn base_path(&self) -> String {
        self.base_path.get().cloned().unwrap_or_else(|| "/".to_owned())
    }

    fn now(&self) -> Now {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Builds the site; what keeps it from being built becomes the overlay of all pages.
    fn build(&self) -> Result<(), Error> {
        let _one = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let built = self.read();
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        match built {
            Ok(Ok(state)) => {
                self.kept().retain(|path| state.site.outputs.contains_key(path));
                *now = Now { state: Some(Arc::new(state)), trouble: None };
                Ok(())
            }
            Ok(Err(trouble)) => {
                now.trouble = Some(trouble.into());
                Ok(())
            }
            Err(error) => {
                now.trouble = Some(overlay::of_text(&error.to_string()).into());
                Err(error)
            }
        }
    }

    /// Reads the site; where its templates cannot be compiled, or what all pages need cannot be read, the answer is the
    /// overlay that says so.
    fn read(&self) -> Result<Result<State, String>, Error> {
        let mut sink = Sink::default();
        let site = prepare(&*self.system, &self.options, &mut sink)?;
        self.base_path.get_or_init(|| site.config.base_url.path().to_owned());
        let mut of_templates = Sink::default();
        let templates = Templates::compile(&site, &mut of_templates);
        let trouble = of_templates.clone().finish(&site.config.levels, &site.files);
        sink.append(of_templates);
        let findings = sink.finish(&site.config.levels, &site.files);
        (self.tell)(Ok((&findings, &site.files)));
        let Some(templates) = templates else {
            return Ok(Err(overlay::of_findings(overlay::NOT_DRAWN, &trouble, &site.files)));
        };
        let unread: Vec<Diagnostic> = shared_files(&site, &findings).cloned().collect();
        // The first time there is nothing else to show.
        if !unread.is_empty() && self.now().state.is_some() {
            return Ok(Err(overlay::of_findings(overlay::NOT_READ, &unread, &site.files)));
        }
        let (shared, desk) = (Shared::new(&site), Desk::new(&site, findings.to_vec()));
        Ok(Ok(State { site, templates, shared, desk }))
    }

    /// Answers with what stands at a path, or with nothing where nothing does.
    fn answer(&self, now: &Now, path: &OutputPath, status: u16) -> Option<Response> {
        let Some(state) = &now.state else {
            return Some(html(overlay::alone(now.trouble.as_deref().unwrap_or_default(), None), 500));
        };
        let content_type = content_type(path.as_str());
        let key = state.site.outputs.get(path)?;
        if let PageKey::Asset(ix) = key {
            let (bytes, content_type, status) = match self.system.read(&state.site.assets[*ix].from) {
                Ok(bytes) => (bytes, content_type, status),
                Err(error) => (format!("{error}\n").into_bytes(), "text/plain; charset=utf-8", 500),
            };
            return Some(Response { bytes: bytes.into(), content_type, status });
        }
        let mut overlays = now.trouble.as_deref().unwrap_or_default().to_owned();
        let mut below = Below::LastGood;
        let bytes = match self.draw(state, path, key) {
            Ok(bytes) => {
                let unread = state.desk.unreadable(&state.site, key);
                if unread.is_empty() {
                    self.kept().put(path, &bytes);
                    bytes
                } else {
                    // Newer trouble hides whether the page's file can be read by now.
                    if now.trouble.is_none() {
                        let trouble = overlay::of_findings(overlay::NOT_READ, &unread, &state.site.files);
                        overlays.push_str(&trouble);
                    }
                    match self.kept().get(path) {
                        Some(kept) => kept,
                        None => {
                            below = Below::AsRead;
                            bytes
                        }
                    }
                }
            }
            Err(trouble) => {
                overlays.push_str(&trouble);
                let Some(bytes) = self.kept().get(path) else {
                    let style = state.site.theme.get("onrecord.css");
                    let style = style.map(|path| state.site.config.base_url.link(path));
                    return Some(html(overlay::alone(&overlays, style.as_deref()), 500));
                };
                bytes
            }
        };
        if overlays.is_empty() || !content_type.starts_with("text/html") {
            return Some(Response { bytes, content_type, status });
        }
        Some(html(overlay::lay(&overlays, below, &String::from_utf8_lossy(&bytes)), status))
    }

    /// Draws a page with what was found in it; where it cannot be drawn, the answer is the overlay that says so.
    fn draw(&self, state: &State, path: &OutputPath, key: &PageKey) -> Result<Arc<[u8]>, String> {
        let site = &state.site;
        let desk = state.desk.of(site);
        let mut sink = Sink::default();
        let found = state.desk.findings();
        let renderer = Renderer::for_editor(site, &state.templates, found, state.shared.clone(), &desk);
        let bytes = renderer.render(key, &mut sink);
        let findings = sink.finish(&site.config.levels, &site.files);
        if !findings.is_empty() {
            (self.tell)(Ok((&findings, &site.files)));
        }
        let Some(bytes) = bytes else {
            // A page that names a template which does not exist was reported when it was read.
            let missing =
                state.desk.findings().iter().filter(|finding| finding.rule == Rule::TemplateMissing);
            let findings = if findings.is_empty() { missing.cloned().collect() } else { findings.to_vec() };
            return Err(overlay::of_findings(overlay::NOT_DRAWN, &findings, &site.files));
        };
        let text = String::from_utf8_lossy(&bytes);
        let list = desk.list(path, key, &text);
        if list.is_empty() {
            return Ok(bytes.into());
        }
        let at =
            overlay::behind_tag(&text, "<main").or_else(|| overlay::behind_tag(&text, "<body")).unwrap_or(0);
        Ok(format!("{}{list}{}", &text[..at], &text[at..]).into_bytes().into())
    }
}

/// Returns what keeps files from being read that belong to no page: registers, templates, the configuration.
fn shared_files<'a>(site: &Site, findings: &'a [Diagnostic]) -> impl Iterator<Item = &'a Diagnostic> {
    let mut own: HashSet<FileId> = site.pages.iter().map(|page| page.parsed.file).collect();
    own.extend(site.claims_beside().into_values());
    // Without the configuration the site would move to another address.
    let config = site.files.iter().next().map(|file| file.id);
    let is_lost = move |finding: &Diagnostic| {
        desk::is_unreadable(finding) || finding.rule == Rule::YamlSyntax && Some(finding.span.file) == config
    };
    findings.iter().filter(move |finding| is_lost(finding) && !own.contains(&finding.span.file))
}

fn html(text: String, status: u16) -> Response {
    Response { bytes: text.into_bytes().into(), content_type: content_type(""), status }
}

impl Preview for LivePreview {
    fn get(&self, path: &str) -> Option<Response> {
        let path = if path.is_empty() || path.ends_with('/') {
            OutputPath::folder("", path)?
        } else {
            OutputPath::new(path)?
        };
        self.answer(&self.now(), &path, 200)
    }

    fn not_found(&self) -> Response {
        let page = OutputPath::new("404.html").expect("the name is plain");
        self.answer(&self.now(), &page, 404).unwrap_or_else(|| Response {
            bytes: b"not found\n".as_slice().into(),
            content_type: "text/plain; charset=utf-8",
            status: 404,
        })
    }

    fn rebuild(&self) -> bool {
        if let Err(error) = self.build() {
            (self.tell)(Err(&error));
        }
        // Browsers are to show the new site, or the overlay that says why there is none.
        true
    }
}
