//! Actors and sources: numbers, references between them, and the graph of origins.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::files::{Files, Span, Spanned};
use crate::model::actor::Actor;
use crate::model::source::{GroundRules, Naming, Obtained, Parent, Source, SourceKind};
use crate::model::{ActorId, SourceId};
use crate::origins::{Graph, Node};
use crate::parse::Known;
use crate::paths::OutputPath;
use crate::rules::Rule;
use crate::site::{ActorEntry, ActorIx, SourceEntry, SourceIx};

use super::ids::Ids;

/// The registers with their numbers.
pub(super) struct Register {
    pub(super) actors: Vec<ActorEntry>,
    pub(super) sources: Vec<SourceEntry>,
    pub(super) graph: Graph,
    pub(super) ids: Ids,
}

/// Reports a second entry with an id that is taken.
pub(super) fn duplicate(what: &str, id: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        Rule::DuplicateId,
        span,
        format!("there are two {what}s with the id `{id}`"),
        "give one of them another id, or join them",
    )
    .label(first, "first here")
}

/// Numbers actors and sources by id and follows the references between them.
pub(super) fn build(
    mut actors: Vec<Actor>,
    mut sources: Vec<Source>,
    known: Known,
    files: &Files,
    sink: &mut Sink,
) -> Register {
    let order = |span: Span| (files.get(span.file).path.clone(), span.start);
    actors.sort_by_cached_key(|actor| (actor.id.value.clone(), order(actor.id.span)));
    sources.sort_by_cached_key(|source| (source.id.value.clone(), order(source.id.span)));
    actors.dedup_by(|again, first| {
        let same = again.id.value == first.id.value;
        if same {
            sink.push(duplicate("actor", again.id.value.as_str(), again.id.span, first.id.span));
        }
        same
    });
    sources.dedup_by(|again, first| {
        let same = again.id.value == first.id.value;
        if same {
            sink.push(duplicate("source", again.id.value.as_str(), again.id.span, first.id.span));
        }
        same
    });
    let mut register = Register {
        ids: Ids {
            actors: actors.iter().enumerate().map(|(ix, actor)| (actor.id.value.clone(), ix)).collect(),
            sources: sources.iter().enumerate().map(|(ix, source)| (source.id.value.clone(), ix)).collect(),
            known,
        },
        actors: Vec::new(),
        sources: Vec::new(),
        graph: Graph::default(),
    };
    let entries: Vec<ActorEntry> =
        actors.into_iter().map(|actor| actor_entry(actor, &register, sink)).collect();
    register.actors = entries;
    for ix in 0..register.actors.len() {
        if let Some(whole) = register.actors[ix].part_of {
            register.actors[whole].parts.push(ix);
        }
    }
    let entries: Vec<SourceEntry> =
        sources.into_iter().map(|source| source_entry(source, &register, sink)).collect();
    register.sources = entries;
    for ix in 0..register.sources.len() {
        for parent in register.sources[ix].parents.clone() {
            register.sources[parent].children.push(ix);
        }
        let entry = &register.sources[ix];
        let speakers: BTreeSet<ActorIx> = [entry.actor, entry.publisher].into_iter().flatten().collect();
        for actor in speakers {
            register.actors[actor].sources.push(ix);
        }
    }
    register.graph = Graph::new(register.sources.iter().map(node).collect());
    register
}

fn actor_entry(actor: Actor, register: &Register, sink: &mut Sink) -> ActorEntry {
    let part_of = actor.part_of.as_ref().and_then(|id| register.ids.actor(id, sink));
    let part_of = part_of.filter(|whole| {
        let is_itself = register.ids.actors.get(&actor.id.value) == Some(whole);
        if let (true, Some(id)) = (is_itself, &actor.part_of) {
            sink.push(Diagnostic::new(
                Rule::UnknownValue,
                id.span,
                format!("`{}` is said to be part of itself", id.value),
                "name the body that it belongs to, or remove the key",
            ));
        }
        !is_itself
    });
    let role_of =
        actor.roles.iter().map(|role| role.of.as_ref().and_then(|id| register.ids.actor(id, sink))).collect();
    ActorEntry {
        output: OutputPath::page(&format!("actors/{}", actor.id.value)),
        part_of,
        parts: Vec::new(),
        role_of,
        profile: None,
        claims_by: Vec::new(),
        claims_about: Vec::new(),
        sources: Vec::new(),
        events: Vec::new(),
        actor,
    }
}

