//! Pages as they were last drawn without an error, for the time in which they cannot be drawn.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::paths::OutputPath;

/// The last good bytes of pages that were asked for. Past a number of bytes, what was drawn longest ago goes.
#[derive(Debug)]
pub(super) struct Kept {
    pages: HashMap<OutputPath, Arc<[u8]>>,
    /// The same pages, the one drawn last at the end.
    order: VecDeque<OutputPath>,
    held: usize,
    most: usize,
}

impl Kept {
    /// Keeps at most so many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { pages: HashMap::new(), order: VecDeque::new(), held: 0, most }
    }

    /// Remembers a page as it was drawn just now.
    pub(super) fn put(&mut self, path: &OutputPath, bytes: &Arc<[u8]>) {
        self.remove(path);
        self.held += bytes.len();
        self.pages.insert(path.clone(), bytes.clone());
        self.order.push_back(path.clone());
        while self.held > self.most
            && let Some(oldest) = self.order.front().cloned()
        {
            self.remove(&oldest);
        }
    }

    /// Returns a page as it was last drawn.
    pub(super) fn get(&self, path: &OutputPath) -> Option<Arc<[u8]>> {
        self.pages.get(path).cloned()
    }

    /// Forgets the pages that are no longer wanted.
    pub(super) fn retain(&mut self, wanted: impl Fn(&OutputPath) -> bool) {
        let gone: Vec<OutputPath> = self.order.iter().filter(|path| !wanted(path)).cloned().collect();
        for path in gone {
            self.remove(&path);
        }
    }

    fn remove(&mut self, path: &OutputPath) {
        if let Some(bytes) = self.pages.remove(path) {
            self.held -= bytes.len();
            self.order.retain(|other| other != path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;
    use crate::paths::OutputPath;

    #[test]
    fn the_oldest_pages_make_room() {
        let (a, b, c) = (OutputPath::page("a"), OutputPath::page("b"), OutputPath::page("c"));
        let mut kept = Kept::new(6);
        kept.put(&a, &b"111".as_slice().into());
        kept.put(&b, &b"222".as_slice().into());
        kept.put(&a, &b"11".as_slice().into());
        kept.put(&c, &b"333".as_slice().into());
        assert_eq!(kept.get(&b), None, "`a` was drawn again after it");
        assert_eq!(kept.get(&a).as_deref(), Some(b"11".as_slice()));
        kept.put(&b, &b"too long".as_slice().into());
        assert!(kept.pages.is_empty() && kept.order.is_empty() && kept.held == 0);
        kept.put(&a, &b"1".as_slice().into());
        kept.put(&b, &b"2".as_slice().into());
        kept.retain(|path| *path == b);
        assert_eq!((kept.get(&a), kept.held), (None, 1));
    }
}
