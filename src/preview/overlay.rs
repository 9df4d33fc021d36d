//! What an editor sees over a page that cannot be drawn: the errors, each with its place.

use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::html::escaped;

use super::desk::{item, place, words};

/// What is said over a page that a template cannot draw.
pub(super) const NOT_DRAWN: &str = "This page cannot be drawn";

/// What is said over a page whose file cannot be read.
pub(super) const NOT_READ: &str = "A file cannot be read";

/// Draws the overlay for errors of templates, and for files that cannot be read.
pub(super) fn of_findings(title: &str, findings: &[Diagnostic], files: &Files) -> String {
    let items: String = findings
        .iter()
        .map(|finding| {
            item(finding, "", &words(&finding.message), &place(files.get(finding.span.file), finding.span))
        })
        .collect();
    panel(title, &format!("<ul role=\"list\">\n{items}</ul>\n"))
}

/// Draws the overlay for a site that cannot be read.
pub(super) fn of_text(text: &str) -> String {
    panel("The site cannot be read", &format!("<p>{}</p>\n", words(text)))
}

fn panel(title: &str, inner: &str) -> String {
    format!(
        "\n<section class=\"desk trouble\" role=\"alert\" tabindex=\"0\" aria-label=\"{title}\">\n<p><strong>{title}.</strong></p>\n{inner}</section>\n"
    )
}

/// What stands below an overlay.
#[derive(Clone, Copy)]
pub(super) enum Below {
    /// The page as it was last drawn.
    LastGood,
    /// The page as far as its file could be read.
    AsRead,
}

/// Lays an overlay over a page.
pub(super) fn lay(overlay: &str, below: Below, html: &str) -> String {
    let at = behind_tag(html, "<body").unwrap_or(0);
    let what = match below {
        Below::LastGood => "Below is the page as it was last drawn.",
        Below::AsRead => "Below is the page as far as it can be read.",
    };
    let open = overlay.trim_end().trim_end_matches("</section>");
    format!("{}{open}<p>{what}</p>\n</section>\n{}", &html[..at], &html[at..])
}

/// Returns a page with nothing but an overlay. `style`: the URL of the style sheet.
pub(super) fn alone(overlay: &str, style: Option<&str>) -> String {
    let style = style
        .map_or_else(String::new, |url| format!("<link rel=\"stylesheet\" href=\"{}\">\n", escaped(url)));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>No page</title>\n{style}</head>\n<body>{overlay}</body>\n</html>\n"
    )
}

/// Returns the place behind the first opening tag that begins so, whatever its capitals.
pub(super) fn behind_tag(html: &str, tag: &str) -> Option<usize> {
    let at = html.as_bytes().windows(tag.len()).position(|part| part.eq_ignore_ascii_case(tag.as_bytes()))?;
    html[at..].find('>').map(|end| at + end + 1)
}
