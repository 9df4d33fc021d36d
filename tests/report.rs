//! The sourcing report: what it counts, and how it is written.

use std::collections::BTreeSet;

use onrecord::overview::{Overview, articles};
use serde_json::{Value, json};

use crate::support::{Project, blocks, options, read, root};

const SOURCES: &str = "\
record: {type: report, title: Minutes, obtained: public-record}
clerk: {naming: named, actor: clerk, obtained: interview}
driver: {naming: unnamed, described_as: a driver, how_they_know: Was there., why_unnamed: Fears for the job.}
";

/// A site with two articles in a folder, one beside it and a draft.
fn site() -> Project {
    Project::new()
        .file("content/sources.yaml", SOURCES)
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person}\n")
        .file(
            "content/claims.yaml",
            "shared: {says: It was so., sources: [{source: record, locator: p. 1}]}\n",
        )
        .file(
            "content/news/bus.md",
            "---\ntitle: Bus\nclaims:\n  vote: {sources: [clerk, {source: record, locator: p. 2}]}\n  said: driver\n  \
             gap: ~\n---\n# A heading here\n\nThe council [voted](claim:vote). It is [said](claim:said) that it was \
             [late](claim:gap). It was [so](claim:shared). It rained. Who knows?\n\n> He \"left\".\n",
        )
        .file("content/news/far/mast.md", "---\ntitle: Mast\n---\nIt was [so](claim:shared). We do not know.\n")
        .file("content/fair.md", "---\ntitle: Fair\n---\nIt rained.\n")
        .file(
            "content/news/later.md",
            "---\ntitle: Later\ndraft: true\nclaims: {x: driver}\n---\nIt will [rain](claim:x).\n",
        )
        .file("content/about.md", "---\ntitle: About\nkind: page\n---\nIt rained.\n")
}

fn report(project: &Project, wanted: Option<&[&str]>) -> (Value, String, String) {
    let outcome = project.check();
    let site = &outcome.site;
    let path = |ix: &usize| site.files.get(site.pages[*ix].parsed.file).path.to_string();
    let wanted: Option<BTreeSet<usize>> =
        wanted.map(|wanted| articles(site).filter(|ix| wanted.contains(&path(ix).as_str())).collect());
    let overview = Overview::new(site, &outcome.findings, wanted.as_ref());
    let json = serde_json::from_str(&overview.to_json()).unwrap();
    (json, overview.to_text(false), overview.to_markdown())
}

#[test]
fn counts_of_an_article() {
    let (json, ..) = report(&site(), None);
    let paths: Vec<&str> =
        json["articles"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(
        paths,
        ["content/fair.md", "content/news/bus.md", "content/news/far/mast.md", "content/news/later.md"]
    );
    let bus = &json["articles"][1];
    assert_eq!(
        bus["sentences"],
        json!({"checkable": 4, "marked": 3, "sourced": 2, "not_checkable": {
            "heading": 1, "column-heading": 0, "quotation": 1, "question": 1, "author": 0, "opinion": 0,
            "reader": 0, "fragment": 0}}),
        "a sentence is sourced when all of its claims are"
    );
    assert_eq!(
        bus["claims"],
        json!({"total": 4, "by_status": {"retracted": 0, "superseded": 0, "disputed": 0, "unsourced": 1,
            "unconfirmed": 1, "attributed": 0, "single-source": 0, "corroborated": 0, "documented": 2},
            "live": 4, "unnamed": 1, "routes": {"0": 2, "1": 1, "2": 1, "3+": 0}})
    );
    assert_eq!(
        bus["findings"],
        json!({"error": 1, "warning": 1}),
        "an unsourced claim, and one by unnamed people"
    );
}

#[test]
fn sums_count_a_claim_once_and_drafts_apart() {
    let (json, ..) = report(&site(), None);
    let folders: Vec<(&str, u64, u64)> = json["folders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let number = |of: &Value| of.as_u64().unwrap();
            (one["path"].as_str().unwrap(), number(&one["articles"]), number(&one["claims"]["total"]))
        })
        .collect();
    assert_eq!(folders, [("news/", 2, 4), ("news/far/", 1, 1)]);
    let published = &json["published"];
    assert_eq!(published["articles"], 3);
    assert_eq!(
        (&published["sentences"]["checkable"], &published["claims"]["total"]),
        (&6.into(), &4.into()),
        "the shared claim once"
    );
    assert_eq!((&json["drafts"]["articles"], &json["drafts"]["claims"]["unnamed"]), (&1.into(), &1.into()));
}

