//! Independent routes: the fewest sources or speakers whose loss cuts a claim off from every named origin.
//!
//! What can be lost is a *unit*: a publisher or speaker with all of their sources, or a source that has neither. A path
//! leads from a cited source through its parents to a named origin; every path must lose a unit. This is a minimum
//! vertex cut in which some vertices fall together. A flow gives a lower bound, which is the answer where nothing falls
//! together; else sets of units are searched, from the bound on. Whether one unit is enough is always found out; beyond
//! that the search has a limit, past which the bound is given, so that a claim is never shown as better sourced than it
//! is. Neither the bound nor how far the search comes depends on how sources and actors are numbered.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Network, UNLIMITED};
use super::{Graph, SourceIx};

/// How much the search may do: sets of units, times the size of what stands behind the claim. Newsrooms need a few dozen
/// sets.
const MAX_WORK: usize = 100_000;

/// A whole that divides by any small number.
const WHOLE: u64 = 27_720 * 1_000_000;

/// Returns the number of independent routes from the cited sources to named origins.
pub(super) fn count(graph: &Graph, cited: &BTreeSet<SourceIx>) -> usize {
    count_within(MAX_WORK, graph, cited)
}

/// Counts with a limit on the search.
pub(super) fn count_within(work: usize, graph: &Graph, cited: &BTreeSet<SourceIx>) -> usize {
    let behind = Behind::new(graph, cited);
    let all = vec![true; behind.parents.len()];
    let mut lower = behind.bound(&all);
    if lower == 1 {
        let falls = |unit: &usize| behind.layers(&behind.without(&[*unit])).is_empty();
        if behind.a_path().iter().flat_map(|source| &behind.units_of[*source]).any(falls) {
            return 1;
        }
        lower = 2;
    }
    let nothing_shared = behind.units.iter().all(|unit| unit.len() == 1);
    let mut sets = work / behind.size().max(1);
    while lower > 0 && !nothing_shared && behind.can_cut(lower, &mut sets) == Some(false) {
        lower += 1;
    }
    lower
}

/// What stands behind a claim: the sources on ways to named origins, numbered anew.
struct Behind {
    parents: Vec<Vec<usize>>,
    children: Vec<Vec<usize>>,
    cited: Vec<usize>,
    is_end: Vec<bool>,
    /// The sources that fall together.
    units: Vec<Vec<usize>>,
    /// The units of each source.
    units_of: Vec<Vec<usize>>,
}

