//! `site.yaml`: YAML in, a [`Config`] of real objects out.

pub mod coverage;
mod folders;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::diagnostic::{Level, Levels, did_you_mean};
use crate::files::Spanned;
use crate::model::article::Author;
use crate::model::decode_url;
use crate::model::text::{self, Lang, Text};
use crate::paths::BaseUrl;
use crate::rules::{Family, Rule};
use crate::yaml::{Cx, Fields, Node, Value};

use self::coverage::{CoverageRules, Thresholds};

/// Who publishes the site.
#[derive(Clone, Debug, Default)]
pub struct Publisher {
    /// The name.
    pub name: Option<Text>,
    /// Its own web site.
    pub url: Option<String>,
    /// Its logo, as a web address or a path of the site.
    pub logo: Option<Spanned<String>>,
    /// Its policy on unnamed sources, corrections and fact-checking: what it is about, and its address.
    pub policies: Vec<(Policy, Spanned<String>)>,
}

/// A policy that readers may look up (Trust Project; the names are schema.org's).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// `unnamedSourcesPolicy`
    UnnamedSources,
    /// `correctionsPolicy`
    Corrections,
    /// `verificationFactCheckingPolicy`
    FactChecking,
}

impl Policy {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::UnnamedSources, "unnamed_sources_policy", "unnamedSourcesPolicy"),
        (Self::Corrections, "corrections_policy", "correctionsPolicy"),
        (Self::FactChecking, "fact_checking_policy", "verificationFactCheckingPolicy"),
    ];

    /// Returns the name of the schema.org property.
    pub fn property(self) -> &'static str {
        Self::ALL.iter().find(|(policy, ..)| *policy == self).map_or("", |(.., property)| property)
    }
}

/// A link of the site's navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The words.
    pub title: Text,
    /// The destination: a path of the site or a web address.
    pub url: Spanned<String>,
}

/// A site's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's title.
    pub title: Text,
    /// Where it will stand.
    pub base_url: BaseUrl,
    /// The language of pages that state none.
    pub language: Lang,
    /// The newsroom's time zone: days begin there.
    pub zone: TimeZone,
    /// One or two sentences.
    pub description: Option<Text>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Who wrote pages that name no author.
    pub authors: Vec<Author>,
    /// The navigation; empty for the built-in one.
    pub navigation: Vec<NavItem>,
    /// The levels that the site changes.
    pub levels: Levels,
    /// How much of an article must be marked and sourced.
    pub coverage: CoverageRules,
    /// The folders under `content/` for which the site decides something of its own, each ending in `/`.
    pub folders: Vec<Spanned<String>>,
    /// Whether raw HTML in Markdown is kept (allow-listed) or refused.
    pub raw_html: bool,
    /// How many entries a feed has; none for no feeds.
    pub feed_entries: Option<usize>,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// How many entries a page of a list has.
    pub paginate_by: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: Text::One("Untitled".to_owned()),
            base_url: BaseUrl::default(),
            language: Lang::default(),
            zone: TimeZone::UTC,
            description: None,
            publisher: Publisher::default(),
            authors: Vec::new(),
            navigation: Vec::new(),
            levels: Levels::default(),
            coverage: CoverageRules::default(),
            folders: Vec::new(),
            raw_html: false,
            feed_entries: Some(20),
            highlight: true,
            paginate_by: 50,
        }
    }
}

const KEYS: &[&str] = &[
    "title",
    "base_url",
    "language",
    "timezone",
    "description",
    "publisher",
    "authors",
    "navigation",
    "rules",
    "coverage",
    "folders",
    "markdown",
    "feeds",
    "highlight",
    "paginate_by",
];

