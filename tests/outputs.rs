//! What is written where, once links are followed: only files that are needed, at the addresses that browsers ask for.

use std::collections::BTreeSet;

use onrecord::diagnostic::Sink;

use crate::support::{Project, options};

/// Returns the paths that a site is written to.
fn outputs(project: &Project) -> BTreeSet<String> {
    let mut sink = Sink::default();
    let site =
        onrecord::prepare(&project.system(), &options(false), &mut sink).expect("the site can be read");
    let found = sink.finish(&site.config.levels, &site.files);
    assert!(found.is_empty(), "{:?}", found.iter().collect::<Vec<_>>());
    site.outputs.keys().map(ToString::to_string).collect()
}

const PAGE: &str = "---\ntitle: A\n---\nText.\n";

#[test]
fn files_that_the_configuration_names_are_written() {
    let site = Project::new()
        .file(
            "site.yaml",
            "title: T\nnavigation: [{title: R, url: '/talks/r.pdf#page=2'}]\npublisher: {name: P, logo: '/talks/my%20logo.svg'}\n",
        )
        .file("content/talks/index.md", PAGE)
        .file("content/talks/r.pdf", "r")
        .file("content/talks/my logo.svg", "<svg/>")
        .file("content/talks/notes.txt", "n");
    let outputs = outputs(&site);
    assert!(outputs.contains("talks/r.pdf") && outputs.contains("talks/my logo.svg"), "{outputs:?}");
    assert!(!outputs.contains("talks/notes.txt"));
}

#[test]
fn a_file_that_no_page_needs_is_in_nobodys_way() {
    let site = Project::new()
        .file("content/case/index.md", "---\ntitle: A\n---\n![A picture](photo.png)\n")
        .file("content/case/Photo.png", "unused")
        .file("content/case/photo.png", "used");
    let outputs = outputs(&site);
    assert!(outputs.contains("case/photo.png") && !outputs.contains("case/Photo.png"), "{outputs:?}");
}

#[test]
fn an_alias_is_written_where_a_server_looks_for_it() {
    let site = Project::new()
        .file("content/a.md", "---\ntitle: A\naliases: [/caf%C3%A9/, /old%20page/]\n---\nText.\n");
    let outputs = outputs(&site);
    assert!(outputs.contains("café/index.html") && outputs.contains("old page/index.html"), "{outputs:?}");
}

#[test]
fn a_notes_links_lead_to_the_readers_language() {
    let article = |title: &str| format!("---\ntitle: {title}\n---\n## Part\n\nIt was [said](claim:a).\n");
    let pages = Project::new()
        .file("site.yaml", "title: T\nlanguage: en\n")
        .file("content/sources.yaml", "s: {type: report, title: S, obtained: public-record}\n")
        .file(
            "content/talks/claims.yaml",
            "a: {sources: [{source: s, locator: p. 1}], note: {en: '[p](#part)', de: '[p](#part)'}}\n",
        )
        .file("content/talks/index.md", &article("Talks"))
        .file("content/talks/index.de.md", &article("Gespräche"))
        .pages();
    assert!(pages["talks/index.html"].contains("<a href=\"/talks/#part\""), "{}", pages["talks/index.html"]);
    assert!(
        pages["de/talks/index.html"].contains("<a href=\"/de/talks/#part\""),
        "{}",
        pages["de/talks/index.html"]
    );
}
