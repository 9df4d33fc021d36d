//! Sources: works (a CSL type) and people (`naming`), how they came to know, and how they are protected.
//!
//! Bibliographic fields carry their CSL names. A source that is not named takes an allow-list of keys and nothing else,
//! because the files of a site are public.

mod keys;

use jiff::civil;

use crate::diagnostic::did_you_mean;
use crate::files::{Span, Spanned};
use crate::model::date::{self, Date};
use crate::model::text::{self, Text};
use crate::model::{
    ActorId, SourceId, Waiver, choices, decode_id, decode_key, decode_url, decode_waivers, whole,
};
use crate::paths::FilePath;
use crate::rules::Rule;
use crate::yaml::{Cx, Fields, Node, Value};

use keys::{CSL_TEXT, CSL_TYPES, NAMED_KEYS, ROLE_ONLY_KEYS, UNNAMED_KEYS, WORK_KEYS};

choices! {
    /// How the newsroom obtained a source (BBC, Reuters and AP usage).
    Obtained {
        /// Seen or established by the newsroom itself.
        OwnReporting "own-reporting",
        /// Said to the newsroom.
        Interview "interview",
        /// A document.
        Document "document",
        /// A record kept by a public body.
        PublicRecord "public-record",
        /// A dataset.
        Dataset "dataset",
        /// A statement given out by those it speaks for.
        OfficialStatement "official-statement",
        /// The report of another outlet.
        OtherOutlet "other-outlet",
        /// The report of a news agency.
        Agency "agency",
        /// A post on a social network.
        SocialPost "social-post",
    }
}

choices! {
    /// Whether people are named (Reuters: named sources are best, unnamed ones the weakest).
    Naming {
        /// By name.
        Named "named",
        /// By their role only.
        RoleOnly "role-only",
        /// Not at all.
        Unnamed "unnamed",
    }
}

choices! {
    /// The rules under which somebody spoke (AP, SPJ).
    GroundRules {
        /// May be quoted by name.
        OnRecord "on-record",
        /// May be quoted, described as agreed.
        Background "background",
        /// May be used, not attributed.
        DeepBackground "deep-background",
        /// May not be published.
        OffRecord "off-record",
    }
}

/// Where a source got it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parent {
    /// Another source.
    Source(SourceId),
    /// Somebody or something that is not known.
    Unknown,
    /// Nowhere: the outlet witnessed or established it.
    Itself,
}

/// A copy kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Its address.
    pub url: String,
    /// When it was made.
    pub date: Option<Spanned<civil::Date>>,
    /// The SHA-256 of the copy, in hexadecimal.
    pub sha256: Option<String>,
}

/// That a source was withdrawn by those who published it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retracted {
    /// When.
    pub date: Option<Spanned<Date>>,
    /// Why.
    pub why: Option<Text>,
    /// Where that is said.
    pub url: Option<String>,
}

/// How many people one entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// A number, at least 1.
    Number(i64),
    /// Not stated.
    NotStated,
}

/// What is known about people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// Whether they are named.
    pub naming: Naming,
    /// How they may be described.
    pub described_as: Option<Spanned<Text>>,
    /// The body they belong to.
    pub affiliation: Option<Spanned<ActorId>>,
    /// How many they are.
    pub count: Option<Spanned<Count>>,
    /// How they know what they say; `None` is "not stated".
    pub how_they_know: Option<Text>,
    /// Why they are not named; `None` is "not stated".
    pub why_unnamed: Option<Spanned<Text>>,
    /// What interest they have.
    pub motive: Option<Text>,
}

/// What is known about a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The CSL type.
    pub csl_type: String,
    /// Names of the authors as they are printed.
    pub authors: Vec<String>,
    /// The work it stands in: a newspaper, a book, a site.
    pub container_title: Option<Text>,
    /// Further CSL fields, in the order written.
    pub fields: Vec<(String, String)>,
}

impl Work {
    /// Tells whether it says whose it is: by its authors, or by the work that it stands in.
    pub fn is_attributed(&self) -> bool {
        !self.authors.is_empty() || self.container_title.is_some()
    }
}

