//! From citations to origins to derived status: the heart of the product (DESIGN, section 3).
//!
//! Input: the graph of sources ([`Graph`]) and, for each claim, what bears on it ([`Facts`]). Output: its [`Sourcing`]
//! (evidence and routes) and, over all claims together, its [`Standing`]. Everything is numbers here: names were looked
//! up before. Nothing depends on the order in which anything was written.
//!
//! Steps for one claim: follow its supporting citations through `derived_from` to the origins that are left when
//! retracted sources are taken away and circles are cut; no origin, no support; no named origin, unconfirmed; else count
//! the independent routes, the fewest sources or speakers whose loss would cut the claim off from every named origin.

mod circles;
mod flow;
mod routes;

use std::collections::BTreeSet;

pub use circles::Circle;

/// A source's number.
pub type SourceIx = usize;

/// What a source contributes to the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The sources it derives from.
    pub parents: Vec<SourceIx>,
    /// Whether it is an origin itself, perhaps among others.
    pub is_origin: bool,
    /// Whether an unknown parent stands behind it.
    pub has_unknown: bool,
    /// Whether, where it is an origin, it is a named one.
    pub is_named: bool,
    /// Whether it was withdrawn.
    pub is_retracted: bool,
    /// Its publisher and its speaker, as numbers of actors: all sources of one fall together.
    pub speakers: BTreeSet<usize>,
    /// Whether it is a public record, a document or a dataset.
    pub is_record: bool,
    /// The actor whose own words it is: the speaker of a statement or an interview.
    pub words_of: Option<usize>,
    /// Whether it is the newsroom's own reporting.
    pub is_own_reporting: bool,
}

/// The sources of a site and how they derive from each other, circles cut.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    /// Whether anything that is not withdrawn stands at the end of a source's chain.
    has_origin: Vec<bool>,
    /// Whether a named origin stands at the end of a source's chain.
    has_named: Vec<bool>,
    /// Whether a withdrawn source is reached.
    reaches_retracted: Vec<bool>,
    /// The circles that were cut.
    circles: Vec<Circle>,
}

impl Graph {
    /// Builds the graph. Edges within a circle are cut and count as an unknown parent.
    ///
    /// # Panics
    /// When a parent's number is not that of a node.
    pub fn new(mut nodes: Vec<Node>) -> Self {
        let circles = circles::find(&nodes);
        for circle in &circles {
            for at in &circle.members {
                nodes[*at].parents.retain(|parent| circle.members.binary_search(parent).is_err());
                nodes[*at].has_unknown = true;
            }
        }
        let mut graph = Self {
            has_origin: vec![false; nodes.len()],
            has_named: vec![false; nodes.len()],
            reaches_retracted: vec![false; nodes.len()],
            nodes,
            circles,
        };
        for at in graph.parents_first() {
            let node = &graph.nodes[at];
            let any = |flags: &[bool]| node.parents.iter().any(|parent| flags[*parent]);
            let reaches = node.is_retracted || any(&graph.reaches_retracted);
            let live = !node.is_retracted;
            let origin = live && (node.is_origin || node.has_unknown || any(&graph.has_origin));
            let named = live && (node.is_origin && node.is_named || any(&graph.has_named));
            graph.has_origin[at] = origin;
            graph.has_named[at] = named;
            graph.reaches_retracted[at] = reaches;
        }
        graph
    }

    /// Returns a source's node, circles cut.
    pub fn node(&self, source: SourceIx) -> &Node {
        &self.nodes[source]
    }

    /// Returns the circles of derivation, in the order of their smallest members.
    pub fn circles(&self) -> &[Circle] {
        &self.circles
    }

    /// Tells whether a source rests on anything that has not been withdrawn.
    pub fn has_origin(&self, source: SourceIx) -> bool {
        self.has_origin[source]
    }

    /// Tells whether a named origin stands behind a source.
    pub fn has_named_origin(&self, source: SourceIx) -> bool {
        self.has_named[source]
    }

    /// Tells whether the source, or one that it derives from, was withdrawn.
    pub fn reaches_retracted(&self, source: SourceIx) -> bool {
        self.reaches_retracted[source]
    }

    /// Returns a source and all that it derives from, without what stands behind a withdrawn one.
    pub fn chain(&self, sources: impl IntoIterator<Item = SourceIx>) -> BTreeSet<SourceIx> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<SourceIx> = sources.into_iter().collect();
        while let Some(source) = open.pop() {
            if seen.insert(source) && !self.nodes[source].is_retracted {
                open.extend(&self.nodes[source].parents);
            }
        }
        seen
    }

    /// Returns the named origins to which each of these sources leads back.
    pub fn common_origins(&self, sources: impl IntoIterator<Item = SourceIx>) -> BTreeSet<SourceIx> {
        let is_live = |source: &SourceIx| {
            let node = &self.nodes[*source];
            node.is_origin && node.is_named && !node.is_retracted
        };
        let origins = |source: SourceIx| -> BTreeSet<SourceIx> {
            self.chain([source]).into_iter().filter(is_live).collect()
        };
        sources.into_iter().map(origins).reduce(|common, others| &common & &others).unwrap_or_default()
    }

    /// Returns all numbers so that parents come before what derives from them.
    fn parents_first(&self) -> Vec<SourceIx> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut state = vec![false; self.nodes.len()];
        for start in 0..self.nodes.len() {
            let mut stack = vec![(start, false)];
            while let Some((at, done)) = stack.pop() {
                if done {
                    order.push(at);
                } else if !std::mem::replace(&mut state[at], true) {
                    stack.push((at, true));
                    stack.extend(
                        self.nodes[at]
                            .parents
                            .iter()
                            .filter(|parent| !state[**parent])
                            .map(|parent| (*parent, false)),
                    );
                }
            }
        }
        order
    }
}

