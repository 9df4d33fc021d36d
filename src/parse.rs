//! Files to typed pages and registers: [`Loaded`] in, [`Parsed`] out, file by file and in parallel.
//!
//! Nothing here fails: a bad file yields what was understood and findings. What a register could not say is remembered in
//! [`Known`], so that one broken file is not reported again wherever its names are used. Not done here: looking up names
//! (see `resolve`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Sink, in_parallel, nearest};
use crate::files::{File, FileId, Files};
use crate::load::{Loaded, STRINGS};
use crate::markdown::{self, Dialect, Outline};
use crate::model::actor::Actor;
use crate::model::article::{FrontMatter, PageKind, decode_claims, decode_events};
use crate::model::claim::Claim;
use crate::model::event::Event;
use crate::model::source::Source;
use crate::model::text::Lang;
use crate::paths::{CONTENT, FilePath};
use crate::rules::Rule;
use crate::slug::PageParts;
use crate::strings::{Table, Words};
use crate::yaml::{self, Cx};

/// A Markdown file, understood.
#[derive(Clone, Debug)]
pub struct ParsedPage {
    /// The file.
    pub file: FileId,
    /// Where its Markdown stands.
    pub body: Range<usize>,
    /// Its path below `content/`, without extension, language, `/index` and `/_index`.
    pub key: String,
    /// The language in its name.
    pub lang: Option<Lang>,
    /// What its name makes of it.
    pub shape: Shape,
    /// Its front matter.
    pub front: FrontMatter,
    /// What its Markdown holds.
    pub outline: Outline,
}

impl ParsedPage {
    /// Returns what its templates add to the page, with ids of its own.
    pub fn parts(&self) -> PageParts {
        let is_article = self.shape == Shape::Single && !self.key.is_empty();
        PageParts {
            explainer: is_article && self.front.kind == PageKind::Explainer,
            corrections: !self.front.corrections.is_empty(),
        }
    }

    /// Returns how its Markdown is read: which ids its headings cannot have depends on what else the page has.
    pub fn dialect(&self) -> Dialect {
        Dialect::Onrecord(self.parts())
    }
}

/// What a file's name makes of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `_index.md`: the page of a folder.
    Section,
    /// `index.md` or any other.
    Single,
    /// `actors/ID.md`: an actor's profile.
    Profile,
}

/// A claim file and whose it is.
#[derive(Clone, Debug)]
pub struct ClaimFile {
    /// The file.
    pub file: FileId,
    /// The folder of the article; none for the site's own register.
    pub article: Option<String>,
    /// The claims.
    pub claims: Vec<Claim>,
    /// Whether all of their names could be read.
    pub known: bool,
}

/// Which registers could be read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The register of actors.
    pub actors: bool,
    /// The register of sources.
    pub sources: bool,
    /// The site's register of claims.
    pub claims: bool,
}

/// A site, file by file.
#[derive(Debug)]
pub struct Parsed {
    /// The configuration.
    pub config: Config,
    /// The site's own words, by language.
    pub strings: BTreeMap<Lang, Table>,
    /// The pages, in path order.
    pub pages: Vec<ParsedPage>,
    /// The actors, in the order written.
    pub actors: Vec<Actor>,
    /// The sources, in the order written.
    pub sources: Vec<Source>,
    /// The claim files.
    pub claims: Vec<ClaimFile>,
    /// The site's own events, each with its file.
    pub events: Vec<Event>,
    /// Which registers could be read.
    pub known: Known,
}

/// Parses a site.
pub fn parse(loaded: &Loaded, sink: &mut Sink) -> Parsed {
    let files = &loaded.files;
    let config = loaded.config.map_or_else(Config::default, |id| {
        let file = files.get(id);
        let mut cx = Cx { file, sink };
        yaml::parse(0..file.text.len(), &mut cx)
            .map_or_else(Config::default, |node| Config::decode(&node, &mut cx))
    });
    let mut parsed = Parsed {
        config,
        strings: loaded.strings.iter().filter_map(|id| parse_strings(files.get(*id), sink)).collect(),
        pages: Vec::new(),
        actors: Vec::new(),
        sources: Vec::new(),
        claims: Vec::new(),
        events: Vec::new(),
        known: Known { actors: true, sources: true, claims: true },
    };
    for id in &loaded.yaml {
        parse_register(*id, files, &mut parsed, sink);
    }
    // A source's stored text is never a page, whatever its name ends in.
    let stored: BTreeSet<&FilePath> =
        parsed.sources.iter().filter_map(|source| Some(&source.text.as_ref()?.value)).collect();
    let is_stored = |id: &FileId| stored.contains(&files.get(*id).path);
    let markdown: Vec<FileId> = loaded.markdown.iter().copied().filter(|id| !is_stored(id)).collect();
    let config = &parsed.config;
    let mut pages = in_parallel(markdown, sink, |id, sink| parse_page(files.get(id), config, sink));
    // What could not be read has been reported: such a page is there, and what a register holds is not known.
    let read: BTreeSet<FileId> = loaded.markdown.iter().chain(&loaded.yaml).copied().collect();
    let unread: Vec<&File> = files
        .iter()
        .filter(|file| file.path.below(CONTENT).is_some() && !read.contains(&file.id) && !is_stored(&file.id))
        .collect();
    pages.extend(unread.iter().filter(|file| is_markdown(file)).map(|file| unreadable_page(file, config)));
    pages.sort_by_key(|page| page.file);
    parsed.pages = pages;
    for file in unread.into_iter().filter(|file| !is_markdown(file)) {
        unreadable_register(file, &mut parsed);
    }
    parsed
}