impl Config {
    /// Reads `site.yaml`; what cannot be read keeps its default.
    pub fn decode(node: &Node, cx: &mut Cx<'_>) -> Self {
        let mut config = Self::default();
        if node.value == Value::Null {
            cx.missing("title", "`site.yaml`", node.span, "write `title: …`");
            return config;
        }
        let Some(fields) = cx.fields(node, "`site.yaml`", KEYS) else { return config };
        match fields.get("title") {
            Some(node) => config.title = text::decode(node, cx).unwrap_or(config.title),
            None => {
                let first = fields.keys().next().map_or(node.span, |key| key.span);
                cx.missing("title", "`site.yaml`", first, "write `title: …`");
            }
        }
        if let Some(node) = fields.get("base_url") {
            let help = "write the address at which the site will stand, for example `https://example.org/explainers/`";
            let url = cx.parsed(node, Rule::InvalidUrl, help, |text| {
                BaseUrl::parse(text).map_err(|why| format!("`{text}` cannot be the site's address: {why}"))
            });
            config.base_url = url.map_or(config.base_url, |url| url.value);
        }
        if let Some(lang) = fields.get("language").and_then(|node| text::decode_lang(node, cx)) {
            config.language = lang.value;
        }
        if let Some(node) = fields.get("timezone") {
            let zone = cx.parsed(
                node,
                Rule::UnknownValue,
                "write a name of the IANA list, for example `Europe/Berlin`",
                |name| TimeZone::get(name).map_err(|_| format!("`{name}` is not a time zone")),
            );
            config.zone = zone.map_or(config.zone, |zone| zone.value);
        }
        config.description = fields.get("description").and_then(|node| text::decode(node, cx));
        if let Some(node) = fields.get("publisher") {
            config.publisher = decode_publisher(node, cx);
        }
        config.authors = fields
            .get("authors")
            .map_or_else(Vec::new, |node| cx.list(node, |cx, node| Author::decode(node, cx)));
        config.navigation = fields
            .get("navigation")
            .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_nav(node, cx)));
        if let Some(node) = fields.get("rules") {
            config.levels.site = decode_levels(node, cx);
        }
        if let Some(node) = fields.get("coverage") {
            config.coverage.site = Thresholds::decode(node, cx);
        }
        if let Some(node) = fields.get("folders") {
            folders::decode(node, &mut config, cx);
        }
        if let Some(fields) =
            fields.get("markdown").and_then(|node| cx.fields(node, "`markdown`", &["raw_html"]))
        {
            config.raw_html = flag(fields, "raw_html", false, cx);
        }
        config.highlight = flag(fields, "highlight", true, cx);
        match fields.get("feeds") {
            Some(node) if matches!(node.value, Value::Map(_)) => {
                if let Some(fields) = cx.fields(node, "`feeds`", &["entries"]) {
                    config.feed_entries = Some(count(fields, "entries", 20, cx));
                }
            }
            Some(node) => config.feed_entries = cx.flag(node).unwrap_or(true).then_some(20),
            None => {}
        }
        config.paginate_by = count(fields, "paginate_by", 50, cx);
        config
    }
}

fn flag(fields: Fields<'_>, key: &str, default: bool, cx: &mut Cx<'_>) -> bool {
    fields.get(key).and_then(|node| cx.flag(node)).unwrap_or(default)
}

/// Reads a number from 1 to 10,000.
fn count(fields: Fields<'_>, key: &str, default: usize, cx: &mut Cx<'_>) -> usize {
    let Some(node) = fields.get(key) else { return default };
    let Some(number) = cx.number(node) else { return default };
    match usize::try_from(number) {
        Ok(number @ 1..=10_000) => number,
        _ => {
            cx.report(
                Rule::UnknownValue,
                node.span,
                format!("`{number}` is not a number from 1 to 10000"),
                "write a number from 1 to 10000",
            );
            default
        }
    }
}

fn decode_publisher(node: &Node, cx: &mut Cx<'_>) -> Publisher {
    let mut keys = vec!["name", "url", "logo"];
    keys.extend(Policy::ALL.iter().map(|(_, key, _)| *key));
    let Some(fields) = cx.fields(node, "`publisher`", &keys) else { return Publisher::default() };
    Publisher {
        name: fields.get("name").and_then(|node| text::decode(node, cx)),
        url: fields.get("url").and_then(|node| decode_url(node, cx)).map(|url| url.value),
        logo: fields.get("logo").and_then(|node| cx.text(node)),
        policies: Policy::ALL
            .iter()
            .filter_map(|(policy, key, _)| Some((*policy, cx.text(fields.get(key)?)?)))
            .collect(),
    }
}

fn decode_nav(node: &Node, cx: &mut Cx<'_>) -> Option<NavItem> {
    let fields = cx.fields(node, "a navigation entry", &["title", "url"])?;
    for key in ["title", "url"] {
        if fields.get(key).is_none() {
            cx.missing(key, "this navigation entry", node.span, "write `{title: …, url: …}`");
        }
    }
    Some(NavItem { title: text::decode(fields.get("title")?, cx)?, url: cx.text(fields.get("url")?)? })
}

fn decode_levels(node: &Node, cx: &mut Cx<'_>) -> BTreeMap<Rule, Option<Level>> {
    let mut levels = BTreeMap::new();
    let words = [("error", Some(Level::Error)), ("warning", Some(Level::Warning)), ("off", None)];
    for (key, value) in cx.entries(node, "levels of rules") {
        let Ok(rule) = key.value.parse::<Rule>() else {
            let help = did_you_mean(
                &key.value,
                Rule::ALL.iter().map(|rule| rule.code()),
                "`onrecord explain` lists the rules",
            );
            cx.report(Rule::UnknownKey, key.span, format!("there is no rule `{}`", key.value), help);
            continue;
        };
        if rule.has_fixed_level() {
            let help = if rule.family() == Family::Safety {
                "remove the line; rules that protect sources hold on every site"
            } else {
                "remove the line; what is not understood, or would be lost, cannot be published"
            };
            cx.report(Rule::UnknownValue, key.span, format!("the level of `{rule}` cannot be changed"), help);
            continue;
        }
        if let Some(level) = cx.choice(value, &words) {
            levels.insert(rule, level);
        }
    }
    levels
}