/// People or a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// People.
    People(People),
    /// A work.
    Work(Work),
}

/// A source: where a claim comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: Spanned<SourceId>,
    /// Where its whole entry stands.
    pub entry: Span,
    /// People or a work.
    pub kind: SourceKind,
    /// The title.
    pub title: Option<Text>,
    /// The speaker.
    pub actor: Option<Spanned<ActorId>>,
    /// The publisher.
    pub publisher: Option<Spanned<ActorId>>,
    /// How the newsroom obtained it.
    pub obtained: Option<Obtained>,
    /// Where it got it from, as written.
    pub derived_from: Vec<Spanned<Parent>>,
    /// The rules under which it may be used.
    pub ground_rules: GroundRules,
    /// When it was published or said.
    pub issued: Option<Spanned<Date>>,
    /// When it was looked at.
    pub accessed: Option<Spanned<civil::Date>>,
    /// Its address.
    pub url: Option<String>,
    /// A copy kept elsewhere.
    pub archived: Option<Archived>,
    /// Its stored text, against which quotes are held.
    pub text: Option<Spanned<FilePath>>,
    /// Whether it was withdrawn.
    pub retracted: Option<Retracted>,
    /// Markdown for its page.
    pub note: Option<Spanned<Text>>,
    /// Rules that are known not to be kept.
    pub waivers: Vec<Waiver>,
    /// Whether parts of the entry could not be read.
    pub tainted: bool,
}

impl Source {
    /// Returns what is known about people, if it is people.
    pub fn people(&self) -> Option<&People> {
        match &self.kind {
            SourceKind::People(people) => Some(people),
            SourceKind::Work(_) => None,
        }
    }

    /// Tells whether an unknown parent stands behind the source where none is stated: it passes on what others say, or is
    /// a work that does not say how it was obtained. People are where they speak from.
    pub fn passes_on(&self) -> bool {
        match self.obtained {
            Some(Obtained::OtherOutlet | Obtained::Agency | Obtained::SocialPost) => true,
            Some(
                Obtained::OwnReporting
                | Obtained::Interview
                | Obtained::Document
                | Obtained::PublicRecord
                | Obtained::Dataset
                | Obtained::OfficialStatement,
            ) => false,
            None => self.people().is_none(),
        }
    }

    /// Reads an entry of a register of sources.
    pub fn decode(key: &Spanned<String>, node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let before = cx.sink.len();
        let id = decode_key::<SourceId>(key, cx)?;
        let Value::Map(_) = node.value else {
            cx.wrong_type(
                node,
                "the keys of a source",
                "write at least `type: …` for a work or `naming: …` for people",
            );
            return None;
        };
        let naming = entry(node, "naming").and_then(|node| cx.choice(node, Naming::ALL));
        let is_work = entry(node, "type").is_some();
        let fields = match (naming, is_work) {
            (Some(Naming::Unnamed), _) => unnamed_fields(node, cx)?,
            (Some(Naming::Named), false) => cx.fields(node, "a named person", NAMED_KEYS)?,
            (Some(Naming::RoleOnly), false) => cx.fields(node, "a person named by role", ROLE_ONLY_KEYS)?,
            (Some(_), true) => {
                let both = key_span(node, "type").unwrap_or(node.span);
                cx.report(Rule::UnknownKey, both, "a source has `naming` and `type`", "keep `naming` for people or `type` for a work, and make two sources where both are meant");
                return None;
            }
            (None, true) => cx.fields(node, "a work", &[WORK_KEYS, CSL_TEXT].concat())?,
            (None, false) => {
                if entry(node, "naming").is_none() {
                    cx.missing("type", "this source", key.span, "write `type: …` (a CSL type such as `article-newspaper` or `report`) for a work, or `naming: …` for people");
                }
                return None;
            }
        };
        let kind = match naming {
            Some(naming) => SourceKind::People(decode_people(naming, fields, cx)),
            None => SourceKind::Work(decode_work(fields, cx)),
        };
        let actor = fields.get("actor").and_then(|node| decode_id(node, cx));
        if naming == Some(Naming::Named) && actor.is_none() && fields.get("actor").is_none() {
            cx.missing(
                "actor",
                "this named source",
                key.span,
                "write `actor: …` with the id of the person in the register of actors",
            );
        }
        let source = Self {
            entry: whole(key, node, cx),
            kind,
            title: fields.get("title").and_then(|node| text::decode(node, cx)),
            actor,
            publisher: fields.get("publisher").and_then(|node| decode_id(node, cx)),
            obtained: fields.get("obtained").and_then(|node| cx.choice(node, Obtained::ALL)),
            derived_from: fields
                .get("derived_from")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_parent(node, cx))),
            ground_rules: decode_ground_rules(fields, cx),
            issued: fields.get("issued").and_then(|node| date::decode(node, cx)),
            accessed: fields.get("accessed").and_then(|node| date::decode_day(node, cx)),
            url: fields.get("url").and_then(|node| decode_url(node, cx)).map(|url| url.value),
            archived: fields.get("archived").and_then(|node| decode_archived(node, cx)),
            text: fields.get("text").and_then(|node| decode_text_path(node, cx)),
            retracted: fields.get("retracted").and_then(|node| decode_retracted(node, cx)),
            note: fields.get("note").and_then(|node| text::decode_spanned(node, cx)),
            waivers: fields.get("waive").map_or_else(Vec::new, |node| decode_waivers(node, cx)),
            tainted: cx.sink.len() > before,
            id,
        };
        Some(source)
    }
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
}

