//! Links and images, as `resolve` has settled where they lead.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag};

use crate::markdown::{Piece, Step};
use crate::paths::Written;
use crate::site::{Page, Site, TargetKind};

use super::{Mode, Writer, escaped, href_escaped, title_attribute};

impl<'a> Writer<'a> {
    pub(super) fn link_start(&mut self, event: &Event<'a>) {
        let Event::Start(Tag::Link { dest_url, title, .. }) = event else { return };
        let number = self.link_number;
        self.link_number += 1;
        let written = self.links.next();
        let (href, extra) = match self.mode {
            Mode::CommonMark => {
                let mail = if written.is_some_and(
                    |link| matches!(&link.to, Written::External(url) if url.starts_with("mailto:")),
                ) && !dest_url.starts_with("mailto:")
                {
                    "mailto:"
                } else {
                    ""
                };
                (Some(format!("{mail}{dest_url}")), "")
            }
            Mode::Fragment(links, _) => {
                let target = written.and_then(|link| links.iter().find(|(to, _)| *to == link.to));
                target.map_or((None, ""), |(_, target)| (Some(target.href.clone()), attributes(target.kind)))
            }
            Mode::Page(_) | Mode::Feed(..) => {
                let (_, page) = self.site_and_page().expect("the mode is one of a page");
                match page.links.get(number).and_then(Option::as_ref) {
                    Some(target) => (Some(self.mode.link_to(&target.href)), attributes(target.kind)),
                    None => (None, ""),
                }
            }
        };
        // The words of a link may hold an address between `<` and `>`; links do not nest in HTML.
        let href = href.filter(|_| !self.open_links.contains(&true) || matches!(self.mode, Mode::CommonMark));
        self.open_links.push(href.is_some());
        if let Some(href) = href {
            let title = title_attribute(title);
            self.own(format!("<a href=\"{}\"{extra}{title}>", href_escaped(&href)));
        }
    }

    pub(super) fn link_end(&mut self) {
        if self.open_links.pop() == Some(true) {
            self.own("</a>".to_owned());
        }
    }

    pub(super) fn site_and_page(&self) -> Option<(&'a Site, &'a Page)> {
        match self.mode {
            Mode::Page(context) => Some((context.site, &context.site.pages[context.page])),
            Mode::Feed(site, page) => Some((site, page)),
            Mode::Fragment(..) | Mode::CommonMark => None,
        }
    }

    /// Draws an image whole; its description is plain text.
    pub(super) fn image(&mut self, pieces: &[Piece<'a>], at: usize) -> usize {
        let Step::Markdown(Event::Start(Tag::Image { dest_url, title, .. })) = &pieces[at].step else {
            return at + 1;
        };
        let number = self.image_number;
        self.image_number += 1;
        let (mut depth, mut end, mut alt) = (0_usize, at, String::new());
        for (n, piece) in pieces.iter().enumerate().skip(at) {
            end = n;
            match &piece.step {
                Step::Markdown(Event::Start(tag)) => {
                    // Links and images inside a description count like those outside.
                    if n > at {
                        match tag {
                            Tag::Link { .. } => {
                                self.link_number += 1;
                                self.links.next();
                            }
                            Tag::Image { .. } => self.image_number += 1,
                            _ => {}
                        }
                    }
                    depth += 1;
                }
                Step::Markdown(Event::End(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Step::Markdown(Event::Text(text) | Event::Code(text) | Event::InlineHtml(text)) => {
                    alt.push_str(text);
                }
                Step::Markdown(Event::SoftBreak | Event::HardBreak) => alt.push(' '),
                _ => {}
            }
        }
        let title = title_attribute(title);
        let html = match self.mode {
            Mode::CommonMark => {
                Some(format!("<img src=\"{}\" alt=\"{}\"{title} />", href_escaped(dest_url), escaped(&alt)))
            }
            Mode::Fragment(..) => None,
            Mode::Page(_) | Mode::Feed(..) => {
                let (site, page) = self.site_and_page().expect("the mode is one of a page");
                page.images.get(number).and_then(Option::as_ref).map(|image| {
                    let src = match self.mode {
                        Mode::Feed(..) => site.config.base_url.absolute_link(&image.src),
                        _ => Cow::Borrowed(image.src.as_str()),
                    };
                    let size = image
                        .size
                        .map_or_else(String::new, |(w, h)| format!(" width=\"{w}\" height=\"{h}\""));
                    format!(
                        "<img src=\"{}\" alt=\"{}\"{size}{title} loading=\"lazy\" decoding=\"async\">",
                        href_escaped(&src),
                        escaped(&alt)
                    )
                })
            }
        };
        match html {
            Some(html) => self.own(html),
            None => self.events.push(Event::Text(alt.into())),
        }
        end + 1
    }
}

/// Returns the attributes of a link by what it leads to.
fn attributes(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::External => " class=\"external\" rel=\"noopener\"",
        TargetKind::Actor(_) => " class=\"actor\"",
        TargetKind::Source(_) => " class=\"source-link\"",
        TargetKind::Internal => "",
    }
}