#[test]
fn findings_are_counted_where_they_lie() {
    let project = site()
        .file("content/talks/index.md", "---\ntitle: Talks\n---\nIt was [said](claim:said).\n")
        .file("content/talks/claims.yaml", "said: driver\nidle: driver\n")
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person, colour: red}\n");
    let (json, ..) = report(&project, None);
    let talks = json["articles"].as_array().unwrap().iter().find(|one| one["title"] == "Talks").unwrap();
    assert!(talks["findings"]["warning"].as_u64().unwrap() >= 2, "those of its file of claims: {talks}");
    assert_eq!(json["findings_elsewhere"]["error"], 1);
    let (one, ..) = report(&project, Some(&["content/fair.md"]));
    assert_eq!((&one["published"]["articles"], &one["findings_elsewhere"]), (&1.into(), &Value::Null));
}

#[test]
fn a_site_without_articles_has_a_report_too() {
    let (json, text, markdown) =
        report(&Project::new().file("content/_index.md", "---\ntitle: Home\n---\n"), None);
    assert_eq!(json["published"]["articles"], 0);
    assert!(text.contains("All published") && markdown.contains("All published"));
    assert!(!text.contains("NaN"));
}

#[test]
fn columns_stand_under_each_other_in_wide_scripts() {
    let project = site().file(
        "content/wide.md",
        "---\ntitle: 議会は月曜日に投票した、そして帰った、長い長い題名です\n---\nText.\n",
    );
    let (_, text, _) = report(&project, None);
    let columns: BTreeSet<usize> = text
        .lines()
        .filter(|line| line.contains("░"))
        .map(|line| unicode_width::UnicodeWidthStr::width(line.split('%').next().unwrap()))
        .collect();
    assert_eq!(columns.len(), 1, "{text}");
}

#[test]
fn titles_are_text_in_markdown() {
    let hostile = "<b>|`x` [a](https://x) @octocat #1 ~~y~~ \\| *z*";
    let project = Project::new().file("content/a.md", &format!("---\ntitle: '{hostile}'\n---\nIt rained.\n"));
    let (_, _, markdown) = report(&project, None);
    let row = markdown.lines().find(|line| line.contains("content/a.md")).unwrap();
    assert_eq!(row.matches('|').count(), 9, "{row}");
    for sign in ['`', '@', '#', '*', '~', '[', '\\'] {
        let used_for_entities = row.replace("&#", "");
        assert!(!used_for_entities.contains(sign), "{sign}: {row}");
    }
    let html = {
        let mut html = String::new();
        let events = pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::all());
        pulldown_cmark::html::push_html(&mut html, events);
        html
    };
    assert!(html.contains("&lt;b&gt;|`x` [a](https://x) @octocat #1"), "{html}");
}

#[test]
fn a_title_hides_nothing_in_a_terminal() {
    let project =
        Project::new().file("content/a.md", "---\ntitle: \"a \\e[31m \\u202E b\"\n---\nIt rained.\n");
    let (_, text, _) = report(&project, None);
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
}

#[test]
fn the_documentation_shows_what_the_report_says() {
    let mut project = Project::new();
    let mut shown = String::new();
    for block in blocks(&read(&root().join("content/docs/report.md"))) {
        match block.info.split_once(' ') {
            Some((_, path)) if path.starts_with("path=") => {
                project = project.file(&path["path=".len()..], &block.text);
            }
            Some(("text", "output=report")) => shown = block.text,
            _ => {}
        }
    }
    assert_eq!(shown, report(&project, None).1);
}