fn key_span(node: &Node, key: &str) -> Option<Span> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(name, _)| name.value == key).map(|(name, _)| name.span)
}

/// Opens an unnamed source: what is not on the allow-list could give the person away.
fn unnamed_fields<'n>(node: &'n Node, cx: &mut Cx<'_>) -> Option<Fields<'n>> {
    let Value::Map(entries) = &node.value else { return None };
    for (key, _) in entries {
        if !UNNAMED_KEYS.contains(&key.value.as_str()) {
            cx.report(
                Rule::UnnamedIdentity,
                key.span,
                format!("`{}` stands on a source that is not named", key.value),
                did_you_mean(
                    &key.value.replace('-', "_"),
                    UNNAMED_KEYS.iter().copied(),
                    format!(
                        "remove it: this file is public; an unnamed source takes only {}",
                        crate::yaml::list_of(UNNAMED_KEYS.iter().copied())
                    ),
                ),
            );
        }
    }
    let mut quiet = crate::diagnostic::Sink::default();
    let mut inner = Cx { file: cx.file, sink: &mut quiet };
    inner.fields(node, "an unnamed source", UNNAMED_KEYS)
}

fn decode_people(naming: Naming, fields: Fields<'_>, cx: &mut Cx<'_>) -> People {
    People {
        naming,
        described_as: fields
            .get("described_as")
            .and_then(|node| Some(Spanned::new(text::decode(node, cx)?, node.span))),
        affiliation: fields.get("affiliation").and_then(|node| decode_id(node, cx)),
        count: fields.get("count").and_then(|node| decode_count(node, cx)),
        how_they_know: fields.get("how_they_know").and_then(|node| stated(node, cx)).map(|text| text.value),
        why_unnamed: fields.get("why_unnamed").and_then(|node| stated(node, cx)),
        motive: fields.get("motive").and_then(|node| stated(node, cx)).map(|text| text.value),
    }
}

