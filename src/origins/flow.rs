//! The greatest flow through a network (Dinic's algorithm, without recursion).

use std::collections::VecDeque;

/// More than any flow.
pub(super) const UNLIMITED: u64 = u64::MAX / 4;

/// A network of numbered places.
pub(super) struct Network {
    /// The edges that leave each place; an even one and the odd one after it are each other's way back.
    edges_of: Vec<Vec<usize>>,
    to: Vec<usize>,
    room: Vec<u64>,
}

impl Network {
    /// Starts a network of so many places.
    pub(super) fn new(places: usize) -> Self {
        Self { edges_of: vec![Vec::new(); places], to: Vec::new(), room: Vec::new() }
    }

    /// Adds an edge that takes so much.
    pub(super) fn edge(&mut self, from: usize, to: usize, room: u64) {
        for (from, to, room) in [(from, to, room), (to, from, 0)] {
            self.edges_of[from].push(self.to.len());
            self.to.push(to);
            self.room.push(room);
        }
    }

    /// Returns the greatest flow from one place to another.
    pub(super) fn greatest(mut self, start: usize, end: usize) -> u64 {
        let mut total = 0;
        loop {
            let distance = self.distances(start);
            if distance[end].is_none() {
                return total;
            }
            total += self.push(start, end, &distance);
        }
    }

    fn distances(&self, start: usize) -> Vec<Option<usize>> {
        let mut distance = vec![None; self.edges_of.len()];
        distance[start] = Some(0);
        let mut open = VecDeque::from([(start, 0)]);
        while let Some((at, steps)) = open.pop_front() {
            for &edge in &self.edges_of[at] {
                let to = self.to[edge];
                if self.room[edge] > 0 && distance[to].is_none() {
                    distance[to] = Some(steps + 1);
                    open.push_back((to, steps + 1));
                }
            }
        }
        distance
    }

    /// Pushes what shortest paths take.
    fn push(&mut self, start: usize, end: usize, distance: &[Option<usize>]) -> u64 {
        let mut tried = vec![0; self.edges_of.len()];
        let (mut path, mut at, mut total): (Vec<usize>, usize, u64) = (Vec::new(), start, 0);
        loop {
            if at == end {
                let pushed = path.iter().map(|edge| self.room[*edge]).min().unwrap_or(0);
                for edge in &path {
                    self.room[*edge] -= pushed;
                    self.room[*edge ^ 1] += pushed;
                }
                total += pushed;
                // Go on from before the first edge that is full now.
                let full = path.iter().position(|edge| self.room[*edge] == 0).unwrap_or(0);
                at = self.to[path[full] ^ 1];
                path.truncate(full);
                continue;
            }
            let next = self.edges_of[at][tried[at]..].iter().position(|edge| {
                self.room[*edge] > 0
                    && distance[self.to[*edge]]
                        .is_some_and(|steps| Some(steps) == distance[at].map(|own| own + 1))
            });
            if let Some(skipped) = next {
                tried[at] += skipped;
                let edge = self.edges_of[at][tried[at]];
                path.push(edge);
                at = self.to[edge];
            } else if let Some(edge) = path.pop() {
                at = self.to[edge ^ 1];
                tried[at] += 1;
            } else {
                return total;
            }
        }
    }
}
