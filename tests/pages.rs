//! Drawn pages as a browser would read them: every id once, and every link within a page to an id.

use std::collections::BTreeSet;

use onrecord::rules::Rule;
use onrecord::{Clock, Options};
use regex::Regex;

use crate::support::{Project, options};

/// Headings that would like to have the ids of the templates, and claims and corrections on every kind of page.
const TEXT: &str = "

It [was so](claim:here), [and so](claim:there/part/c), said [one](claim:it-s/c). It is noted.[^1] See [all](#corrections).

[^1]: A footnote with [a claim](claim:shared).

# Legend

## Timeline

## Correction 1

## How title

## Main

## Claim here

## Note there--part--c

## Fn 1

## Filter status all

## Sources title
";

#[test]
fn no_id_stands_twice_and_none_is_missing() {
    let front = |kind: &str| {
        format!(
            "---\ntitle: T\nkind: {kind}\nclaims:\n  here: {{date: 2025-01-01, about: [clerk], sources: [clerk, record]}}\n\
             corrections:\n  - {{date: 2025-01-02, kind: correction, now: N., claims: [here]}}\n\
             \x20\x20- {{date: 2025-01-03, kind: correction, now: N.}}\n---\n{TEXT}"
        )
    };
    let other = "---\ntitle: O\nclaims:\n  c: {sources: [clerk]}\n---\nIt [is](claim:c).\n";
    let mut project = Project::new()
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person}\n")
        .file(
            "content/sources.yaml",
            "record: {type: report, title: Minutes, obtained: document}\nclerk: {naming: named, actor: clerk, obtained: interview}\n",
        )
        .file("content/claims.yaml", "shared: {says: It is shared., sources: [clerk]}\n")
        .file("content/there/part.md", other)
        .file("content/it-s.md", other)
        .file("content/It's a \"page\".md", other);
    for (path, kind) in [
        ("_index.md", "page"),
        ("a.md", "explainer"),
        ("b.md", "page"),
        ("there/_index.md", "explainer"),
        ("actors/clerk.md", "page"),
    ] {
        project = project.file(&format!("content/{path}"), &front(kind));
    }
    let pages = project.pages();
    assert!(
        ["index.html", "a/index.html", "b/index.html", "there/index.html", "actors/clerk/index.html"]
            .iter()
            .all(|page| pages[*page].contains("id=\"correction-2\"")
                && pages[*page].contains("id=\"note-there--part--c\""))
    );
    let (ids, links) =
        (Regex::new("[ ]id=\"([^\"]*)\"").unwrap(), Regex::new("[ ]href=\"#([^\"]*)\"").unwrap());
    for (path, html) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut seen = BTreeSet::new();
        for id in ids.captures_iter(html).map(|found| found[1].to_owned()) {
            assert!(seen.insert(id.clone()), "{path}: the id `{id}` stands twice");
        }
        for to in links.captures_iter(html).map(|found| found[1].to_owned()) {
            assert!(seen.contains(&to), "{path}: nothing has the id `{to}`");
        }
    }
}

/// The registers of the tests below.
fn with_registers() -> Project {
    Project::new()
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person}\n")
        .file("content/sources.yaml", "clerk: {naming: named, actor: clerk, obtained: interview}\n")
        .file(
            "content/claims.yaml",
            "hidden: {says: A secret., sources: []}\nopen: {says: It is open., sources: [clerk]}\n",
        )
}

#[test]
fn what_only_a_draft_marks_shows_nowhere() {
    let events = "kept: {title: The vote, date: 2025-01-01, claims: [hidden, open]}\n";
    let front =
        "title: A\ncorrections:\n  - {date: 2025-01-02, kind: correction, now: N., claims: [hidden, open]}\n";
    let project = with_registers()
        .file("content/events.yaml", events)
        .file("content/a.md", &format!("---\n{front}---\nIt is [open](claim:open).\n"))
        .file("content/later.md", "---\ntitle: Later\ndraft: true\n---\nIt is [so](claim:hidden).\n");
    let pages = project.pages();
    for (path, html) in &pages {
        assert!(!html.contains("A secret"), "{path}");
    }
    assert!(pages["timeline/index.html"].contains("/a/#claim-open"));
    assert!(
        pages["timeline/index.html"].contains("data-status=\"single-source\""),
        "the hidden claim is unsourced"
    );
    assert!(pages["a/index.html"].contains("id=\"correction-1\""));
}

