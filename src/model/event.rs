//! Events on the timeline of the actors, and corrections.

use crate::files::Spanned;
use crate::model::claim::{ClaimRef, decode_ref};
use crate::model::date::{self, Edge, Moment, Timing};
use crate::model::text::{self, Text};
use crate::model::{ActorId, EventId, choices, decode_id, decode_key};
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value};

choices! {
    /// How far an event is known to have taken place.
    EventKind {
        /// It took place.
        Happened "happened",
        /// Somebody said something.
        Said "said",
        /// It is planned.
        Scheduled "scheduled",
        /// It is said to have taken place.
        Alleged "alleged",
        /// It was expected or reported, and did not take place.
        DidNotHappen "did-not-happen",
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Spanned<EventId>,
    /// What happened, in a line.
    pub title: Text,
    /// When.
    pub timing: Timing,
    /// How far it is known to have taken place.
    pub kind: EventKind,
    /// Who took part, and as what.
    pub actors: Vec<(Spanned<ActorId>, Option<Text>)>,
    /// The claims it rests on.
    pub claims: Vec<Spanned<ClaimRef>>,
    /// Where.
    pub place: Option<Text>,
}

impl Event {
    /// Reads an entry of a map of events.
    pub fn decode(key: &Spanned<String>, node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let id = decode_key::<EventId>(key, cx)?;
        let fields = cx.fields(
            node,
            "an event",
            &["title", "date", "not_before", "not_after", "kind", "actors", "claims", "place"],
        )?;
        let title = match fields.get("title") {
            Some(node) => text::decode(node, cx),
            None => {
                cx.missing("title", "this event", key.span, "write `title: …`, what happened in a line");
                None
            }
        };
        let read = |key: &str, cx: &mut Cx<'_>| {
            fields.get(key).and_then(|node| date::decode(node, cx)).map(|date| date.value)
        };
        let (at, from, to) = (read("date", cx), read("not_before", cx), read("not_after", cx));
        if let (Some(_), Some((key, _))) =
            (fields.get("date"), fields.entry("not_before").or(fields.entry("not_after")))
        {
            cx.report(
                Rule::UnknownKey,
                key.span,
                format!("this event has both `date` and `{}`", key.value),
                "keep `date`, or `not_before` and `not_after` where \"some time between\" is meant",
            );
        }
        if let (Some(from), Some(to), Some(node)) = (&from, &to, fields.get("not_after"))
            && from.earliest() > to.latest()
        {
            cx.report(
                Rule::InvalidDate,
                node.span,
                "`not_after` lies before `not_before`",
                "exchange the two, or correct one",
            );
        }
        for (limit, key, is_open) in [
            (&from, "not_before", from.as_ref().is_some_and(|date| date.earliest() == Edge::Past)),
            (&to, "not_after", to.as_ref().is_some_and(|date| date.latest() == Edge::Future)),
        ] {
            if let (Some(_), true, Some(node)) = (limit, is_open, fields.get(key)) {
                cx.report(
                    Rule::InvalidDate,
                    node.span,
                    format!("this `{key}` is open, so it limits nothing"),
                    "write a day, a month or a year, or remove the key",
                );
            }
        }
        let timing = match (at, from, to) {
            (Some(date), _, _) => Timing::At(date),
            (None, None, None) => Timing::Unknown,
            (None, from, to) => Timing::Between(from, to),
        };
        Some(Self {
            title: title.unwrap_or_else(|| Text::One(id.value.as_str().to_owned())),
            timing,
            kind: fields
                .get("kind")
                .and_then(|node| cx.choice(node, EventKind::ALL))
                .unwrap_or(EventKind::Happened),
            actors: fields.get("actors").map_or_else(Vec::new, |node| decode_actors(node, cx)),
            claims: fields
                .get("claims")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_ref(node, cx))),
            place: fields.get("place").and_then(|node| text::decode(node, cx)),
            id,
        })
    }
}

/// Reads `{actor: part, …}`, or a list of actors.
fn decode_actors(node: &Node, cx: &mut Cx<'_>) -> Vec<(Spanned<ActorId>, Option<Text>)> {
    let Value::Map(entries) = &node.value else {
        return cx.list(node, |cx, node| Some((decode_id(node, cx)?, None)));
    };
    entries
        .iter()
        .filter_map(|(key, value)| {
            let id = decode_key(key, cx)?;
            let part = if value.value == Value::Null { None } else { text::decode(value, cx) };
            Some((id, part))
        })
        .collect()
}

choices! {
    /// What sort of correction it is.
    CorrectionKind {
        /// Something was wrong.
        Correction "correction",
        /// Something was unclear.
        Clarification "clarification",
        /// Something is new.
        Update "update",
        /// Something is withdrawn.
        Retraction "retraction",
        /// The editors remark on something.
        EditorsNote "editors-note",
    }
}

/// A correction of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was made.
    pub date: Spanned<Moment>,
    /// What sort it is.
    pub kind: CorrectionKind,
    /// What the article said.
    pub was: Option<Text>,
    /// What it says now.
    pub now: Option<Text>,
    /// Why.
    pub why: Option<Text>,
    /// The claims it concerns.
    pub claims: Vec<Spanned<ClaimRef>>,
}

impl Correction {
    /// Reads an item of `corrections`.
    pub fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let fields = cx.fields(node, "a correction", &["date", "kind", "was", "now", "why", "claims"])?;
        let text = |key: &str, cx: &mut Cx<'_>| fields.get(key).and_then(|node| text::decode(node, cx));
        let (was, now, why) = (text("was", cx), text("now", cx), text("why", cx));
        let claims =
            fields.get("claims").map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_ref(node, cx)));
        for key in ["date", "kind"] {
            if fields.get(key).is_none() {
                cx.missing(
                    key,
                    "this correction",
                    node.span,
                    "write `date: …` and `kind: …`, for example `kind: correction`",
                );
            }
        }
        let date = fields.get("date").and_then(|node| date::decode_moment(node, cx));
        let kind = fields.get("kind").and_then(|node| cx.choice(node, CorrectionKind::ALL));
        Some(Self { date: date?, kind: kind?, was, now, why, claims })
    }
}
