//! Claims and their citations: what an editor writes about a claim. Its status is derived, see `origins`.

use jiff::civil;

use crate::files::{Span, Spanned};
use crate::model::date::{self, Date};
use crate::model::text::{self, Lang, Text};
use crate::model::{
    ActorId, ClaimId, ID_HELP, SourceId, Waiver, choices, decode_id, decode_key, decode_waivers, whole,
};
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value};

choices! {
    /// What sort of claim it is; none means a plain fact.
    ClaimKind {
        /// Something happened.
        Event "event",
        /// Somebody says or holds something.
        Statement "statement",
        /// Somebody's words.
        Quotation "quotation",
        /// A number.
        Quantity "quantity",
        /// One thing leads to another.
        Causal "causal",
        /// What a law or an agreement says.
        Rule "rule",
        /// How things stand.
        Background "background",
        /// How something or somebody is described.
        Characterisation "characterisation",
        /// What will be.
        Prediction "prediction",
        /// That something never or nowhere is.
        Absence "absence",
        /// What somebody thinks.
        Opinion "opinion",
    }
}

impl ClaimKind {
    /// Tells whether sources can only show whose view it is, not that it is so.
    pub fn is_view(self) -> bool {
        matches!(self, Self::Characterisation | Self::Prediction | Self::Opinion)
    }
}

choices! {
    /// How a source bears on a claim (names as in CiTO).
    Rel {
        /// It says so.
        Supports "supports",
        /// It says so, on its own footing.
        Confirms "confirms",
        /// It says otherwise.
        Disputes "disputes",
        /// It shows otherwise.
        Refutes "refutes",
        /// It narrows the claim.
        Qualifies "qualifies",
        /// It gives context.
        Background "background",
    }
}

impl Rel {
    /// Tells whether the citation supports the claim.
    pub fn supports(self) -> bool {
        matches!(self, Self::Supports | Self::Confirms)
    }

    /// Tells whether the citation speaks against the claim.
    pub fn opposes(self) -> bool {
        matches!(self, Self::Disputes | Self::Refutes)
    }
}

choices! {
    /// How near the source was (BBC: first-hand sources first).
    Directness {
        /// It saw it.
        Witnessed "witnessed",
        /// It took part or holds the original.
        Firsthand "firsthand",
        /// It was told.
        Secondhand "secondhand",
        /// Not known.
        Unknown "unknown",
    }
}

choices! {
    /// How sure the desk is (words of ICD 203).
    Confidence {
        /// Sure.
        High "high",
        /// Fairly sure.
        Moderate "moderate",
        /// Not sure.
        Low "low",
        /// Not assessed.
        NotAssessed "not-assessed",
    }
}

choices! {
    /// How likely a prediction is (words and bands of ICD 203).
    Likelihood {
        /// 1 to 5 %.
        AlmostNoChance "almost-no-chance",
        /// 5 to 20 %.
        VeryUnlikely "very-unlikely",
        /// 20 to 45 %.
        Unlikely "unlikely",
        /// 45 to 55 %.
        RoughlyEven "roughly-even",
        /// 55 to 80 %.
        Likely "likely",
        /// 80 to 95 %.
        VeryLikely "very-likely",
        /// 95 to 99 %.
        AlmostCertain "almost-certain",
    }
}

/// A source's exact words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub exact: Spanned<String>,
    /// Their language, when it is not the article's.
    pub lang: Option<Lang>,
    /// The words in the article's language.
    pub translation: Option<Text>,
}

/// One source of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The source.
    pub source: Spanned<SourceId>,
    /// How it bears on the claim.
    pub rel: Rel,
    /// How near the source was.
    pub directness: Directness,
    /// Where in the source.
    pub locator: Option<String>,
    /// Its words.
    pub quote: Option<Quote>,
}

/// The name of a claim as it is written: `id`, or `article/id` for another article's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRef {
    /// The article's path under `content/`, without extension, `/index` and language.
    pub article: Option<String>,
    /// The claim's id.
    pub id: ClaimId,
}