/// Returns the text of a page's rows: one line for each row of its tables, its cells parted by ` | `.
fn rows(page: &str) -> Vec<String> {
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let cells = |row: &str| -> String {
        let cells = row.split("</td>").flat_map(|cell| cell.split("</th>"));
        let cells = cells.map(|cell| {
            let text = tags.replace_all(cell, " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    page.split("<tr>").skip(1).map(|row| cells(row.split("</tr>").next().unwrap())).collect()
}

#[test]
fn the_desk_has_a_page_of_its_own() {
    let project = site().file("site.yaml", "title: Test\nbase_url: https://example.org/\n");
    let pages = project.pages_for_desk();
    let page = &pages["report/index.html"];
    let rows = rows(page);
    for row in [
        "Bus content/news/bus.md | 4 | 75 % (3 of 4) | 50 % (2 of 4) | 4 2 Documented 1 No named source 1 No supporting source | 25 % (1 of 4) | 0: 2 1: 1 2: 1 | 1 error 1 warning",
        "Fair content/fair.md | 1 | 0 % (0 of 1) | 0 % (0 of 1) | 0 | none",
        "All published articles | 6 | 67 % (4 of 6) | 50 % (3 of 6) | 4 2 Documented 1 No named source 1 No supporting source | 25 % (1 of 4) | 0: 2 1: 1 2: 1 | 1 error 1 warning",
        "Later content/news/later.md | 1 | 100 % (1 of 1) | 100 % (1 of 1) | 1 1 No named source | 100 % (1 of 1) | 0: 1 | 1 warning",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row}\n{rows:#?}");
    }
    assert!(rows.iter().any(|row| row.starts_with("news/ | 5 |")), "{rows:#?}");
    assert!(page.contains("<li>Headings <b>1</b></li>"), "{page}");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "it is kept from search engines");
    for (path, other) in pages.iter().filter(|(path, _)| *path != "report/index.html") {
        assert!(!other.contains("/report/"), "{path} leads to it");
    }
}

#[test]
fn readers_never_get_the_page_of_the_desk() {
    assert!(!site().pages().contains_key("report/index.html"));
}

#[test]
fn no_page_can_lead_to_the_page_of_the_desk() {
    let project = site()
        .file("site.yaml", "title: Test\nnavigation: [{title: Report, url: /report/}]\n")
        .file("content/b.md", "---\ntitle: B\n---\nIt [rained](/report/).\n");
    for drafts in [false, true] {
        let outcome = onrecord::check(&project.system(), &options(drafts), &|_, _| {}).unwrap();
        let missing = outcome.findings.iter().filter(|finding| finding.rule.code() == "missing-page");
        assert_eq!(missing.count(), 2, "what works only with drafts would break when they are left out");
    }
}

#[test]
fn the_page_of_the_desk_gives_way() {
    for (path, text, there) in [
        ("content/report.md", "---\ntitle: Our own report\n---\nIt rained.\n", "report/index.html"),
        ("content/b.md", "---\ntitle: B\naliases: [/report/]\n---\nIt rained.\n", "report/index.html"),
        ("static/Report/index.html", "Our own.", ""),
        ("static/report", "Our own.", ""),
    ] {
        let project = site().file(path, text);
        let outcome = onrecord::check(&project.system(), &options(true), &|_, _| {}).unwrap();
        let rules: Vec<&str> = outcome.findings.iter().map(|finding| finding.rule.code()).collect();
        assert!(!rules.iter().any(|rule| rule.ends_with("collision")), "{path}: {rules:?}");
        let pages = project.pages_for_desk();
        let own = pages.get("report/index.html");
        assert_eq!(own.is_some(), !there.is_empty(), "{path}");
        assert!(own.is_none_or(|page| !page.contains("class=\"register report\"")), "{path}");
    }
}
