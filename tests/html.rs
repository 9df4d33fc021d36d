//! Markdown to the HTML of a page's content: cases in `tests/html/`. Each heading is a case; its `markdown` block is the
//! body of an article, blocks with a path are further files, its `html` block is what is expected. `UPDATE=1` rewrites it.

use std::collections::BTreeMap;
use std::fs;

use onrecord::paths::Written;
use onrecord::site::{Followed, Target, TargetKind};

use crate::support::{Project, blocks, list, read};

/// The article's front matter: claims to mark, in any case.
const FRONT: &str = "---\ntitle: A\nclaims:\n  a: {by: [clerk], about: [council], sources: [{source: record, locator: p. 1}, clerk]}\n  b: {sources: [clerk], waive: {claim-single-route: Test.}}\n  c: {sources: [hidden], waive: {claim-unconfirmed: Test.}}\n---\n";

/// Draws the content of a case.
fn draw(body: &str, files: &BTreeMap<String, String>) -> String {
    let mut project = Project::new()
        .file("site.yaml", "title: Test\nbase_url: https://example.org/repo/\n")
        .file("templates/article.html", "{{ content | safe }}")
        .file("templates/note.html", "<aside id=\"note-{{ note.anchor }}\">{{ note.number }} {{ note.status.id }}</aside>\n")
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person}\ncouncil: {name: Council, kind: group}\n")
        .file(
            "content/sources.yaml",
            "record: {type: report, title: Minutes, obtained: public-record}\nclerk: {naming: named, actor: clerk, obtained: interview}\nhidden: {naming: unnamed, described_as: a driver at the depot, how_they_know: Was there., why_unnamed: Fears dismissal.}\n",
        )
        .file("content/other/index.md", "---\ntitle: Other\nclaims:\n  o: {sources: [{source: record, locator: p. 2}]}\n---\n## Part\n\nIt [is](claim:o).\n")
        .file("content/a/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>")
        .file("content/a/index.md", &format!("{FRONT}{body}"));
    for (path, text) in files {
        project = project.file(path, text);
    }
    project.pages().remove("a/index.html").expect("the article is drawn")
}

#[test]
fn every_case() {
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for path in list("tests/html") {
        let text = read(&path);
        let mut updated = text.clone();
        let all = blocks(&text);
        let mut headings: Vec<&str> = all.iter().map(|block| block.heading.as_str()).collect();
        headings.dedup();
        for heading in headings {
            let of = |info: &str| all.iter().find(|block| block.heading == heading && block.info == info);
            let body = of("markdown").unwrap_or_else(|| panic!("{heading}: no Markdown"));
            let wanted = of("html").unwrap_or_else(|| panic!("{heading}: no HTML"));
            let files = all.iter().filter(|block| block.heading == heading);
            let files = files
                .filter_map(|block| Some((block.info.split_once(' ')?.1.to_owned(), block.text.clone())))
                .collect();
            let found = format!("{}\n", draw(&body.text, &files).trim());
            cases += 1;
            if found != wanted.text {
                wrong.push(format!("{}: {heading}\nwanted\n{}found\n{found}", path.display(), wanted.text));
                let at = updated.find(&format!("## {heading}\n")).unwrap();
                updated = format!(
                    "{}{}",
                    &updated[..at],
                    updated[at..].replacen(
                        &format!("```html\n{}```", wanted.text),
                        &format!("```html\n{found}```"),
                        1
                    )
                );
            }
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, updated).unwrap();
        }
    }
    assert!(
        cases > 0 && (wrong.is_empty() || std::env::var_os("UPDATE").is_some()),
        "{} of {cases} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn notes_are_text_whose_links_were_followed() {
    let target = |href: &str, kind| Target { href: href.to_owned(), kind };
    let links: Followed = [
        ("https://e.example/?a&b", target("https://e.example/?a&b", TargetKind::External)),
        ("mailto:c@d.example", target("mailto:c@d.example", TargetKind::External)),
        ("actor:f", target("/repo/actors/f/", TargetKind::Actor(0))),
    ]
    .map(|(written, target)| (Written::parse(written), target))
    .into();
    for (text, html) in [
        ("A *b* `c`.", "<p>A <em>b</em> <code>c</code>.</p>\n"),
        ("## A {#main}", "<h2>A</h2>\n"),
        (
            "[a](https://e.example/?a&b) <c@d.example>",
            "<p><a href=\"https://e.example/?a&amp;b\" class=\"external\" rel=\"noopener\">a</a> <a href=\"mailto:c@d.example\" class=\"external\" rel=\"noopener\">c@d.example</a></p>\n",
        ),
        (
            "[a](b.md) [c](javascript:d) [e](actor:f) [g](claim:h)",
            "<p>a c <a href=\"/repo/actors/f/\" class=\"actor\">e</a> g</p>\n",
        ),
        ("![a](https://e.example/b.png) <b onclick=x>c</b>", "<p>a c</p>\n"),
        ("<script>a</script>\n\nb", "<p>b</p>\n"),
        ("{{ a }} <!-- b --> \\<c>", "<p>{{ a }}  &lt;c&gt;</p>\n"),
        ("```rust\nfn\n```", "<pre><code class=\"language-rust\">fn\n</code></pre>\n"),
        ("", ""),
    ] {
        assert_eq!(
            onrecord::html::fragment(text, &links, onrecord::strings::Words::english()),
            html,
            "{text}"
        );
    }
}