/// How well a claim is supported, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// No supporting citation.
    Unsourced,
    /// Supported, but by no named origin.
    Unconfirmed,
    /// One route.
    SingleSource,
    /// Two routes or more.
    Corroborated,
    /// A record, document or dataset that says so itself, or the speaker's own words.
    Documented,
}

impl Evidence {
    /// All, weakest first.
    pub const ALL: [Self; 5] =
        [Self::Unsourced, Self::Unconfirmed, Self::SingleSource, Self::Corroborated, Self::Documented];

    /// Returns the word that templates and `claims.json` see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsourced => "unsourced",
            Self::Unconfirmed => "unconfirmed",
            Self::SingleSource => "single-source",
            Self::Corroborated => "corroborated",
            Self::Documented => "documented",
        }
    }
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Withdrawn by the editors.
    Retracted,
    /// Another claim takes its place.
    Superseded,
    /// A named origin disputes it, or a published claim contradicts it.
    Disputed,
    /// None of these.
    Live,
}

impl Standing {
    /// Returns the word that templates see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Superseded => "superseded",
            Self::Disputed => "disputed",
            Self::Live => "live",
        }
    }
}

/// What readers see: the standing, or the evidence when the claim is live. Ordered as an event takes it: weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Withdrawn.
    Retracted,
    /// Superseded.
    Superseded,
    /// Disputed.
    Disputed,
    /// No supporting source.
    Unsourced,
    /// No named source.
    Unconfirmed,
    /// A view, and whose it is.
    Attributed,
    /// One named source.
    SingleSource,
    /// Confirmed by independent sources.
    Corroborated,
    /// Documented.
    Documented,
}

impl Status {
    /// All, weakest first.
    pub const ALL: [Self; 9] = [
        Self::Retracted,
        Self::Superseded,
        Self::Disputed,
        Self::Unsourced,
        Self::Unconfirmed,
        Self::Attributed,
        Self::SingleSource,
        Self::Corroborated,
        Self::Documented,
    ];

    /// Returns the word that templates, style sheets and `claims.json` see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Superseded => "superseded",
            Self::Disputed => "disputed",
            Self::Unsourced => "unsourced",
            Self::Unconfirmed => "unconfirmed",
            Self::Attributed => "attributed",
            Self::SingleSource => "single-source",
            Self::Corroborated => "corroborated",
            Self::Documented => "documented",
        }
    }

    /// Derives the status from standing and evidence. `is_view`: an opinion, prediction or characterisation.
    pub fn derive(standing: Standing, evidence: Evidence, is_view: bool) -> Self {
        match (standing, evidence) {
            (Standing::Retracted, _) => Self::Retracted,
            (Standing::Superseded, _) => Self::Superseded,
            (Standing::Disputed, _) => Self::Disputed,
            (Standing::Live, Evidence::Unsourced) => Self::Unsourced,
            (Standing::Live, Evidence::Unconfirmed) => Self::Unconfirmed,
            (Standing::Live, _) if is_view => Self::Attributed,
            (Standing::Live, Evidence::SingleSource) => Self::SingleSource,
            (Standing::Live, Evidence::Corroborated) => Self::Corroborated,
            (Standing::Live, Evidence::Documented) => Self::Documented,
        }
    }

    /// Returns the status of an event that rests on claims: the weakest, withdrawn and superseded ones left out unless
    /// all are; without claims, unsourced.
    pub fn of_event(claims: impl IntoIterator<Item = Self>) -> Self {
        let all: Vec<Self> = claims.into_iter().collect();
        let live = all.iter().filter(|status| !matches!(status, Self::Retracted | Self::Superseded)).min();
        live.or_else(|| all.iter().min()).copied().unwrap_or(Self::Unsourced)
    }
}

/// A citation as the graph sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// The source.
    pub source: SourceIx,
    /// Whether it supports or confirms.
    pub supports: bool,
    /// Whether it disputes or refutes.
    pub opposes: bool,
    /// Whether it gives a place in the source or its words.
    pub is_located: bool,
}

/// What bears on a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its citations.
    pub cites: Vec<Cite>,
    /// Who makes it, as numbers of actors.
    pub by: BTreeSet<usize>,
    /// Whether it is a statement or a quotation, which its speaker's own words document.
    pub is_utterance: bool,
    /// Whether it is an opinion, prediction or characterisation.
    pub is_view: bool,
    /// Whether the editors withdrew it.
    pub is_retracted: bool,
    /// Whether readers can see it.
    pub is_published: bool,
    /// Claims that it says cannot be true together with it.
    pub contradicts: Vec<usize>,
    /// Older claims whose place it takes.
    pub updates: Vec<usize>,
}

