//! Templates: the built-in ones and a site's own, compiled once and run for each page (Tera 2).
//!
//! A site's template takes the place of the built-in one of the same name and may extend it as `built-in/base.html`.
//! Everything that is printed is escaped, whatever the template is called, unless it was made as HTML. Template errors
//! become findings with the template's place. Not done here: what templates receive (see `view`).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::files::{FileId, Files, Span};
use crate::model::text::Lang;
use crate::paths::BaseUrl;
use crate::rules::Rule;
use crate::site::Site;
use crate::strings::{Key, Words};

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
    "report.html",
    "robots.txt",
    "search.html",
    "section.html",
    "sitemap.xml",
    "source.html",
    "sources.html",
    "tag.html",
    "timeline-drawing.html",
    "timeline-list.html",
    "timeline.html",
}

/// Tells whether a site has templates of its own, or names one for a page: the built-in ones alone cannot fail.
pub fn has_own(site: &Site) -> bool {
    site.templates.iter().any(|(name, _)| !name.starts_with(BUILT_IN_PREFIX))
        || site.pages.iter().any(|page| page.parsed.front.template.is_some())
}

/// Compiled templates.
pub struct Templates {
    /// One engine for each language, which has its words.
    engines: BTreeMap<Lang, Tera>,
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
                sink.push(Diagnostic::new(
                    Rule::TemplateSyntax,
                    file.span(report.span().range.clone()),
                    lower_first(report.message()),
                    HELP,
                ));
            }
        }
        if is_broken {
            return None;
        }
        let sources: Vec<(&str, &str)> =
            site.templates.iter().map(|(name, id)| (name.as_str(), &*site.files.get(*id).text)).collect();
        let tera = join(&sources, &site.config.base_url, |problem| {
            is_broken = true;
            let id = files
                .get(&problem.template)
                .or_else(|| files.get(&format!("{BUILT_IN_PREFIX}{}", problem.template)));
            let file = site.files.get(id.copied().unwrap_or(site.templates[0].1));
            sink.push(Diagnostic::new(
                problem.rule,
                file.span(problem.find(&file.text)),
                problem.message,
                HELP,
            ));
        })?;
        let engines = site.strings.all().map(|words| (words.lang().clone(), with_words(&tera, words)));
        (!is_broken).then(|| Self { engines: engines.collect(), files })
    }

    /// Runs a template for readers of a language. An error is a finding at its place in the template; `page` is where it was drawn.
    pub fn render(
        &self,
        name: &str,
        lang: &Lang,
        context: &Context,
        page: Option<Span>,
        files: &Files,
        sink: &mut Sink,
    ) -> Option<String> {
        match self.engines.get(lang)?.render(name, context) {
            Ok(text) => Some(text),
            Err(error) => {
                let fallback =
                    self.files.get(name).or_else(|| self.files.get(&format!("{BUILT_IN_PREFIX}{name}")))?;
                let (span, message) = match error.kind() {
                    ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
                        let named = self.files.get(report.filename()).unwrap_or(fallback);
                        (files.get(*named).span(report.span().range.clone()), lower_first(report.message()))
                    }
                    _ => (files.get(*fallback).span(0..0), lower_first(&error.to_string())),
                };
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
    // Unlike the engine's own `capitalize`, this leaves the other letters as they are.
    tera.register_filter("capital", |text: &str, _: Kwargs, _: &State| crate::words::capital(text));
    // Each language has a function of its own in place of this one.
    tera.register_function("say", |kwargs: Kwargs, _: &State| say(Words::english(), &kwargs));
    let base = base.path().to_owned();
    tera.register_function("url", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path: &str = kwargs.must_get("path")?;
        Ok(format!("{base}{}", path.trim_start_matches('/')))
    });
    tera
}

/// Gives templates the words of a language: `words` holds those without places, `say` fills the places of the others.
fn with_words(tera: &Tera, words: &Words) -> Tera {
    let mut tera = tera.clone();
    let plain: BTreeMap<&str, &str> = Key::ALL
        .iter()
        .filter(|key| words.phrase(**key).places().is_empty())
        .map(|key| (key.as_str(), words.get(*key)))
        .collect();
    tera.global_context().insert("words", &plain);
    let words = words.clone();
    tera.register_function("say", move |kwargs: Kwargs, _: &State| say(&words, &kwargs));
    tera
}

