//! Every rule of sourcing, each on the smallest site that shows it, then what must hold for any site.
//!
//! Sites are written as editors write them: names instead of numbers, `unknown` and `itself` among the parents.

mod chains;
mod evidence;
mod laws;
mod routes;
mod standing;

use std::collections::BTreeSet;

use super::{Cite, Evidence, Facts, Graph, Node, SourceIx, Sourcing, sourcing};

/// A source before its names are looked up.
struct Source {
    name: String,
    from: String,
    by: String,
    node: Node,
    retells: bool,
    /// Whether it is the own words of the first of `by`.
    speaks: bool,
}

fn source(name: &str, node: Node) -> Source {
    Source {
        name: name.to_owned(),
        from: String::new(),
        by: String::new(),
        node,
        retells: false,
        speaks: false,
    }
}

/// A person with a name, who speaks for themselves.
fn named(name: &str) -> Source {
    Source { speaks: true, ..source(name, Node { is_named: true, ..Node::default() }) }
}

/// People without a name.
fn unnamed(name: &str) -> Source {
    source(name, Node::default())
}

/// A public record, document or dataset.
fn record(name: &str) -> Source {
    source(name, Node { is_named: true, is_record: true, ..Node::default() })
}

/// The newsroom's own reporting.
fn own_reporting(name: &str) -> Source {
    source(name, Node { is_named: true, is_own_reporting: true, ..Node::default() })
}

/// Another outlet's report: from `unknown` when nothing is said, and named where it is its own origin.
fn outlet(name: &str) -> Source {
    Source { retells: true, ..source(name, Node { is_named: true, ..Node::default() }) }
}

impl Source {
    /// What it derives from: names, `unknown`, `itself`.
    fn from(self, parents: &str) -> Self {
        Self { from: parents.to_owned(), ..self }
    }

    /// Its speaker and its publisher.
    fn by(self, actors: &str) -> Self {
        Self { by: actors.to_owned(), ..self }
    }

    fn retracted(mut self) -> Self {
        self.node.is_retracted = true;
        self
    }
}

/// A site's sources.
struct World {
    names: Vec<String>,
    actors: Vec<String>,
    graph: Graph,
}

impl World {
    fn of(sources: impl IntoIterator<Item = Source>) -> Self {
        let sources: Vec<Source> = sources.into_iter().collect();
        let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
        let mut actors: Vec<String> =
            sources.iter().flat_map(|source| source.by.split_whitespace()).map(str::to_owned).collect();
        actors.sort();
        actors.dedup();
        let mut world = Self { names, actors, graph: Graph::default() };
        let nodes = sources.into_iter().map(|source| {
            let is_silent = source.from.is_empty();
            let says = |word: &str| source.from.split_whitespace().any(|parent| parent == word);
            let parents =
                source.from.split_whitespace().filter(|parent| !["itself", "unknown"].contains(parent));
            Node {
                parents: parents.map(|parent| world.source(parent)).collect(),
                is_origin: says("itself") || is_silent && !source.retells,
                has_unknown: says("unknown") || is_silent && source.retells,
                speakers: world.actors(&source.by),
                words_of: source
                    .by
                    .split_whitespace()
                    .next()
                    .filter(|_| source.speaks)
                    .and_then(|name| world.actors(name).first().copied()),
                ..source.node
            }
        });
        world.graph = Graph::new(nodes.collect());
        world
    }

    fn source(&self, name: &str) -> SourceIx {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| panic!("no source {name}"))
    }

    fn actors(&self, names: &str) -> BTreeSet<usize> {
        let find = |name| self.actors.iter().position(|actor| actor == name).unwrap();
        names.split_whitespace().map(find).collect()
    }

    /// Citations, `name` or `name#place`.
    fn cites(&self, names: &str, supports: bool, opposes: bool) -> Vec<Cite> {
        let cite = |name: &str| {
            let (name, place) = name.split_once('#').unwrap_or((name, ""));
            Cite { source: self.source(name), supports, opposes, is_located: !place.is_empty() }
        };
        names.split_whitespace().map(cite).collect()
    }

    /// A published claim that cites these as its support.
    fn claim(&self, supports: &str) -> Facts {
        Facts { cites: self.cites(supports, true, false), is_published: true, ..Facts::default() }
    }

    fn sourcing(&self, facts: &Facts) -> Sourcing {
        sourcing(facts, &self.graph)
    }

    /// The evidence and the routes of a claim that cites these as its support.
    fn found(&self, supports: &str) -> (Evidence, usize) {
        let Sourcing { evidence, routes, .. } = self.sourcing(&self.claim(supports));
        (evidence, routes)
    }

    /// Whether a named, and whether an unnamed dispute of a claim is found when these dispute it.
    fn disputes(&self, opposes: &str) -> (bool, bool) {
        let facts = Facts { cites: self.cites(opposes, false, true), ..Facts::default() };
        let Sourcing { named_dispute, unnamed_dispute, .. } = self.sourcing(&facts);
        (named_dispute, unnamed_dispute)
    }

    /// The circles, by name, in the order of their edges.
    fn circles(&self) -> Vec<Vec<&str>> {
        let name = |source: &SourceIx| self.names[*source].as_str();
        self.graph.circles().iter().map(|circle| circle.path.iter().map(name).collect()).collect()
    }
}

const NOTHING: (Evidence, usize) = (Evidence::Unsourced, 0);
const UNNAMED: (Evidence, usize) = (Evidence::Unconfirmed, 0);
const ONE: (Evidence, usize) = (Evidence::SingleSource, 1);

/// Confirmed by so many independent routes.
fn confirmed(routes: usize) -> (Evidence, usize) {
    (Evidence::Corroborated, routes)
}
