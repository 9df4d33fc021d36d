//! What holds for any site, on random ones, against counting by brute force.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};

use super::super::routes::count_within;
use super::super::{Cite, Evidence, Facts, Graph, Node, SourceIx, Sourcing, Status, sourcing, standings};

const ACTORS: usize = 3;

fn node(sources: usize, parents: usize) -> impl Strategy<Value = Node> {
    // Withdrawn and unknown less often than not: else most graphs hold nothing.
    let flags = (any::<[bool; 5]>(), 0..5_u8, 0..4_u8);
    (vec(0..sources, 0..=parents), btree_set(0..ACTORS, 0..=2), flags).prop_map(
        |(parents, speakers, ([origin, named, record, own_words, own_reporting], retracted, unknown))| Node {
            parents,
            is_origin: origin || own_words,
            has_unknown: unknown == 0,
            // A record, and words with a speaker, always have a name.
            is_named: named || record || own_words,
            is_retracted: retracted == 0,
            words_of: own_words.then(|| speakers.first().copied()).flatten(),
            speakers,
            is_record: record,
            is_own_reporting: own_reporting,
        },
    )
}

fn cite(sources: usize) -> impl Strategy<Value = Cite> {
    (0..sources, 0..4_u8, any::<bool>()).prop_map(|(source, rel, is_located)| Cite {
        source,
        supports: rel < 2,
        opposes: rel == 2,
        is_located,
    })
}

/// Any small site with a claim, circles and withdrawn sources included.
fn site() -> impl Strategy<Value = (Vec<Node>, Facts)> {
    (1..8_usize).prop_flat_map(|sources| {
        let facts = (vec(cite(sources), 0..6), btree_set(0..ACTORS, 0..2), any::<bool>());
        let facts = facts.prop_map(|(cites, by, is_utterance)| Facts {
            cites,
            by,
            is_utterance,
            is_published: true,
            ..Facts::default()
        });
        (vec(node(sources, 3), sources), facts)
    })
}

/// The rules again, as plainly as they are written and without regard to speed.
struct Plain<'a> {
    nodes: &'a [Node],
}