/// Fills the places of a word by the arguments of their names. Where one of them is HTML, so is the result.
fn say(words: &Words, kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("key")?;
    let key = name.parse::<Key>().map_err(|()| {
        let near = nearest(name, Key::ALL.iter().map(|key| key.as_str()));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        tera::Error::message(format!("There is no word `{name}`{near}"))
    })?;
    let given = || kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
    let is_html = given().any(|(_, value)| value.is_safe());
    let text = |value: &Value| {
        let text = value.to_string();
        if is_html && !value.is_safe() { crate::html::escaped(&text) } else { text }
    };
    let filled: Vec<(&str, String)> = given().map(|(name, value)| (name, text(value))).collect();
    let places: Vec<(&str, &str)> = filled.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let said = match kwargs.get::<usize>("n")? {
        Some(n) => words.count(key, n, &places),
        None => words.say(key, &places),
    };
    Ok(if is_html { ready(&said) } else { Value::from(said) })
}

/// Joins templates; what does not fit together is told, each problem once.
fn join(sources: &[(&str, &str)], base: &BaseUrl, mut tell: impl FnMut(Problem)) -> Option<Tera> {
    // The engine stops at the first parent that is missing. Without that template it shows what else is wrong.
    let mut left_out: Vec<String> = Vec::new();
    loop {
        let mut tera = engine(base);
        let all = sources.iter().copied().filter(|(name, _)| !left_out.iter().any(|out| out == name));
        let Err(error) = tera.add_raw_templates(all) else { return left_out.is_empty().then_some(tera) };
        match error.kind() {
            ErrorKind::MissingParent { current, parent } if !left_out.contains(current) => {
                if !left_out.contains(parent) {
                    tell(Problem {
                        rule: Rule::TemplateMissing,
                        template: current.clone(),
                        place: Place::Word(parent.clone()),
                        message: format!("there is no template `{parent}`"),
                    });
                }
                left_out.push(current.clone());
                continue;
            }
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tell(Problem {
                rule: Rule::TemplateSyntax,
                template: tpl.clone(),
                place: Place::Word(tpl.clone()),
                message: "the template extends or includes itself in a circle".to_owned(),
            }),
            ErrorKind::Msg(text) => {
                // That a template which was left out is missing is no news.
                let is_news = |problem: &Problem| {
                    !left_out.iter().any(|out| problem.message.contains(&format!("`{out}`")))
                };
                reports(text).into_iter().filter(is_news).for_each(&mut tell);
            }
            _ => {
                let message = lower_first(&error.to_string());
                tell(Problem {
                    rule: Rule::TemplateSyntax,
                    template: String::new(),
                    place: Place::Line(1, 1),
                    message,
                });
            }
        }
        return None;
    }
}

/// Something that keeps templates from being joined.
struct Problem {
    rule: Rule,
    template: String,
    place: Place,
    message: String,
}

/// Where in a template.
enum Place {
    /// A line and column, from 1.
    Line(usize, usize),
    /// The first place of a word.
    Word(String),
}

impl Problem {
    /// Finds the place in the template's text.
    fn find(&self, text: &str) -> Range<usize> {
        match &self.place {
            Place::Word(word) => text.find(word.as_str()).map_or(0..0, |at| at..at + word.len()),
            Place::Line(line, column) => {
                let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let at = text[start..].char_indices().nth(column - 1).map_or(start, |(n, _)| start + n);
                let end = text[at..].find(['\n', ' ', '|', '(', '}', '%']).map_or(text.len(), |n| at + n);
                at..end
            }
        }
    }
}

/// Reads the engine's reports, which it joins to one text: a line `error: …` and a line `--> template:line:column` each.
fn reports(text: &str) -> Vec<Problem> {
    let mut found: Vec<Problem> = Vec::new();
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            let lower = message.to_lowercase();
            let missing = lower.contains("template") && !lower.contains("block");
            let rule = if missing { Rule::TemplateMissing } else { Rule::TemplateSyntax };
            found.push(Problem {
                rule,
                template: String::new(),
                place: Place::Line(1, 1),
                message: lower_first(message),
            });
        } else if let (Some(place), Some(problem)) =
            (line.trim_start().strip_prefix("--> "), found.last_mut())
        {
            let mut parts = place.rsplitn(3, ':');
            let (column, line) =
                (parts.next().and_then(|n| n.parse().ok()), parts.next().and_then(|n| n.parse().ok()));
            if let (Some(template), Some(line), Some(column), true) =
                (parts.next(), line, column, problem.template.is_empty())
            {
                template.clone_into(&mut problem.template);
                problem.place = Place::Line(std::cmp::max(line, 1), std::cmp::max(column, 1));
            }
        }
    }
    if found.is_empty() {
        found.push(Problem {
            rule: Rule::TemplateSyntax,
            template: String::new(),
            place: Place::Line(1, 1),
            message: lower_first(text),
        });
    }
    found
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
