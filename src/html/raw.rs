//! Raw HTML, cleaned by an allow-list while our own markup waits outside as tokens.

use crate::paths::Written;

use super::Mode;

/// Our own markup while raw HTML is cleaned, and the tokens that stand for it.
pub(super) struct Held {
    pub(super) token: String,
    pub(super) markup: Vec<String>,
}

impl Held {
    pub(super) fn hold(&mut self, html: String) -> String {
        self.markup.push(html);
        format!("{}{}\u{E001}", self.token, self.markup.len() - 1)
    }

    /// Puts the markup back where its tokens stand; `None` unless all of them stand in text and in order.
    pub(super) fn restore(&self, html: &str) -> Option<String> {
        let mut out = String::with_capacity(html.len());
        let (mut rest, mut context) = (html, Context::Text);
        for (number, markup) in self.markup.iter().enumerate() {
            let token = format!("{}{number}\u{E001}", self.token);
            let at = rest.find(&token)?;
            context = context.behind(&rest[..at]);
            if context != Context::Text || rest[..at].contains(&self.token) {
                return None;
            }
            out.push_str(&rest[..at]);
            out.push_str(markup);
            rest = &rest[at + token.len()..];
        }
        out.push_str(rest);
        (!rest.contains(&self.token)).then_some(out)
    }
}

/// Where one stands in HTML that was written by a program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Text,
    Tag,
    Value,
}

impl Context {
    /// Returns the context behind some more HTML.
    fn behind(self, html: &str) -> Self {
        html.bytes().fold(self, |context, byte| match (context, byte) {
            (Self::Text, b'<') | (Self::Value, b'"') => Self::Tag,
            (Self::Tag, b'>') => Self::Text,
            (Self::Tag, b'"') => Self::Value,
            (context, _) => context,
        })
    }
}

/// Cleans raw HTML by an allow-list. Addresses within the site are the followed ones; one that leads nowhere goes.
pub(super) fn clean(html: &str, mode: Mode<'_>) -> String {
    let followed = match mode {
        Mode::Page(context) => context.site.pages[context.page].raw_links.as_slice(),
        Mode::Feed(_, page) => page.raw_links.as_slice(),
        Mode::Fragment(..) | Mode::CommonMark => &[],
    };
    let addresses: Vec<(Written, String)> =
        followed.iter().map(|(to, target)| (to.clone(), mode.link_to(&target.href))).collect();
    ammonia::Builder::default()
        .add_tags([
            "details",
            "summary",
            "figure",
            "figcaption",
            "section",
            "abbr",
            "mark",
            "small",
            "u",
            "time",
        ])
        .add_generic_attributes(["lang", "dir", "title", "id"])
        .add_tag_attributes("time", ["datetime"])
        .add_tag_attributes("details", ["open"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(Some("noopener"))
        .attribute_filter(move |_, attribute, value| {
            let to = Written::parse(value);
            match attribute {
                "href" | "src" => {}
                // Where a quotation is from. No reader sees it, so it is not followed: only other sites are let through.
                "cite" => return matches!(to, Written::External(_)).then(|| value.into()),
                _ => return Some(value.into()),
            }
            addresses.iter().find(|(other, _)| *other == to).map(|(_, href)| href.clone().into())
        })
        .clean(html)
        .to_string()
}
