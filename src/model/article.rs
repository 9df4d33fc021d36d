//! The front matter of a page, and the people who wrote it.

use crate::files::{Span, Spanned};
use crate::model::claim::Claim;
use crate::model::date::{self, Moment};
use crate::model::event::{Correction, Event};
use crate::model::text::{self, Lang, Text};
use crate::model::{SourceId, choices, decode_id, decode_url, is_device, whole};
use crate::rules::Rule;
use crate::slug::tag_slug;
use crate::yaml::{Cx, Node, Value};

choices! {
    /// What a page is.
    PageKind {
        /// An annotated explainer.
        Explainer "explainer",
        /// A page without sourcing furniture.
        Page "page",
    }
}

/// Somebody who wrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: Text,
    /// A page about them.
    pub url: Option<String>,
}

impl Author {
    /// Reads a name, or `{name, url}`.
    pub fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        if let Value::Scalar(_) = node.value {
            return Some(Self { name: text::decode(node, cx)?, url: None });
        }
        let fields = cx.fields(node, "an author", &["name", "url"])?;
        let url = fields.get("url").and_then(|node| decode_url(node, cx)).map(|url| url.value);
        let Some(name) = fields.get("name") else {
            cx.missing("name", "this author", node.span, "write `name: …`");
            return None;
        };
        Some(Self { name: text::decode(name, cx)?, url })
    }
}

/// The front matter of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The title.
    pub title: Text,
    /// One or two sentences for lists, feeds and search engines.
    pub description: Option<Text>,
    /// When it was published.
    pub date: Option<Spanned<Moment>>,
    /// When it was last changed.
    pub updated: Option<Spanned<Moment>>,
    /// Who wrote it; the site's authors otherwise.
    pub authors: Vec<Author>,
    /// Tags as written.
    pub tags: Vec<Spanned<String>>,
    /// The language; the site's otherwise.
    pub language: Option<Lang>,
    /// The last part of the URL; the file's name otherwise.
    pub slug: Option<Spanned<String>>,
    /// Older paths that lead here.
    pub aliases: Vec<Spanned<String>>,
    /// Whether it is left out unless drafts are asked for.
    pub draft: bool,
    /// From when on it is left out.
    pub expires: Option<Spanned<Moment>>,
    /// Its place among the pages of its section; small numbers first.
    pub weight: Option<i64>,
    /// The template; the kind's own otherwise.
    pub template: Option<Spanned<String>>,
    /// A picture for lists and sharing, as a path.
    pub image: Option<Spanned<String>>,
    /// What the picture shows.
    pub image_alt: Option<Text>,
    /// What it is.
    pub kind: PageKind,
    /// The source of marked claims that state none.
    pub default_source: Option<Spanned<SourceId>>,
    /// The claims.
    pub claims: Vec<Claim>,
    /// The events.
    pub events: Vec<Event>,
    /// The corrections.
    pub corrections: Vec<Correction>,
    /// Whether the claims could be read as far as names go; if not, none is reported missing.
    pub claims_known: bool,
}

const KEYS: &[&str] = &[
    "title",
    "description",
    "date",
    "updated",
    "authors",
    "tags",
    "language",
    "slug",
    "aliases",
    "draft",
    "expires",
    "weight",
    "template",
    "image",
    "image_alt",
    "kind",
    "default_source",
    "claims",
    "events",
    "corrections",
];

impl FrontMatter {
    /// Makes the front matter of a page whose own cannot be read.
    pub fn unreadable(title: &str) -> Self {
        Self {
            title: Text::One(title.to_owned()),
            description: None,
            date: None,
            updated: None,
            authors: Vec::new(),
            tags: Vec::new(),
            language: None,
            slug: None,
            aliases: Vec::new(),
            draft: false,
            expires: None,
            weight: None,
            template: None,
            image: None,
            image_alt: None,
            kind: PageKind::Explainer,
            default_source: None,
            claims: Vec::new(),
            events: Vec::new(),
            corrections: Vec::new(),
            claims_known: false,
        }
    }