impl Plain<'_> {
    fn all_behind(&self, source: SourceIx) -> BTreeSet<SourceIx> {
        let mut seen = BTreeSet::new();
        let mut open = self.nodes[source].parents.clone();
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                open.extend(&self.nodes[at].parents);
            }
        }
        seen
    }

    /// An edge to a source that leads back.
    fn is_circular(&self, from: SourceIx, to: SourceIx) -> bool {
        to == from || self.all_behind(to).contains(&from)
    }

    fn has_unknown(&self, source: SourceIx) -> bool {
        let node = &self.nodes[source];
        node.has_unknown || node.parents.iter().any(|parent| self.is_circular(source, *parent))
    }

    /// All live sources that are reached when some, and all of some actors, are lost.
    fn reached(&self, cited: &BTreeSet<SourceIx>, lost: usize) -> BTreeSet<SourceIx> {
        let stands = |source: SourceIx| {
            let node = &self.nodes[source];
            let is_lost = |unit: usize| lost >> unit & 1 == 1;
            !node.is_retracted
                && !is_lost(source)
                && !node.speakers.iter().any(|speaker| is_lost(self.nodes.len() + speaker))
        };
        let mut seen = BTreeSet::new();
        let mut open: Vec<SourceIx> = cited.iter().copied().collect();
        while let Some(at) = open.pop() {
            if stands(at) && seen.insert(at) {
                open.extend(self.nodes[at].parents.iter().filter(|parent| !self.is_circular(at, **parent)));
            }
        }
        seen
    }

    fn is_named(&self, source: SourceIx) -> bool {
        self.nodes[source].is_origin && self.nodes[source].is_named
    }

    fn has_any(&self, cited: &BTreeSet<SourceIx>) -> bool {
        self.reached(cited, 0).iter().any(|at| self.nodes[*at].is_origin || self.has_unknown(*at))
    }

    fn has_named(&self, cited: &BTreeSet<SourceIx>, lost: usize) -> bool {
        self.reached(cited, lost).iter().any(|at| self.is_named(*at))
    }

    /// The fewest sources and actors whose loss cuts off every named origin, tried out.
    fn routes(&self, cited: &BTreeSet<SourceIx>) -> usize {
        let cuts = (0..1_usize << (self.nodes.len() + ACTORS)).filter(|lost| !self.has_named(cited, *lost));
        cuts.map(|lost| lost.count_ones() as usize).min().unwrap()
    }

    fn documents(&self, facts: &Facts, cite: &Cite) -> bool {
        let node = &self.nodes[cite.source];
        let is_own_words =
            facts.is_utterance && node.words_of.is_some_and(|speaker| facts.by.contains(&speaker));
        cite.supports
            && node.is_origin
            && !node.is_retracted
            && (node.is_record && cite.is_located || is_own_words)
    }

    fn sourcing(&self, facts: &Facts) -> Sourcing {
        let cited = |of: fn(&Cite) -> bool| -> BTreeSet<SourceIx> {
            facts.cites.iter().filter(|cite| of(cite)).map(|cite| cite.source).collect()
        };
        let (supporting, opposing) = (cited(|cite| cite.supports), cited(|cite| cite.opposes));
        let routes = self.routes(&supporting);
        let documented = facts.cites.iter().any(|cite| self.documents(facts, cite));
        let origins = self.reached(&supporting, 0);
        let mut origins = origins.iter().filter(|at| self.is_named(**at)).peekable();
        let named_dispute = self.has_named(&opposing, 0);
        Sourcing {
            evidence: match routes {
                _ if documented => Evidence::Documented,
                0 if self.has_any(&supporting) => Evidence::Unconfirmed,
                0 => Evidence::Unsourced,
                1 => Evidence::SingleSource,
                _ => Evidence::Corroborated,
            },
            routes,
            is_own_reporting: origins.peek().is_some() && origins.all(|at| self.nodes[*at].is_own_reporting),
            named_dispute,
            unnamed_dispute: !named_dispute && self.has_any(&opposing),
        }
    }
}

fn found(nodes: &[Node], facts: &Facts) -> Sourcing {
    sourcing(facts, &Graph::new(nodes.to_vec()))
}

/// What readers take as strength.
fn strength(nodes: &[Node], facts: &Facts) -> (Evidence, usize) {
    let Sourcing { evidence, routes, .. } = found(nodes, facts);
    (evidence, routes)
}

fn is_at_most(weaker: (Evidence, usize), stronger: (Evidence, usize)) -> bool {
    weaker.0 <= stronger.0 && weaker.1 <= stronger.1
}

fn permutation(len: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..len).collect::<Vec<usize>>()).prop_shuffle()
}

/// Puts each item at its new number.
fn moved<T: Clone>(items: &[T], to: &[usize]) -> Vec<T> {
    let mut from = vec![0; to.len()];
    for (old, new) in to.iter().enumerate() {
        from[*new] = old;
    }
    from.iter().map(|old| items[*old].clone()).collect()
}

/// Any few claims that update and contradict each other.
fn claims() -> impl Strategy<Value = (Vec<Facts>, Vec<Sourcing>)> {
    (1..7_usize).prop_flat_map(|claims| {
        let flags = (0..4_u8, 0..4_u8, 0..4_u8, 0..Evidence::ALL.len());
        let one = (vec(0..claims, 0..2), vec(0..claims, 0..2), flags).prop_map(
            |(contradicts, updates, (retracted, unpublished, disputed, evidence))| {
                let facts = Facts {
                    is_retracted: retracted == 0,
                    is_published: unpublished != 0,
                    contradicts,
                    updates,
                    ..Facts::default()
                };
                let sourcing = Sourcing {
                    evidence: Evidence::ALL[evidence],
                    routes: 0,
                    is_own_reporting: false,
                    named_dispute: disputed == 0,
                    unnamed_dispute: false,
                };
                (facts, sourcing)
            },
        );
        vec(one, claims).prop_map(|claims| claims.into_iter().unzip())
    })
}