/// How a claim is sourced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourcing {
    /// How well.
    pub evidence: Evidence,
    /// The independent routes to named origins.
    pub routes: usize,
    /// Whether all named origins are the newsroom's own reporting.
    pub is_own_reporting: bool,
    /// Whether a named origin disputes or refutes it.
    pub named_dispute: bool,
    /// Whether it is disputed or refuted by unnamed origins alone.
    pub unnamed_dispute: bool,
}

/// Derives how a claim is sourced from its citations alone.
pub fn sourcing(facts: &Facts, graph: &Graph) -> Sourcing {
    let supporting: Vec<&Cite> =
        facts.cites.iter().filter(|cite| cite.supports && graph.has_origin(cite.source)).collect();
    let sources: BTreeSet<SourceIx> = supporting.iter().map(|cite| cite.source).collect();
    let routes = routes::count(graph, &sources);
    let documents = |cite: &&Cite| {
        let node = graph.node(cite.source);
        let is_live_origin = node.is_origin && !node.is_retracted;
        let record = node.is_record && cite.is_located;
        let own_words =
            facts.is_utterance && node.words_of.is_some_and(|speaker| facts.by.contains(&speaker));
        is_live_origin && node.is_named && (record || own_words)
    };
    let evidence = if supporting.is_empty() {
        Evidence::Unsourced
    } else if routes == 0 {
        Evidence::Unconfirmed
    } else if supporting.iter().any(documents) {
        Evidence::Documented
    } else if routes == 1 {
        Evidence::SingleSource
    } else {
        Evidence::Corroborated
    };
    let opposing = facts.cites.iter().filter(|cite| cite.opposes && graph.has_origin(cite.source));
    let (named, unnamed): (Vec<_>, Vec<_>) = opposing.partition(|cite| graph.has_named_origin(cite.source));
    let mut origins = graph
        .chain(sources.iter().copied())
        .into_iter()
        .map(|source| graph.node(source))
        .filter(|node| node.is_origin && node.is_named && !node.is_retracted)
        .peekable();
    Sourcing {
        evidence,
        routes,
        is_own_reporting: origins.peek().is_some() && origins.all(|node| node.is_own_reporting),
        named_dispute: !named.is_empty(),
        unnamed_dispute: named.is_empty() && !unnamed.is_empty(),
    }
}

/// Derives the standing of every claim from all claims together.
pub fn standings(facts: &[Facts], sourcing: &[Sourcing]) -> Vec<Standing> {
    let mut superseded = vec![false; facts.len()];
    let mut seen_from = vec![usize::MAX; facts.len()];
    for claim in 0..facts.len() {
        // A chain of updates reaches from every live claim to all that it, and what it updates, takes the place of.
        if facts[claim].is_retracted || !facts[claim].is_published {
            continue;
        }
        let mut open = facts[claim].updates.clone();
        seen_from[claim] = claim;
        while let Some(older) = open.pop() {
            if std::mem::replace(&mut seen_from[older], claim) != claim {
                superseded[older] = true;
                open.extend(&facts[older].updates);
            }
        }
    }
    let mut standings: Vec<Standing> = (0..facts.len())
        .map(|claim| match (facts[claim].is_retracted, superseded[claim], sourcing[claim].named_dispute) {
            (true, ..) => Standing::Retracted,
            (_, true, _) => Standing::Superseded,
            (.., true) => Standing::Disputed,
            _ => Standing::Live,
        })
        .collect();
    let counts = |claim: usize| facts[claim].is_published && !facts[claim].is_retracted && !superseded[claim];
    for (claim, fact) in facts.iter().enumerate() {
        for &other in &fact.contradicts {
            let is_backed = sourcing[claim].evidence.max(sourcing[other].evidence) >= Evidence::SingleSource;
            if claim != other && counts(claim) && counts(other) && is_backed {
                standings[claim] = Standing::Disputed;
                standings[other] = Standing::Disputed;
            }
        }
    }
    standings
}

/// Returns the claims that update each other in a circle, from the newer to the older.
///
/// `order`: the numbers of all claims in the order of their names, so that what is found does not depend on numbers.
///
/// # Panics
/// When `order` leaves out a claim.
pub fn update_circles(facts: &[Facts], order: &[usize]) -> Vec<Circle> {
    let mut rank = vec![0; facts.len()];
    for (at, claim) in order.iter().enumerate() {
        rank[*claim] = at;
    }
    let node = |claim: &usize| Node {
        parents: facts[*claim].updates.iter().map(|older| rank[*older]).collect(),
        ..Node::default()
    };
    let nodes: Vec<Node> = order.iter().map(node).collect();
    let named = |ranks: Vec<usize>| ranks.into_iter().map(|at| order[at]).collect();
    circles::find(&nodes)
        .into_iter()
        .map(|Circle { members, path }| Circle { members: named(members), path: named(path) })
        .collect()
}

#[cfg(test)]
mod tests;