    /// Reads a front matter. `stem` stands in for a missing title, which is reported at `opening`.
    pub fn decode(node: &Node, stem: &str, opening: Span, cx: &mut Cx<'_>) -> Self {
        let fallback = Self::unreadable(stem);
        if node.value == Value::Null {
            cx.missing("title", "the front matter", opening, "write `title: …` between the two lines `---`");
            return Self { claims_known: true, ..fallback };
        }
        let Some(fields) = cx.fields(node, "the front matter", KEYS) else { return fallback };
        let title = match fields.get("title") {
            Some(node) => text::decode(node, cx),
            None => {
                cx.missing("title", "the front matter", opening, "write `title: …`");
                None
            }
        };
        let text = |key: &str, cx: &mut Cx<'_>| fields.get(key).and_then(|node| text::decode(node, cx));
        let moment =
            |key: &str, cx: &mut Cx<'_>| fields.get(key).and_then(|node| date::decode_moment(node, cx));
        let plain = |key: &str, cx: &mut Cx<'_>| fields.get(key).and_then(|node| cx.text(node));
        let texts = |key: &str, cx: &mut Cx<'_>| {
            fields.get(key).map_or_else(Vec::new, |node| cx.list(node, Cx::text))
        };
        let mut claims_known = true;
        Self {
            title: title.unwrap_or(fallback.title),
            description: text("description", cx),
            date: moment("date", cx),
            updated: moment("updated", cx),
            authors: fields
                .get("authors")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| Author::decode(node, cx))),
            tags: fields
                .get("tags")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_tag(node, cx))),
            language: fields
                .get("language")
                .and_then(|node| text::decode_lang(node, cx))
                .map(|lang| lang.value),
            slug: fields.get("slug").and_then(|node| decode_slug(node, cx)),
            aliases: texts("aliases", cx),
            // What cannot be read must not be published.
            draft: fields.get("draft").is_some_and(|node| cx.flag(node).unwrap_or(true)),
            expires: moment("expires", cx),
            weight: fields.get("weight").and_then(|node| cx.number(node)),
            template: plain("template", cx),
            image: plain("image", cx),
            image_alt: text("image_alt", cx),
            kind: fields
                .get("kind")
                .and_then(|node| cx.choice(node, PageKind::ALL))
                .unwrap_or(PageKind::Explainer),
            default_source: fields.get("default_source").and_then(|node| decode_id(node, cx)),
            claims: fields.get("claims").map_or_else(Vec::new, |node| {
                claims_known = matches!(node.value, Value::Map(_));
                decode_claims(node, &mut claims_known, cx)
            }),
            events: fields.get("events").map_or_else(Vec::new, |node| decode_events(node, cx)),
            corrections: fields
                .get("corrections")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| Correction::decode(node, cx))),
            claims_known,
        }
    }
}

/// Reads a map of claims; `all_known` becomes false when an entry's own name could not be read.
pub fn decode_claims(node: &Node, all_known: &mut bool, cx: &mut Cx<'_>) -> Vec<Claim> {
    let entries = cx.entries(node, "claims");
    *all_known &= matches!(node.value, Value::Map(_) | Value::Null);
    entries
        .iter()
        .filter_map(|(key, node)| {
            let claim = Claim::decode(key, node, cx);
            // A claim of a wrong form is still known by name: marks of it are not "missing".
            claim.or_else(|| {
                let id = key.value.parse().ok()?;
                let mut claim =
                    Claim::bare(Spanned::new(id, key.span), crate::model::claim::Cited::Stated(Vec::new()));
                claim.tainted = true;
                claim.entry = whole(key, node, cx);
                Some(claim)
            })
        })
        .collect()
}

/// Reads a map of events.
pub fn decode_events(node: &Node, cx: &mut Cx<'_>) -> Vec<Event> {
    cx.entries(node, "events").iter().filter_map(|(key, node)| Event::decode(key, node, cx)).collect()
}

/// Reads a tag, which becomes part of a path.
fn decode_tag(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<String>> {
    cx.parsed(node, Rule::UnknownValue, "write one or a few words", |text| {
        if text.len() > 120 {
            return Err(format!("this tag is too long to be part of an address: {} bytes", text.len()));
        }
        if !text.contains(char::is_alphanumeric) {
            return Err("this tag has no letter and no digit, so it cannot be part of an address".to_owned());
        }
        if is_device(&tag_slug(text)) {
            return Err(format!("`{text}` is a name that Windows keeps for a device"));
        }
        Ok(text.to_owned())
    })
}

fn decode_slug(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<String>> {
    cx.parsed(
        node,
        Rule::UnknownValue,
        "write one part of a path: letters, digits and `-`, without `/`",
        |text| {
            let fits = !text.is_empty()
                && text != "."
                && text != ".."
                && text.len() <= 200
                && text.chars().all(|c| c.is_alphanumeric() || "-_.~".contains(c))
                && !text.ends_with('.')
                && !is_device(text);
            if fits { Ok(text.to_owned()) } else { Err(format!("`{text}` cannot be part of a URL")) }
        },
    )
}