impl Behind {
    fn new(graph: &Graph, cited: &BTreeSet<SourceIx>) -> Self {
        let mut numbers: BTreeMap<SourceIx, usize> = BTreeMap::new();
        let mut sources: Vec<SourceIx> = Vec::new();
        let mut open: Vec<SourceIx> = cited.iter().copied().collect();
        while let Some(source) = open.pop() {
            if graph.has_named_origin(source) && !numbers.contains_key(&source) {
                numbers.insert(source, sources.len());
                sources.push(source);
                open.extend(&graph.node(source).parents);
            }
        }
        let parents: Vec<Vec<usize>> = sources
            .iter()
            .map(|source| {
                graph.node(*source).parents.iter().filter_map(|parent| numbers.get(parent).copied()).collect()
            })
            .collect();
        let mut children = vec![Vec::new(); sources.len()];
        for (at, parents) in parents.iter().enumerate() {
            for parent in parents {
                children[*parent].push(at);
            }
        }
        let mut of_speaker: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut units: Vec<Vec<usize>> = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let speakers = &graph.node(*source).speakers;
            if speakers.is_empty() {
                units.push(vec![at]);
            }
            for speaker in speakers {
                of_speaker.entry(*speaker).or_default().push(at);
            }
        }
        units.extend(of_speaker.into_values());
        let is_end = |source: &SourceIx| graph.node(*source).is_origin && graph.node(*source).is_named;
        Self {
            is_end: sources.iter().map(is_end).collect(),
            cited: cited.iter().filter_map(|source| numbers.get(source).copied()).collect(),
            units_of: units_of(&units, sources.len()),
            units,
            parents,
            children,
        }
        .without_lesser_units()
    }

    /// Leaves out units whose sources all fall with another unit too: losing the other is never worse.
    fn without_lesser_units(mut self) -> Self {
        let is_lesser = |unit: usize| {
            let others = self.units_of[self.units[unit][0]].iter().filter(|other| **other != unit);
            others.into_iter().any(|other| {
                let (own, others) = (&self.units[unit], &self.units[*other]);
                let is_more = others.len() > own.len() || others.len() == own.len() && *other < unit;
                is_more && own.iter().all(|source| others.binary_search(source).is_ok())
            })
        };
        let kept: Vec<Vec<usize>> = (0..self.units.len())
            .filter(|unit| !is_lesser(*unit))
            .map(|unit| self.units[unit].clone())
            .collect();
        self.units_of = units_of(&kept, self.parents.len());
        self.units = kept;
        self
    }

    fn size(&self) -> usize {
        self.parents.len() + self.parents.iter().map(Vec::len).sum::<usize>()
    }

    /// Tells of each source whether it stands when some units are lost.
    fn without(&self, lost: &[usize]) -> Vec<bool> {
        let mut stands = vec![true; self.parents.len()];
        for source in lost.iter().flat_map(|unit| &self.units[*unit]) {
            stands[*source] = false;
        }
        stands
    }

    /// Returns the sources on shortest paths that still stand, those at each step together; nothing when no path does.
    fn layers(&self, stands: &[bool]) -> Vec<Vec<usize>> {
        let mut seen = vec![false; stands.len()];
        let mut layers: Vec<Vec<usize>> = Vec::new();
        let mut next: Vec<usize> = self.cited.clone();
        loop {
            next.retain(|source| stands[*source] && !std::mem::replace(&mut seen[*source], true));
            if next.is_empty() {
                return Vec::new();
            }
            let ends: Vec<usize> = next.iter().copied().filter(|source| self.is_end[*source]).collect();
            if !ends.is_empty() {
                layers.push(ends);
                break;
            }
            let parents = next.iter().flat_map(|source| &self.parents[*source]).copied().collect();
            layers.push(std::mem::replace(&mut next, parents));
        }
        // Back again, to leave out what leads nowhere.
        for at in (1..layers.len()).rev() {
            let mut leads = vec![false; stands.len()];
            for child in layers[at].iter().flat_map(|source| &self.children[*source]) {
                leads[*child] = true;
            }
            layers[at - 1].retain(|source| leads[*source]);
        }
        layers
    }

    /// Returns a shortest path.
    fn a_path(&self) -> Vec<usize> {
        let mut path: Vec<usize> = Vec::new();
        for layer in self.layers(&vec![true; self.parents.len()]) {
            let next = match path.last() {
                Some(at) => self.parents[*at].iter().find(|parent| layer.contains(parent)),
                None => layer.first(),
            };
            path.extend(next);
        }
        path
    }

    /// Returns how many units must be lost at least.
    ///
    /// Each unit lets through one in all, in equal shares by its sources: paths that share it can do no more.
    fn bound(&self, stands: &[bool]) -> usize {
        let count = stands.len();
        let (start, end) = (2 * count, 2 * count + 1);
        let standing: Vec<usize> =
            self.units.iter().map(|unit| unit.iter().filter(|source| stands[**source]).count()).collect();
        let mut network = Network::new(2 * count + 2);
        for source in (0..count).filter(|source| stands[*source]) {
            let largest = self.units_of[source].iter().map(|unit| standing[*unit]).max().unwrap_or(1);
            network.edge(2 * source, 2 * source + 1, WHOLE / u64::try_from(largest).unwrap_or(u64::MAX));
            for parent in self.parents[source].iter().filter(|parent| stands[**parent]) {
                network.edge(2 * source + 1, 2 * parent, UNLIMITED);
            }
            if self.is_end[source] {
                network.edge(2 * source + 1, end, UNLIMITED);
            }
        }
        for source in self.cited.iter().filter(|source| stands[**source]) {
            network.edge(start, 2 * source, UNLIMITED);
        }
        usize::try_from(network.greatest(start, end).div_ceil(WHOLE)).unwrap_or(usize::MAX)
    }

    /// Tells whether losing `most` units cuts every path, when no fewer do; `None` when it would take more sets than are
    /// left.
    ///
    /// All sets of one size come before the next size, so that the order of sets does not matter.
    fn can_cut(&self, most: usize, left: &mut usize) -> Option<bool> {
        let mut sets: BTreeSet<Vec<usize>> = BTreeSet::from([Vec::new()]);
        for lost in 0..most {
            let mut larger: BTreeSet<Vec<usize>> = BTreeSet::new();
            for set in &sets {
                let stands = self.without(set);
                if self.bound(&stands) > most - lost {
                    continue;
                }
                for unit in self.layers(&stands).iter().flatten().flat_map(|source| &self.units_of[*source]) {
                    let mut more = set.clone();
                    more.insert(more.partition_point(|other| other < unit), *unit);
                    larger.insert(more);
                    if larger.len() > *left {
                        return None;
                    }
                }
            }
            *left -= larger.len();
            sets = larger;
        }
        Some(sets.iter().any(|set| self.layers(&self.without(set)).is_empty()))
    }
}

fn units_of(units: &[Vec<usize>], sources: usize) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); sources];
    for (unit, sources) in units.iter().enumerate() {
        for source in sources {
            found[*source].push(unit);
        }
    }
    found
}
