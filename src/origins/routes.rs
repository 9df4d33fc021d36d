//! Independent routes: the fewest sources or speakers whose loss cuts a claim off from every named origin.
//!
//! What can be lost is a *unit*: a publisher or speaker with all of their sources, or a source that has neither. A path
//! leads from a cited source through its parents to a named origin; every path must lose a unit. This is a minimum
//! vertex cut in which some vertices fall together, which no flow computes, so it is searched for: take a shortest path
//! that still stands, lose each of its units in turn. Disjoint paths give a lower bound that ends most searches at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Graph, SourceIx};

/// How many steps the search may take. Graphs of newsrooms need a few dozen; past this the lower bound is given, so that
/// a claim is never shown as better sourced than it is.
const MAX_STEPS: usize = 4_000;

/// What falls together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Source(SourceIx),
    Speaker(usize),
}

/// Returns the number of independent routes from the cited sources to named origins.
pub fn count(graph: &Graph, cited: &BTreeSet<SourceIx>) -> usize {
    let search = Search { graph, cited };
    let mut lost = BTreeSet::new();
    let lower = search.disjoint(&lost);
    let mut steps = 0;
    for most in lower.. {
        match search.can_cut(most, &mut lost, &mut steps) {
            Some(true) => return most,
            Some(false) => {}
            None => return lower,
        }
    }
    lower
}

struct Search<'a> {
    graph: &'a Graph,
    cited: &'a BTreeSet<SourceIx>,
}

impl Search<'_> {
    fn units(&self, source: SourceIx) -> Vec<Unit> {
        let speakers = &self.graph.node(source).speakers;
        if speakers.is_empty() {
            vec![Unit::Source(source)]
        } else {
            speakers.iter().map(|speaker| Unit::Speaker(*speaker)).collect()
        }
    }

    fn stands(&self, source: SourceIx, lost: &BTreeSet<Unit>) -> bool {
        self.graph.has_named_origin(source) && self.units(source).iter().all(|unit| !lost.contains(unit))
    }

    /// Returns the units of a shortest path that still stands.
    fn path(&self, lost: &BTreeSet<Unit>) -> Option<BTreeSet<Unit>> {
        let mut from: BTreeMap<SourceIx, Option<SourceIx>> = BTreeMap::new();
        let mut open: VecDeque<SourceIx> = VecDeque::new();
        for &source in self.cited {
            if self.stands(source, lost) {
                from.insert(source, None);
                open.push_back(source);
            }
        }
        while let Some(source) = open.pop_front() {
            let node = self.graph.node(source);
            if node.is_origin && node.is_named {
                let mut units = BTreeSet::new();
                let mut at = Some(source);
                while let Some(source) = at {
                    units.extend(self.units(source));
                    at = from[&source];
                }
                return Some(units);
            }
            let mut parents = node.parents.clone();
            parents.sort_unstable();
            for parent in parents {
                if !from.contains_key(&parent) && self.stands(parent, lost) {
                    from.insert(parent, Some(source));
                    open.push_back(parent);
                }
            }
        }
        None
    }

    /// Counts paths that share no unit: at least so many units must be lost.
    fn disjoint(&self, lost: &BTreeSet<Unit>) -> usize {
        let mut gone = lost.clone();
        let mut paths = 0;
        while let Some(units) = self.path(&gone) {
            gone.extend(units);
            paths += 1;
        }
        paths
    }

    /// Tells whether losing `most` more units cuts every path; `None` when the search has taken too long.
    fn can_cut(&self, most: usize, lost: &mut BTreeSet<Unit>, steps: &mut usize) -> Option<bool> {
        *steps += 1;
        if *steps > MAX_STEPS {
            return None;
        }
        let Some(units) = self.path(lost) else { return Some(true) };
        if most == 0 || self.disjoint(lost) > most {
            return Some(false);
        }
        for unit in units {
            lost.insert(unit);
            let cut = self.can_cut(most - 1, lost, steps);
            lost.remove(&unit);
            if cut != Some(false) {
                return cut;
            }
        }
        Some(false)
    }
}
