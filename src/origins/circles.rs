//! Circles: what derives from itself, and a shortest way round to show.

use std::collections::{BTreeMap, VecDeque};

use super::Node;

/// What hangs together in circles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    /// All that leads back to itself through the others, in order.
    pub members: Vec<usize>,
    /// A shortest way round along the edges, from the smallest member on.
    pub path: Vec<usize>,
}

/// Finds the circles of a graph, in the order of their smallest members.
pub(super) fn find(nodes: &[Node]) -> Vec<Circle> {
    let components = components(nodes);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, component) in components.iter().enumerate() {
        members.entry(*component).or_default().push(at);
    }
    let mut circles: Vec<Circle> = members
        .into_values()
        .filter_map(|members| Some(Circle { path: round(nodes, &components, members[0])?, members }))
        .collect();
    circles.sort_by_key(|circle| circle.members[0]);
    circles
}

/// Returns a shortest way along edges from a node back to it; of several the one with the smallest steps.
fn round(nodes: &[Node], components: &[usize], start: usize) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        let mut parents: Vec<usize> = nodes[at]
            .parents
            .iter()
            .copied()
            .filter(|parent| components[*parent] == components[start])
            .collect();
        parents.sort_unstable();
        for parent in parents {
            if parent == start {
                let mut path = vec![at];
                while let Some(&before) = from.get(&path[path.len() - 1]) {
                    path.push(before);
                }
                path.reverse();
                return Some(path);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = from.entry(parent) {
                entry.insert(at);
                open.push_back(parent);
            }
        }
    }
    None
}

/// Returns the number of each node's strongly connected component (Tarjan's algorithm, without recursion).
fn components(nodes: &[Node]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut index = vec![NEW; nodes.len()];
    let mut low = vec![0; nodes.len()];
    let mut component = vec![NEW; nodes.len()];
    let (mut stack, mut next, mut components) = (Vec::new(), 0, 0);
    for start in 0..nodes.len() {
        if index[start] != NEW {
            continue;
        }
        let mut calls = vec![(start, 0_usize)];
        while let Some((at, edge)) = calls.pop() {
            if edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
            }
            if let Some(&parent) = nodes[at].parents.get(edge) {
                calls.push((at, edge + 1));
                if index[parent] == NEW {
                    calls.push((parent, 0));
                } else if component[parent] == NEW {
                    low[at] = low[at].min(index[parent]);
                }
                continue;
            }
            for &parent in &nodes[at].parents {
                if component[parent] == NEW {
                    low[at] = low[at].min(low[parent]);
                }
            }
            if low[at] == index[at] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    if member == at {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}