/// Reads text where `not-stated` may stand.
fn stated(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Text>> {
    match &node.value {
        Value::Scalar(text) if matches!(text.trim(), "not-stated" | "not stated" | "unknown") => None,
        _ => text::decode(node, cx).map(|text| Spanned::new(text, node.span)),
    }
}

fn decode_count(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Count>> {
    cx.parsed(node, Rule::WrongType, "write a number from 1 on, or `not-stated`", |text| match text {
        "not-stated" => Ok(Count::NotStated),
        _ => match text.parse() {
            Ok(number) if number >= 1 => Ok(Count::Number(number)),
            _ => Err(format!("expected a number of people or `not-stated`, found `{text}`")),
        },
    })
}

fn decode_ground_rules(fields: Fields<'_>, cx: &mut Cx<'_>) -> GroundRules {
    let Some(node) = fields.get("ground_rules") else { return GroundRules::OnRecord };
    let rules = cx.choice(node, GroundRules::ALL).unwrap_or(GroundRules::OnRecord);
    if rules == GroundRules::OffRecord {
        cx.report(Rule::OffRecord, node.span, "this source spoke off the record", "remove the source and what rests on it: these files are public, and what is off the record must not be published");
    }
    rules
}

fn decode_work(fields: Fields<'_>, cx: &mut Cx<'_>) -> Work {
    let types: Vec<(&str, &str)> = CSL_TYPES.iter().map(|word| (*word, *word)).collect();
    Work {
        csl_type: fields
            .get("type")
            .and_then(|node| cx.choice(node, &types))
            .unwrap_or("document")
            .to_owned(),
        authors: fields
            .get("author")
            .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_author(node, cx))),
        container_title: fields.get("container-title").and_then(|node| text::decode(node, cx)),
        fields: fields
            .keys()
            .filter(|key| CSL_TEXT.contains(&key.value.as_str()))
            .filter_map(|key| Some((key.value.clone(), cx.text(fields.get(&key.value)?)?.value)))
            .collect(),
    }
}

/// Reads a CSL name: text, `{literal}` or `{family, given}`.
fn decode_author(node: &Node, cx: &mut Cx<'_>) -> Option<String> {
    if let Value::Scalar(name) = &node.value {
        return Some(name.clone());
    }
    let fields = cx.fields(
        node,
        "a name",
        &["family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle"],
    )?;
    let parts: Vec<String> =
        ["literal", "given", "dropping-particle", "non-dropping-particle", "family", "suffix"]
            .iter()
            .filter_map(|key| Some(cx.text(fields.get(key)?)?.value))
            .collect();
    if parts.is_empty() {
        cx.missing("family", "this name", node.span, "write `{family: …, given: …}` or `{literal: …}`");
        return None;
    }
    Some(parts.join(" "))
}

fn decode_parent(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Parent>> {
    match &node.value {
        Value::Scalar(text) if text == "unknown" => Some(Spanned::new(Parent::Unknown, node.span)),
        Value::Scalar(text) if text == "itself" => Some(Spanned::new(Parent::Itself, node.span)),
        _ => decode_id(node, cx).map(|id| id.map(Parent::Source)),
    }
}

fn decode_archived(node: &Node, cx: &mut Cx<'_>) -> Option<Archived> {
    let fields = cx.fields(node, "an archived copy", &["url", "date", "sha256"])?;
    let Some(url) = fields.get("url") else {
        cx.missing("url", "this archived copy", node.span, "write the address of the copy");
        return None;
    };
    Some(Archived {
        url: decode_url(url, cx)?.value,
        date: fields.get("date").and_then(|node| date::decode_day(node, cx)),
        sha256: fields
            .get("sha256")
            .and_then(|node| {
                cx.parsed(
                    node,
                    Rule::UnknownValue,
                    "write the 64 hexadecimal digits of the SHA-256",
                    |text| {
                        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
                            Ok(text.to_ascii_lowercase())
                        } else {
                            Err("this is not a SHA-256".to_owned())
                        }
                    },
                )
            })
            .map(|hash| hash.value),
    })
}

fn decode_retracted(node: &Node, cx: &mut Cx<'_>) -> Option<Retracted> {
    let fields = cx.fields(node, "a retraction", &["date", "why", "url"])?;
    Some(Retracted {
        date: fields.get("date").and_then(|node| date::decode(node, cx)),
        why: fields.get("why").and_then(|node| text::decode(node, cx)),
        url: fields.get("url").and_then(|node| decode_url(node, cx)).map(|url| url.value),
    })
}

/// Reads the path of a stored text, relative to the register's own file.
fn decode_text_path(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<FilePath>> {
    let file = cx.file.path.clone();
    cx.parsed(
        node,
        Rule::OutsideTree,
        "write a path below the site's folder, relative to this file",
        |text| file.sibling(text).ok_or_else(|| format!("`{text}` leads out of the site's folder")),
    )
}