#[test]
fn each_reader_gets_the_marked_words_of_their_language() {
    let claims = "claims:\n  vote: {sources: [clerk]}\n";
    let project = with_registers()
        .file("content/aa.md", "---\ntitle: Other\n---\nOthers [put it so](claim:talks/vote).\n")
        .file("content/talks/index.md", &format!("---\ntitle: Talks\n{claims}---\nIt [voted](claim:vote).\n"))
        .file("content/talks/index.de.md", "---\ntitle: Rat\n---\nEr [stimmte ab](claim:vote).\n")
        .file(
            "content/zz.md",
            "---\ntitle: Draft\ndraft: true\n---\nNobody [reads this](claim:talks/vote).\n",
        );
    let pages = project.pages();
    let says = |path: &str| {
        let html = &pages[path];
        let at = html.find("What is claimed</dt><dd>").unwrap_or_else(|| panic!("{path}: {html}"));
        html[at + "What is claimed</dt><dd>".len()..].split('<').next().unwrap().trim().to_owned()
    };
    assert_eq!(says("talks/index.html"), "voted");
    assert_eq!(says("de/talks/index.html"), "stimmte ab");
    assert_eq!(says("aa/index.html"), "voted", "the article's own words, not the ones of the first file");
}

#[test]
fn lists_name_an_article_in_the_readers_language() {
    let front = |title: &str| format!("---\ntitle: {title}\n---\nIt [is](claim:vote).\n");
    let project = with_registers()
        .file("site.yaml", "title: T\nlanguage: fr\n")
        .file("content/talks/claims.yaml", "vote: {says: V., date: 2025-01-01, sources: [clerk]}\n")
        .file("content/talks/index.de.md", &front("Auf Deutsch"))
        .file("content/talks/index.md", &front("En français"));
    let pages = project.pages();
    for path in ["claims/index.html", "timeline/index.html", "sources/clerk/index.html"] {
        assert!(pages[path].contains(">En français</a>") && !pages[path].contains("Auf Deutsch"), "{path}");
    }
    for path in ["talks/index.html", "de/talks/index.html"] {
        let page = &pages[path];
        let list = page.split_once("<ol class=\"timeline\"").unwrap().1.split_once("</ol>").unwrap().0;
        assert!(!list.contains("/talks/\""), "{path}: an article does not say that its events are its own");
    }
}

#[test]
fn a_stored_text_is_no_page_whatever_its_name() {
    let project = with_registers()
        .file(
            "content/sources.yaml",
            "clerk: {type: report, title: R, obtained: document, text: texts/r.md}\n",
        )
        .file("content/texts/r.md", "# Not for readers\n")
        .file("content/a.md", "---\ntitle: A\n---\nText.\n");
    let outcome = project.check();
    assert!(
        outcome.findings.iter().all(|finding| finding.rule == Rule::UnusedClaim),
        "{:?}",
        outcome.findings
    );
    assert!(
        project
            .pages()
            .iter()
            .all(|(path, html)| !path.starts_with("texts") && !html.contains("Not for readers"))
    );
}

#[test]
fn a_page_expires_at_its_instant() {
    let page = "---\ntitle: A\nexpires: 2026-01-15T12:00:00+00:00\n---\nText.\n";
    let system = with_registers().file("content/a.md", page).system();
    let is_there = |clock: Clock| {
        let outcome = onrecord::check(&system, &Options { clock, ..options(false) }, &|_, _| {}).unwrap();
        outcome.withheld().next().is_none()
    };
    assert!(is_there(Clock::Day("2026-01-15".parse().unwrap())), "a day is its first instant");
    assert!(is_there(Clock::Instant("2026-01-15T11:59:59Z".parse().unwrap())));
    assert!(!is_there(Clock::Instant("2026-01-15T12:00:00Z".parse().unwrap())));
}

/// Footnotes count with letters, as their list does: claims have numbers, and the two stand side by side.
#[test]
fn footnotes_have_letters() {
    let references: String = (1..=28).map(|n| format!("It is so.[^n{n}]\n\n")).collect();
    let definitions: String = (1..=28).map(|n| format!("[^n{n}]: Note {n}.\n\n")).collect();
    let project =
        Project::new().file("content/a.md", &format!("---\ntitle: A\n---\n{references}{definitions}"));
    let page = &project.pages()["a/index.html"];
    for (n, letters) in [(1, "a"), (2, "b"), (26, "z"), (27, "aa"), (28, "ab")] {
        assert!(
            page.contains(&format!("href=\"#fn-{n}\" aria-label=\"Footnote {letters}\">{letters}</a>")),
            "{n}"
        );
    }
    assert!(page.contains("<ol type=\"a\">"));
}