/// Reads a table of words, whose file is named for its language.
fn parse_strings(file: &File, sink: &mut Sink) -> Option<(Lang, Table)> {
    let mut cx = Cx { file, sink };
    let name = file.path.below(STRINGS).unwrap_or_default();
    let lang = name.rsplit_once('.').and_then(|(stem, _)| stem.parse::<Lang>().ok());
    let Some(lang) = lang else {
        let help = "a table of words is named for its language, for example `strings/fr.yaml`";
        cx.report(Rule::StrayClaims, file.span(0..0), format!("nothing reads `{}`", file.path), help);
        return None;
    };
    let node = yaml::parse(0..file.text.len(), &mut cx)?;
    Some((lang, Table::decode(&node, Some(Words::english()), &mut cx)))
}

fn is_markdown(file: &File) -> bool {
    file.path.extension().as_deref() == Some("md")
}

/// A page of which nothing is known but its path.
fn unreadable_page(file: &File, config: &Config) -> ParsedPage {
    let name = PageName::of(file.path.below(CONTENT).expect("pages lie in `content/`"), &config.language);
    ParsedPage {
        file: file.id,
        body: 0..0,
        key: name.key,
        lang: name.lang,
        shape: name.shape,
        front: FrontMatter::unreadable(name.stem),
        outline: Outline::default(),
    }
}

fn parse_page(file: &File, config: &Config, sink: &mut Sink) -> ParsedPage {
    let name = PageName::of(file.path.below(CONTENT).expect("pages lie in `content/`"), &config.language);
    let parts = front_matter(file, sink);
    let mut cx = Cx { file, sink };
    let front = match parts.yaml {
        Some(range) => match yaml::parse(range, &mut cx) {
            Some(node) => FrontMatter::decode(&node, name.stem, file.span(0..3), &mut cx),
            None => FrontMatter::unreadable(name.stem),
        },
        None if parts.is_broken => FrontMatter::unreadable(name.stem),
        None => {
            let first = file.text.trim_start().lines().next().unwrap_or("").trim_end();
            let almost = first.len() > 2 && first.bytes().all(|b| b == b'-');
            let help = if almost {
                "the first line of the file must be `---`, with nothing before or behind it"
            } else {
                "begin the file with a front matter: a line `---`, a line `title: …`, a line `---`"
            };
            cx.missing("title", "this page", file.span(0..0), help);
            FrontMatter::unreadable(name.stem)
        }
    };
    let lang = front.language.clone().or(name.lang.clone()).unwrap_or_else(|| config.language.clone());
    let mut page = ParsedPage {
        file: file.id,
        body: parts.body,
        key: name.key,
        lang: name.lang,
        shape: name.shape,
        front,
        outline: Outline::default(),
    };
    page.outline = markdown::parse(file, page.body.clone(), page.dialect(), &lang, sink).outline;
    page
}

struct Parts {
    yaml: Option<Range<usize>>,
    body: Range<usize>,
    is_broken: bool,
}

/// Cuts a file into front matter and body. Only a first line `---` opens a front matter.
fn front_matter(file: &File, sink: &mut Sink) -> Parts {
    let text = &*file.text;
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    if first.trim_end() != "---" {
        return Parts { yaml: None, body: 0..text.len(), is_broken: false };
    }
    let mut at = first.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Parts {
                yaml: Some(first.len()..at),
                body: at + line.len()..text.len(),
                is_broken: false,
            };
        }
        at += line.len();
    }
    sink.push(Diagnostic::new(
        Rule::FrontMatterUnclosed,
        file.span(0..3),
        "the front matter is opened here and never closed",
        "write a line `---` behind its last key",
    ));
    Parts { yaml: None, body: text.len()..text.len(), is_broken: true }
}

