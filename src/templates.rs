//! Templates: the built-in ones and a site's own, compiled once and run for each page (Tera 2).
//!
//! A site's template takes the place of the built-in one of the same name and may extend it as `built-in/base.html`.
//! Everything that is printed is escaped, whatever the template is called, unless it was made as HTML. Template errors
//! become findings with the template's place. Not done here: what templates receive (see `view`).

use std::collections::HashMap;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{FileId, Files, Span};
use crate::paths::BaseUrl;
use crate::rules::Rule;
use crate::site::Site;

/// What stands before the name of a built-in template.
pub const BUILT_IN_PREFIX: &str = "built-in/";

macro_rules! built_in {
    ($($name:literal,)*) => {
        /// The built-in templates, by name.
        pub const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/", $name))),)*];
    };
}

built_in! {
    "404.html",
    "actor.html",
    "actors.html",
    "alias.html",
    "article.html",
    "base.html",
    "claims.html",
    "corrections.html",
    "corrections.xml",
    "feed.xml",
    "home.html",
    "note.html",
    "page.html",
    "robots.txt",
    "section.html",
    "sitemap.xml",
    "source.html",
    "sources.html",
    "tag.html",
    "timeline-list.html",
    "timeline.html",
}

/// Compiled templates.
pub struct Templates {
    tera: Tera,
    files: HashMap<String, FileId>,
}

impl Templates {
    /// Compiles all templates of a site; each broken one is a finding, and then there are none.
    pub fn compile(site: &Site, sink: &mut Sink) -> Option<Self> {
        let files: HashMap<String, FileId> = site.templates.iter().cloned().collect();
        let mut is_broken = false;
        for (name, id) in &site.templates {
            // One at a time, so that every template's syntax error is seen.
            let mut scratch = Tera::default();
            if let Err(error) = scratch.add_raw_template(name, &site.files.get(*id).text)
                && let ErrorKind::SyntaxError(report) = error.kind()
            {
                is_broken = true;
                let file = site.files.get(*id);
                sink.push(Diagnostic::new(Rule::TemplateSyntax, file.span(report.span().range.clone()), lower_first(report.message()), HELP));
            }
        }
        if is_broken {
            return None;
        }
        let mut tera = engine(&site.config.base_url);
        let all = site.templates.iter().map(|(name, id)| (name.as_str(), &*site.files.get(*id).text));
        if let Err(error) = tera.add_raw_templates(all) {
            let own = site.templates.iter().find(|(name, _)| !name.starts_with(BUILT_IN_PREFIX)).or(site.templates.first());
            if let Some((_, fallback)) = own {
                let (rule, span, message) = place(&error, &files, &site.files, *fallback);
                sink.push(Diagnostic::new(rule, span, message, HELP));
            }
            return None;
        }
        Some(Self { tera, files })
    }

    /// Tells whether there is a template with this name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Walks over the names of all templates that a page may ask for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(|name| name.strip_prefix(BUILT_IN_PREFIX).unwrap_or(name))
    }

    /// Runs a template. An error is a finding at its place in the template; `page` is where it was drawn.
    pub fn render(&self, name: &str, context: &Context, page: Option<Span>, files: &Files, sink: &mut Sink) -> Option<String> {
        match self.tera.render(name, context) {
            Ok(text) => Some(text),
            Err(error) => {
                let fallback = self.files.get(name).or_else(|| self.files.get(&format!("{BUILT_IN_PREFIX}{name}")))?;
                let (_, span, message) = place(&error, &self.files, files, *fallback);
                let mut finding = Diagnostic::new(Rule::TemplateRender, span, message, HELP);
                if let Some(page) = page {
                    finding = finding.label(page, "while drawing this page");
                }
                sink.push(finding);
                None
            }
        }
    }
}

const HELP: &str = "correct the template; the documentation of themes lists what each template receives";

fn engine(base: &BaseUrl) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes([BUILT_IN_PREFIX]).expect("no template has been added yet");
    // Every name ends in nothing: templates are escaped whatever they are called.
    tera.autoescape_on([""]);
    let base = base.path().to_owned();
    tera.register_function("url", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path: &str = kwargs.must_get("path")?;
        Ok(format!("{base}{}", path.trim_start_matches('/')))
    });
    tera
}

/// Finds the place of a template error.
fn place(error: &tera::Error, templates: &HashMap<String, FileId>, files: &Files, fallback: FileId) -> (Rule, Span, String) {
    let (rule, report) = match error.kind() {
        ErrorKind::SyntaxError(report) => (Rule::TemplateSyntax, Some(report)),
        ErrorKind::RenderingError(report) => (Rule::TemplateRender, Some(report)),
        _ => (Rule::TemplateMissing, None),
    };
    let Some(report) = report else {
        let text = error.to_string();
        let message = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("the templates cannot be joined").trim();
        // The engine names the template in its text only.
        let named = templates.iter().filter(|(name, _)| message.contains(name.as_str())).max_by_key(|(name, _)| (name.len(), (*name).clone()));
        let file = files.get(named.map_or(fallback, |(_, id)| *id));
        let quoted = message.split(['`', '\'', '"']).filter(|part| !part.is_empty()).find_map(|part| file.text.find(part).filter(|_| part.contains('.')).map(|at| at..at + part.len()));
        return (rule, file.span(quoted.unwrap_or(0..0)), lower_first(message));
    };
    let id = templates.get(report.filename()).or_else(|| templates.get(&format!("{BUILT_IN_PREFIX}{}", report.filename()))).copied();
    let file = files.get(id.unwrap_or(fallback));
    (rule, file.span(report.span().range.clone()), lower_first(report.message()))
}

fn lower_first(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim().trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Marks HTML as ready, so that it is not escaped again.
pub fn ready(html: &str) -> Value {
    Value::safe_string(html)
}
