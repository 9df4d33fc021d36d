//! Which actors and sources there are, by id, and what is said of an id that names none.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Sink, did_you_mean};
use crate::files::{Span, Spanned};
use crate::model::{ActorId, SourceId};
use crate::parse::Known;
use crate::rules::Rule;
use crate::site::{ActorIx, SourceIx};

/// The ids of the registers.
pub(super) struct Ids {
    pub(super) actors: HashMap<ActorId, ActorIx>,
    pub(super) sources: HashMap<SourceId, SourceIx>,
    /// Which registers were read whole; where one was not, no name in it is missing.
    pub(super) known: Known,
}

impl Ids {
    /// Looks up an actor; a missing one is reported.
    pub(super) fn actor(&self, id: &Spanned<ActorId>, sink: &mut Sink) -> Option<ActorIx> {
        self.actor_named(id.value.as_str(), id.span, sink)
    }

    /// Looks up a source; a missing one is reported.
    pub(super) fn source(&self, id: &Spanned<SourceId>, sink: &mut Sink) -> Option<SourceIx> {
        self.source_named(id.value.as_str(), id.span, sink)
    }

    /// Looks up an actor by what may be an id; a missing one is reported.
    pub(super) fn actor_named(&self, id: &str, span: Span, sink: &mut Sink) -> Option<ActorIx> {
        let found = id.parse().ok().and_then(|id| self.actors.get(&id)).copied();
        if found.is_none() && self.known.actors {
            let ids = self.actors.keys().map(ActorId::as_str);
            sink.push(self.missing(Rule::MissingActor, Kind::Actor, id, span, ids));
        }
        found
    }

    /// Looks up a source by what may be an id; a missing one is reported.
    pub(super) fn source_named(&self, id: &str, span: Span, sink: &mut Sink) -> Option<SourceIx> {
        let found = id.parse().ok().and_then(|id| self.sources.get(&id)).copied();
        if found.is_none() && self.known.sources {
            let ids = self.sources.keys().map(SourceId::as_str);
            sink.push(self.missing(Rule::MissingSource, Kind::Source, id, span, ids));
        }
        found
    }

    fn missing<'a>(
        &self,
        rule: Rule,
        kind: Kind,
        id: &str,
        span: Span,
        ids: impl Iterator<Item = &'a str>,
    ) -> Diagnostic {
        let what = kind.as_str();
        let help = self.says_what_it_names(id).unwrap_or_else(|| {
            did_you_mean(id, ids, format!("add `{id}` to `content/{what}s.yaml`, or correct the id"))
        });
        Diagnostic::new(rule, span, format!("there is no {what} `{id}`"), help)
    }

    /// Says what an id names in the registers, for an editor who looked for something of another kind.
    pub(super) fn says_what_it_names(&self, id: &str) -> Option<String> {
        let is_actor = id.parse().is_ok_and(|id| self.actors.contains_key(&id));
        let is_source = id.parse().is_ok_and(|id| self.sources.contains_key(&id));
        let kind = if is_actor { Some(Kind::Actor) } else { is_source.then_some(Kind::Source) };
        kind.map(|kind| kind.help(id))
    }
}

/// What an id can name.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Actor,
    Source,
    Claim,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Source => "source",
            Self::Claim => "claim",
        }
    }

    /// Says that an id is one of this kind, and how the text names it.
    pub(super) fn help(self, id: &str) -> String {
        let (article, kind) = (if matches!(self, Self::Actor) { "an" } else { "a" }, self.as_str());
        format!("`{id}` is the id of {article} {kind}; the text names it as `[words]({kind}:{id})`")
    }
}
