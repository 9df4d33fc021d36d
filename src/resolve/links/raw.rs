//! The addresses and ids in raw HTML, where a site allows it: the addresses followed like those of Markdown, with their places.

use std::sync::LazyLock;

use regex::Regex;

use crate::markdown::Link;
use crate::paths::Written;
use crate::site::{Followed, Page, PageIx, Site, Target, TargetKind};

use super::Follower;

/// An address in a tag: in quotation marks of either kind, or bare.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?i)\s(src|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^"'\s>]+))"#;
    Regex::new(pattern).expect("the pattern is fixed")
});

/// The name of a part.
static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^"'\s>]+))"#).expect("the pattern is fixed")
});

/// Returns the ids in a page's raw HTML.
pub(super) fn ids<'a>(page: &'a Page, site: &'a Site) -> impl Iterator<Item = String> + 'a {
    let file = site.files.get(page.parsed.file);
    page.parsed.outline.html.iter().flat_map(move |part| {
        ID.captures_iter(file.slice(*part)).filter_map(|found| {
            let id = (1..=3).find_map(|group| found.get(group))?;
            Some(id.as_str().to_owned())
        })
    })
}

impl Follower<'_, '_> {
    /// Follows the addresses in a page's raw HTML and returns what leads somewhere.
    pub(super) fn raw_html(&mut self, page: PageIx) -> Followed {
        let page = &self.site.pages[page].parsed;
        let mut followed = Followed::new();
        if !self.site.config.raw_html {
            return followed;
        }
        let file = self.site.files.get(page.file);
        for part in &page.outline.html {
            for found in ADDRESS.captures_iter(file.slice(*part)) {
                let written = (2..=4).find_map(|group| found.get(group)).expect("the pattern has an address");
                let start = part.range().start;
                let span = file.span(start + written.start()..start + written.end());
                let to = Written::parse(&written.as_str().replace("&amp;", "&"));
                let target = if found[1].eq_ignore_ascii_case("src") {
                    let image = self.image(&to, span);
                    image.map(|image| Target { href: image.src, kind: TargetKind::Internal })
                } else {
                    self.link(&Link { to: to.clone(), span, words: String::new(), whole: span })
                };
                followed.extend(target.map(|target| (to, target)));
            }
        }
        followed
    }
}