impl std::str::FromStr for ClaimRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (article, id) = match text.rsplit_once('/') {
            Some((article, id)) => (Some(article.trim_matches('/').to_owned()), id),
            None => (None, text),
        };
        Ok(Self { article: article.filter(|article| !article.is_empty()), id: id.parse()? })
    }
}

impl std::fmt::Display for ClaimRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.article {
            Some(article) => write!(f, "{article}/{}", self.id),
            None => self.id.fmt(f),
        }
    }
}

/// Reads the name of a claim.
pub fn decode_ref(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<ClaimRef>> {
    cx.parsed(node, Rule::InvalidId, ID_HELP, str::parse)
}

/// What the editor says about sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cited {
    /// Nothing: the article's `default_source` applies, if it has one.
    NotStated,
    /// These; an empty list means that the claim is known to have none.
    Stated(Vec<Citation>),
}

/// A claim as the editor wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: Spanned<ClaimId>,
    /// Where its whole entry stands.
    pub entry: Span,
    /// The claim as a sentence of its own; the first marked words stand in for it.
    pub says: Option<Text>,
    /// What sort of claim it is.
    pub kind: Option<ClaimKind>,
    /// Who makes it or carries it out.
    pub by: Vec<Spanned<ActorId>>,
    /// Whom it concerns.
    pub about: Vec<Spanned<ActorId>>,
    /// When what it says took place.
    pub date: Option<Spanned<Date>>,
    /// Its sources.
    pub cited: Cited,
    /// How sure the desk is.
    pub confidence: Confidence,
    /// Why the desk is that sure.
    pub why: Option<Text>,
    /// How likely it is, for predictions.
    pub likelihood: Option<Likelihood>,
    /// What is not known.
    pub unknown: Option<Text>,
    /// Claims that cannot be true together with it.
    pub contradicts: Vec<Spanned<ClaimRef>>,
    /// Older claims that it takes the place of.
    pub updates: Vec<Spanned<ClaimRef>>,
    /// When the desk last checked it.
    pub checked: Option<Spanned<civil::Date>>,
    /// When the desk is to look again.
    pub review_by: Option<Spanned<civil::Date>>,
    /// Markdown for the note.
    pub note: Option<Spanned<Text>>,
    /// Rules that are known not to be kept.
    pub waivers: Vec<Waiver>,
    /// Whether the editors withdrew it, and where they say so.
    pub retracted: Option<Span>,
    /// Whether parts of the entry could not be read.
    pub tainted: bool,
}

const KEYS: &[&str] = &[
    "says",
    "kind",
    "by",
    "about",
    "date",
    "sources",
    "confidence",
    "why",
    "likelihood",
    "unknown",
    "contradicts",
    "updates",
    "checked",
    "review_by",
    "note",
    "waive",
    "state",
];

impl Claim {
    /// Makes a claim of which only its sources are known.
    pub fn bare(id: Spanned<ClaimId>, cited: Cited) -> Self {
        Self {
            entry: id.span,
            id,
            says: None,
            kind: None,
            by: Vec::new(),
            about: Vec::new(),
            date: None,
            cited,
            confidence: Confidence::NotAssessed,
            why: None,
            likelihood: None,
            unknown: None,
            contradicts: Vec::new(),
            updates: Vec::new(),
            checked: None,
            review_by: None,
            note: None,
            waivers: Vec::new(),
            retracted: None,
            tainted: false,
        }
    }

    /// Reads an entry of a map of claims, in its short, list or long form.
    pub fn decode(key: &Spanned<String>, node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let before = cx.sink.len();
        let id = decode_key::<ClaimId>(key, cx)?;
        let mut claim = match &node.value {
            Value::Null => Self::bare(id, Cited::Stated(Vec::new())),
            Value::Scalar(_) | Value::List(_) => {
                let citations = cx.list(node, |cx, node| decode_citation(node, cx));
                Self::bare(id, Cited::Stated(citations))
            }
            Value::Map(_) => Self::decode_long(id, node, cx)?,
        };
        claim.tainted = cx.sink.len() > before;
        claim.entry = whole(key, node, cx);
        Some(claim)
    }