fn source_entry(source: Source, register: &Register, sink: &mut Sink) -> SourceEntry {
    let actor = |id: &Option<Spanned<ActorId>>, sink: &mut Sink| {
        id.as_ref().and_then(|id| register.ids.actor(id, sink))
    };
    let affiliation = source.people().map(|people| people.affiliation.clone());
    let parents: BTreeSet<SourceIx> = source
        .derived_from
        .iter()
        .filter_map(|parent| match &parent.value {
            Parent::Source(id) => {
                let found = register.ids.source(&Spanned::new(id.clone(), parent.span), sink);
                if found.is_none()
                    && register.ids.known.sources
                    && nearest(id.as_str(), ["unknown", "itself"]).is_some()
                {
                    sink.advise("; or did you mean `unknown` or `itself`?");
                }
                found
            }
            Parent::Unknown | Parent::Itself => None,
        })
        .collect();
    SourceEntry {
        output: OutputPath::page(&format!("sources/{}", source.id.value)),
        actor: actor(&source.actor, sink),
        publisher: actor(&source.publisher, sink),
        affiliation: affiliation.and_then(|id| actor(&id, sink)),
        parents: parents.into_iter().collect(),
        children: Vec::new(),
        claims: Vec::new(),
        note_links: Vec::new(),
        source,
    }
}

/// Says what a source contributes to the graph of origins (DESIGN, section 3).
fn node(entry: &SourceEntry) -> Node {
    let source = &entry.source;
    let says_itself = source.derived_from.iter().any(|parent| parent.value == Parent::Itself);
    let says_unknown = source.derived_from.iter().any(|parent| parent.value == Parent::Unknown);
    // A parent whose name is missing is a parent all the same, one that is not known.
    let named_parents: BTreeSet<&SourceId> = source
        .derived_from
        .iter()
        .filter_map(|parent| match &parent.value {
            Parent::Source(id) => Some(id),
            Parent::Unknown | Parent::Itself => None,
        })
        .collect();
    let nothing_said = source.derived_from.is_empty();
    let passes_on = source.passes_on();
    let speakers: BTreeSet<ActorIx> = [entry.actor, entry.publisher].into_iter().flatten().collect();
    let is_named = match &source.kind {
        SourceKind::People(people) => match people.naming {
            Naming::Named => true,
            Naming::RoleOnly => source.ground_rules == GroundRules::OnRecord && people.affiliation.is_some(),
            Naming::Unnamed => false,
        },
        SourceKind::Work(work) => match source.obtained {
            Some(
                Obtained::Document | Obtained::PublicRecord | Obtained::Dataset | Obtained::OwnReporting,
            ) => true,
            Some(Obtained::OfficialStatement | Obtained::Interview | Obtained::SocialPost) => {
                source.actor.is_some() || source.publisher.is_some()
            }
            // An outlet can be its own origin where readers are told which outlet, or whose work it is.
            Some(Obtained::OtherOutlet | Obtained::Agency) | None => {
                says_itself && (entry.actor.is_some() || entry.publisher.is_some() || work.is_attributed())
            }
        },
    };
    let speaks_for_itself =
        matches!(source.obtained, Some(Obtained::OfficialStatement | Obtained::Interview))
            || source.people().is_some_and(|people| people.naming == Naming::Named);
    Node {
        parents: entry.parents.clone(),
        is_origin: says_itself || nothing_said && !passes_on,
        has_unknown: says_unknown || nothing_said && passes_on || named_parents.len() > entry.parents.len(),
        is_named,
        is_retracted: source.retracted.is_some(),
        speakers,
        is_record: matches!(
            source.obtained,
            Some(Obtained::PublicRecord | Obtained::Document | Obtained::Dataset)
        ),
        // Where a speaker is stated, the publisher only passes the words on.
        words_of: speaks_for_itself.then(|| entry.actor.or(entry.publisher)).flatten(),
        is_own_reporting: source.obtained == Some(Obtained::OwnReporting),
    }
}
