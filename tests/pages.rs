//! Drawn pages as a browser would read them: every id once, and every link within a page to an id.

use std::collections::BTreeSet;

use regex::Regex;

use crate::support::Project;

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