    fn decode_long(id: Spanned<ClaimId>, node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let fields = cx.fields(node, "a claim", KEYS)?;
        let cited = match fields.entry("sources") {
            None => Cited::NotStated,
            Some((_, node)) => Cited::Stated(cx.list(node, |cx, node| decode_citation(node, cx))),
        };
        let actors = |key: &str, cx: &mut Cx<'_>| {
            fields.get(key).map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_id(node, cx)))
        };
        let claims = |key: &str, cx: &mut Cx<'_>| {
            fields.get(key).map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_ref(node, cx)))
        };
        let text = |key: &str, cx: &mut Cx<'_>| fields.get(key).and_then(|node| text::decode(node, cx));
        Some(Self {
            says: text("says", cx),
            kind: fields.get("kind").and_then(|node| cx.choice(node, ClaimKind::ALL)),
            by: actors("by", cx),
            about: actors("about", cx),
            date: fields.get("date").and_then(|node| date::decode(node, cx)),
            confidence: fields
                .get("confidence")
                .and_then(|node| cx.choice(node, Confidence::ALL))
                .unwrap_or(Confidence::NotAssessed),
            why: text("why", cx),
            likelihood: fields.get("likelihood").and_then(|node| cx.choice(node, Likelihood::ALL)),
            unknown: text("unknown", cx),
            contradicts: claims("contradicts", cx),
            updates: claims("updates", cx),
            checked: fields.get("checked").and_then(|node| date::decode_day(node, cx)),
            review_by: fields.get("review_by").and_then(|node| date::decode_day(node, cx)),
            note: fields.get("note").and_then(|node| text::decode_spanned(node, cx)),
            waivers: fields.get("waive").map_or_else(Vec::new, |node| decode_waivers(node, cx)),
            retracted: fields.get("state").and_then(|node| cx.choice(node, &[("retracted", node.span)])),
            ..Self::bare(id, cited)
        })
    }
}

fn decode_citation(node: &Node, cx: &mut Cx<'_>) -> Option<Citation> {
    if let Value::Scalar(_) = node.value {
        let source = decode_id(node, cx)?;
        return Some(Citation {
            source,
            rel: Rel::Supports,
            directness: Directness::Unknown,
            locator: None,
            quote: None,
        });
    }
    let fields = cx.fields(node, "a citation", &["source", "rel", "directness", "locator", "quote"])?;
    let rel = fields.get("rel").map_or(Some(Rel::Supports), |node| cx.choice(node, Rel::ALL));
    let directness = fields
        .get("directness")
        .and_then(|node| cx.choice(node, Directness::ALL))
        .unwrap_or(Directness::Unknown);
    let locator = fields.get("locator").and_then(|node| cx.text(node)).map(|text| text.value);
    let quote = fields.get("quote").and_then(|node| decode_quote(node, cx));
    let Some(source) = fields.get("source") else {
        cx.missing("source", "this citation", node.span, "write `source: …` with the id of a source");
        return None;
    };
    // A citation whose `rel` cannot be read must not count as support.
    Some(Citation {
        source: decode_id(source, cx)?,
        rel: rel.unwrap_or(Rel::Background),
        directness,
        locator,
        quote,
    })
}

fn decode_quote(node: &Node, cx: &mut Cx<'_>) -> Option<Quote> {
    if let Value::Scalar(_) = node.value {
        return Some(Quote { exact: cx.text(node)?, lang: None, translation: None });
    }
    let fields = cx.fields(node, "a quote", &["exact", "lang", "translation"])?;
    let lang = fields.get("lang").and_then(|node| text::decode_lang(node, cx)).map(|lang| lang.value);
    let translation = fields.get("translation").and_then(|node| text::decode(node, cx));
    let Some(exact) = fields.get("exact") else {
        cx.missing("exact", "this quote", node.span, "write `exact: …` with the source's own words");
        return None;
    };
    Some(Quote { exact: cx.text(exact)?, lang, translation })
}