proptest! {
    #[test]
    fn sourcing_is_what_brute_force_finds((nodes, facts) in site()) {
        prop_assert_eq!(found(&nodes, &facts), Plain { nodes: &nodes }.sourcing(&facts));
    }

    #[test]
    fn a_supporting_citation_never_lowers((nodes, facts) in site(), source in any::<usize>(), is_located in any::<bool>()) {
        let mut more = facts.clone();
        let source = source % nodes.len();
        more.cites.push(Cite { source, supports: true, opposes: false, is_located });
        prop_assert!(is_at_most(strength(&nodes, &facts), strength(&nodes, &more)));
    }

    #[test]
    fn names_and_order_change_nothing(
        ((nodes, facts), sources) in site().prop_flat_map(|site| {
            let sources = permutation(site.0.len());
            (Just(site), sources)
        }),
        actors in permutation(ACTORS),
    ) {
        let actors_of = |old: &BTreeSet<usize>| old.iter().map(|actor| actors[*actor]).collect();
        let renamed: Vec<Node> = nodes.iter().map(|node| Node {
            parents: node.parents.iter().rev().map(|parent| sources[*parent]).collect(),
            speakers: actors_of(&node.speakers),
            words_of: node.words_of.map(|actor| actors[actor]),
            ..node.clone()
        }).collect();
        let cites = facts.cites.iter().rev();
        let other = Facts {
            cites: cites.map(|cite| Cite { source: sources[cite.source], ..cite.clone() }).collect(),
            by: actors_of(&facts.by),
            ..facts.clone()
        };
        prop_assert_eq!(found(&nodes, &facts), found(&moved(&renamed, &sources), &other));
    }

    // The search stops early here, as it does on large sites.
    #[test]
    fn names_change_no_count_when_the_search_stops_early(
        (nodes, sources) in (1..12_usize).prop_flat_map(|sources| (vec(node(sources, 3), sources), permutation(sources))),
        actors in permutation(ACTORS),
        work in 0..400_usize,
    ) {
        let actors_of = |old: &BTreeSet<usize>| old.iter().map(|actor| actors[*actor]).collect();
        let renamed: Vec<Node> = nodes.iter().map(|node| Node {
            parents: node.parents.iter().map(|parent| sources[*parent]).collect(),
            speakers: actors_of(&node.speakers),
            ..node.clone()
        }).collect();
        let all: BTreeSet<SourceIx> = (0..nodes.len()).collect();
        let graph = Graph::new(nodes);
        let found = count_within(work, &graph, &all);
        prop_assert_eq!(found, count_within(work, &Graph::new(moved(&renamed, &sources)), &all));
        let exact = count_within(usize::MAX, &graph, &all);
        prop_assert!(found <= exact);
        prop_assert_eq!(found.min(2), exact.min(2));
    }

    #[test]
    fn a_withdrawal_never_raises((nodes, facts) in site(), source in any::<usize>()) {
        let mut fewer = nodes.clone();
        fewer[source % nodes.len()].is_retracted = true;
        prop_assert!(is_at_most(strength(&fewer, &facts), strength(&nodes, &facts)));
        prop_assert!(found(&fewer, &facts).named_dispute <= found(&nodes, &facts).named_dispute);
    }

    #[test]
    fn citing_a_withdrawn_source_changes_nothing((nodes, facts) in site()) {
        let mut without = facts.clone();
        without.cites.retain(|cite| !nodes[cite.source].is_retracted);
        prop_assert_eq!(found(&nodes, &facts), found(&nodes, &without));
    }

    // In a circle the withdrawn source's own edges close the circle, and a circle counts as unknown.
    #[test]
    fn outside_circles_nothing_about_a_withdrawn_source_counts((mut nodes, facts) in site()) {
        for (at, node) in nodes.iter_mut().enumerate() {
            node.parents.retain(|parent| *parent < at);
        }
        let bare = nodes.iter().map(|node| match node.is_retracted {
            true => Node { is_retracted: true, ..Node::default() },
            false => node.clone(),
        });
        prop_assert_eq!(found(&nodes, &facts), found(&bare.collect::<Vec<_>>(), &facts));
    }

    #[test]
    fn unknown_confirms_nothing((nodes, facts) in site(), source in any::<usize>()) {
        let mut more = nodes.clone();
        more[source % nodes.len()].has_unknown = true;
        let (before, after) = (strength(&nodes, &facts), strength(&more, &facts));
        prop_assert_eq!(before.1, after.1);
        prop_assert!(before.0 == after.0 || after.0 == Evidence::Unconfirmed);
    }

    #[test]
    fn a_publisher_in_common_never_raises((nodes, facts) in site(), own in any::<[bool; 8]>()) {
        let mut shared = nodes.clone();
        for (node, _) in shared.iter_mut().zip(own).filter(|(_, own)| *own) {
            node.speakers.insert(ACTORS);
        }
        prop_assert!(is_at_most(strength(&shared, &facts), strength(&nodes, &facts)));
    }

    #[test]
    fn any_edges_are_a_graph_without_circles(nodes in (1..40_usize).prop_flat_map(|sources| vec(node(sources, 4), sources))) {
        let graph = Graph::new(nodes.clone());
        let plain = Plain { nodes: &nodes };
        let circular: BTreeSet<SourceIx> =
            (0..nodes.len()).filter(|at| plain.all_behind(*at).contains(at)).collect();
        let listed: Vec<SourceIx> = graph.circles().iter().flat_map(|circle| circle.members.clone()).collect();
        prop_assert_eq!(listed.len(), circular.len());
        prop_assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), circular);
        for circle in graph.circles() {
            let (members, path) = (&circle.members, &circle.path);
            prop_assert!(members.is_sorted());
            prop_assert!(members.iter().all(|at| plain.is_circular(members[0], *at)));
            prop_assert_eq!(path[0], members[0]);
            prop_assert!(path.iter().all(|at| members.contains(at)));
            let steps = path.iter().zip(path.iter().cycle().skip(1));
            prop_assert!(steps.into_iter().all(|(from, to)| nodes[*from].parents.contains(to)), "{:?}", path);
        }
        let cut: Vec<Node> = (0..nodes.len()).map(|at| graph.node(at).clone()).collect();
        let plain = Plain { nodes: &cut };
        prop_assert!((0..cut.len()).all(|at| !plain.all_behind(at).contains(&at)));
    }

    #[test]
    fn standings_do_not_depend_on_order(
        ((facts, sourcing), to) in claims().prop_flat_map(|claims| {
            let to = permutation(claims.0.len());
            (Just(claims), to)
        }),
    ) {
        let renamed: Vec<Facts> = facts.iter().map(|fact| Facts {
            contradicts: fact.contradicts.iter().map(|other| to[*other]).collect(),
            updates: fact.updates.iter().map(|older| to[*older]).collect(),
            ..fact.clone()
        }).collect();
        let expected = moved(&standings(&facts, &sourcing), &to);
        prop_assert_eq!(standings(&moved(&renamed, &to), &moved(&sourcing, &to)), expected);
    }

    #[test]
    fn a_contradiction_reads_the_same_from_both_sides((facts, sourcing) in claims()) {
        let mut both = facts.clone();
        for (at, fact) in facts.iter().enumerate() {
            for other in &fact.contradicts {
                both[*other].contradicts.push(at);
            }
        }
        prop_assert_eq!(standings(&facts, &sourcing), standings(&both, &sourcing));
    }

    #[test]
    fn an_event_takes_its_claims_in_any_order(
        (claims, shuffled) in vec(0..Status::ALL.len(), 0..6)
            .prop_flat_map(|claims| (Just(claims.clone()), Just(claims).prop_shuffle())),
    ) {
        let event = |claims: &[usize]| Status::of_event(claims.iter().map(|claim| Status::ALL[*claim]));
        prop_assert_eq!(event(&claims), event(&shuffled));
    }
}
