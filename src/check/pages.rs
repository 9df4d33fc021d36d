//! Rules about single pages: raw HTML, images without a description, unused footnotes, unknown templates.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink, did_you_mean};
use crate::files::is_blank;
use crate::highlight;
use crate::html::MAX_HTML_DEPTH;
use crate::markdown::unused_definitions;
use crate::rules::Rule;
use crate::site::{Page, Site};
use crate::templates::BUILT_IN_PREFIX;

pub(super) fn check(site: &Site, sink: &mut Sink) {
    let templates: BTreeSet<&str> =
        site.templates.iter().map(|(name, _)| name.strip_prefix(BUILT_IN_PREFIX).unwrap_or(name)).collect();
    for page in &site.pages {
        raw_html(site, page, sink);
        images(page, sink);
        code(site, page, sink);
        for (label, span) in unused_definitions(&page.parsed.outline) {
            sink.push(Diagnostic::new(
                Rule::UnusedFootnote,
                span,
                format!("nothing refers to the footnote `{label}`"),
                format!("write `[^{label}]` where it belongs, or remove the footnote"),
            ));
        }
        if let Some(template) = &page.parsed.front.template
            && !templates.contains(template.value.as_str())
        {
            let help = did_you_mean(
                &template.value,
                templates.iter().copied(),
                "put the template into `templates/`, or leave the key out",
            );
            sink.push(Diagnostic::new(
                Rule::TemplateMissing,
                template.span,
                format!("there is no template `{}`", template.value),
                help,
            ));
        }
    }
}

fn raw_html(site: &Site, page: &Page, sink: &mut Sink) {
    let outline = &page.parsed.outline;
    if site.config.raw_html {
        if let Some(first) = outline.html.first().filter(|_| outline.html_depth > MAX_HTML_DEPTH) {
            sink.push(Diagnostic::new(
                Rule::RawHtml,
                *first,
                format!("raw HTML lies {} elements deep; {MAX_HTML_DEPTH} are read", outline.html_depth),
                "close each element, or write the page in Markdown",
            ));
        }
        return;
    }
    let mut open: Vec<&str> = Vec::new();
    for span in &page.parsed.outline.raw_html {
        let tag = site.files.get(span.file).slice(*span);
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or(name);
        if !tag.starts_with("</") {
            open.push(name);
        } else if let Some(at) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            // The opening tag has been reported.
            open.remove(at);
            continue;
        }
        sink.push(Diagnostic::new(
            Rule::RawHtml,
            *span,
            "raw HTML stands in the text",
            "write it as Markdown; where `<` is meant as it stands, write `\\<`; a site can allow a safe part of HTML with `markdown: {raw_html: true}`",
        ));
    }
}

fn images(page: &Page, sink: &mut Sink) {
    let help = "say in a few words what the picture shows, for readers who cannot see it";
    for image in &page.parsed.outline.images {
        if is_blank(&image.words) {
            sink.push(Diagnostic::new(
                Rule::ImageWithoutAlt,
                image.whole,
                "this image has no description",
                format!("{help}: `![a bridge at night](bridge.jpg)`"),
            ));
        }
    }
    if let Some(image) = &page.parsed.front.image
        && page.parsed.front.image_alt.is_none()
        && page.image.is_some()
    {
        sink.push(Diagnostic::new(
            Rule::ImageWithoutAlt,
            image.span,
            "this page's image has no description",
            format!("{help}: `image_alt: …`"),
        ));
    }
}

fn code(site: &Site, page: &Page, sink: &mut Sink) {
    if !site.config.highlight {
        return;
    }
    for (language, span) in &page.parsed.outline.code_languages {
        if matches!(language.as_str(), "text" | "txt" | "plain" | "plaintext" | "none")
            || highlight::known(language)
        {
            continue;
        }
        let help = match highlight::nearest(language) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "leave the word out, or write `text`; the code is shown without colours".to_owned(),
        };
        sink.push(Diagnostic::new(
            Rule::UnknownCodeLanguage,
            *span,
            format!("`{language}` is not a language that can be highlighted"),
            help,
        ));
    }
}