/// What a file's path says about a page.
struct PageName<'a> {
    key: String,
    lang: Option<Lang>,
    shape: Shape,
    stem: &'a str,
}

impl<'a> PageName<'a> {
    fn of(path: &'a str, site: &Lang) -> Self {
        let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (stem, lang) = match name.rsplit_once('.') {
            Some((stem, tag)) if !stem.is_empty() => match tag.parse::<Lang>() {
                Ok(lang) if lang.primary().len() == 2 => (stem, Some(lang)),
                _ => (name, None),
            },
            _ => (name, None),
        };
        let join = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let (key, shape) = match stem {
            "_index" => (folder.to_owned(), Shape::Section),
            "index" => (folder.to_owned(), Shape::Single),
            _ if folder == "actors" => (join(stem), Shape::Profile),
            _ => (join(stem), Shape::Single),
        };
        Self { key, lang: lang.filter(|lang| lang != site), shape, stem }
    }
}

/// What a YAML file's path says about it: its folder, its name, and the register it belongs to.
struct RegisterName<'a> {
    folder: &'a str,
    name: &'a str,
    /// The name in `sources.yaml` and the folder in `sources/any.yaml`.
    register: &'a str,
}

impl<'a> RegisterName<'a> {
    fn of(file: &'a File) -> Self {
        let below = file.path.below(CONTENT).expect("registers lie in `content/`");
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        Self { folder, name, register: if folder.is_empty() { name } else { folder } }
    }
}

/// Notes that the names in a register are not known.
fn unreadable_register(file: &File, parsed: &mut Parsed) {
    let RegisterName { folder, name, register } = RegisterName::of(file);
    match register {
        "actors" => parsed.known.actors = false,
        "sources" => parsed.known.sources = false,
        "claims" => parsed.known.claims = false,
        _ if name == "claims" => parsed.claims.push(ClaimFile {
            file: file.id,
            article: Some(folder.to_owned()),
            claims: Vec::new(),
            known: false,
        }),
        _ => {}
    }
}

fn parse_register(id: FileId, files: &Files, parsed: &mut Parsed, sink: &mut Sink) {
    let file = files.get(id);
    let RegisterName { folder, name, register } = RegisterName::of(file);
    let before = sink.len();
    let mut cx = Cx { file, sink };
    let Some(node) = yaml::parse(0..file.text.len(), &mut cx) else {
        unreadable_register(file, parsed);
        return;
    };
    match register {
        "actors" => {
            let entries = cx.entries(&node, "actors");
            parsed.known.actors &= cx.sink.len() == before;
            let found: Vec<Option<Actor>> =
                entries.iter().map(|(key, node)| Actor::decode(key, node, &mut cx)).collect();
            parsed.known.actors &= found.iter().all(Option::is_some);
            parsed.actors.extend(found.into_iter().flatten());
        }
        "sources" => {
            let entries = cx.entries(&node, "sources");
            parsed.known.sources &= cx.sink.len() == before;
            let found: Vec<Option<Source>> =
                entries.iter().map(|(key, node)| Source::decode(key, node, &mut cx)).collect();
            parsed.known.sources &= found.iter().all(Option::is_some);
            parsed.sources.extend(found.into_iter().flatten());
        }
        "events" => parsed.events.extend(decode_events(&node, &mut cx)),
        "claims" => {
            let mut known = true;
            let claims = decode_claims(&node, &mut known, &mut cx);
            parsed.known.claims &= known;
            parsed.claims.push(ClaimFile { file: id, article: None, claims, known });
        }
        _ if name == "claims" => {
            let mut known = true;
            let claims = decode_claims(&node, &mut known, &mut cx);
            parsed.claims.push(ClaimFile { file: id, article: Some(folder.to_owned()), claims, known });
        }
        _ => {
            // A register with a misspelt name: what it holds is not missing.
            match nearest(register, ["actors", "sources", "claims", "events"]) {
                Some("actors") => parsed.known.actors = false,
                Some("sources") => parsed.known.sources = false,
                Some("claims") => parsed.known.claims = false,
                _ => {}
            }
            cx.report(
            Rule::StrayClaims,
            file.span(0..0),
            format!("nothing reads `{}`", file.path),
            "registers are `actors.yaml`, `sources.yaml`, `claims.yaml` and `events.yaml` in `content/`, or files in a folder of that name; an article's claims are `claims.yaml` beside its `index.md`",
        );
        }
    }
}
