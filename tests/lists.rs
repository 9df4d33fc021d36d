//! Long lists: every entry on exactly one page, pages that lead to each other, and addresses that collide.

use std::collections::BTreeMap;

use crate::support::{Project, describe};

/// A site with five of everything, two to a page.
fn site() -> Project {
    let mut project = Project::new()
        .file("site.yaml", "title: Test\nbase_url: https://example.org/\npaginate_by: 2\n")
        .file("content/talks/_index.md", "---\ntitle: Talks\n---\nAbout the talks.\n")
        .file("content/actors/clerk.md", "---\ntitle: Clerk\n---\nThe clerk's life.\n");
    let (mut actors, mut events) = (String::from("clerk: {name: Clerk, kind: person}\n"), String::new());
    for n in 1..=5 {
        project = project.file(
            &format!("content/talks/t{n}.md"),
            &format!(
                "---\ntitle: Talk {n}\ndate: 2025-01-0{n}\ntags: [Roads]\ncorrections: [{{date: 2025-02-0{n}, kind: correction, why: Slip {n}.}}]\n\
                 claims: {{c: {{says: Claim {n}., by: [clerk], sources: [{{source: minutes, locator: p. {n}}}]}}}}\n---\nIt [was](claim:c).\n"
            ),
        );
        actors.push_str(&format!("a{n}: {{name: Actor {n}, kind: group}}\n"));
        events.push_str(&format!("e{n}: {{title: Event {n}, date: {}}}\n", 2020 + n / 2));
    }
    project
        .file("content/actors.yaml", &actors)
        .file("content/events.yaml", &format!("{events}lost: {{title: Event 6, date: unknown}}\n"))
        .file(
            "content/sources.yaml",
            "minutes: {type: report, title: Minutes, obtained: public-record, publisher: clerk}\n",
        )
}

/// Follows `rel="next"` from a folder's page to the last one.
fn follow<'a>(pages: &'a BTreeMap<String, String>, folder: &str) -> Vec<&'a str> {
    let (mut found, mut at) = (Vec::new(), format!("{folder}index.html"));
    loop {
        let page = pages.get(&at).unwrap_or_else(|| panic!("{at} is not drawn"));
        found.push(page.as_str());
        let Some((_, rest)) = page.split_once("rel=\"next\" href=\"/") else { return found };
        at = format!("{}index.html", rest.split('"').next().unwrap());
        assert!(found.len() < 10, "{folder} goes on for ever");
    }
}

/// Returns the text between `<main` and `</main>`.
fn main_of(page: &str) -> &str {
    page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0
}

#[test]
fn every_entry_stands_on_one_page_of_its_list() {
    let pages = site().pages();
    for (folder, words, newest_first) in [
        ("", ">Talk #</a>", true),
        ("talks/", ">Talk #</a>", true),
        ("tags/roads/", ">Talk #</a>", true),
        ("corrections/", ">Slip #.</dd>", true),
        ("actors/", ">Actor #</a>", false),
        ("claims/", ">Claim #.</a>", false),
        ("timeline/", ">Event #<", false),
        ("actors/clerk/", ">Claim #.</a>", false),
        ("sources/minutes/", ">Claim #.</a>", false),
    ] {
        let found = follow(&pages, folder);
        assert!(found.len() > 1, "{folder:?} has one page");
        let mut order = Vec::new();
        for n in 1..=5 {
            let words = words.replace('#', &n.to_string());
            let on: Vec<usize> =
                (0..found.len()).filter(|page| main_of(found[*page]).contains(&words)).collect();
            assert_eq!(on.len(), 1, "{folder:?}: {words} stands on the pages {on:?}");
            order.push(on[0]);
        }
        assert!(order.is_sorted_by(|a, b| if newest_first { a >= b } else { a <= b }), "{folder:?}");
        for (number, page) in found.iter().enumerate() {
            assert!(page.contains(&format!("Page {} of {}<", number + 1, found.len())), "{folder:?}");
            assert_eq!(page.contains("rel=\"prev\""), number > 0, "{folder:?}");
        }
    }
}

#[test]
fn further_pages_have_the_list_and_their_own_address() {
    let pages = site().pages();
    let (first, second) = (&pages["talks/index.html"], &pages["talks/page-2/index.html"]);
    assert!(main_of(first).contains("About the talks.") && !main_of(second).contains("About the talks."));
    assert!(second.contains("rel=\"canonical\" href=\"https://example.org/talks/page-2/\""));
    assert!(first.contains("<title>Talks – Test</title>"));
    assert!(second.contains("<title>Talks – Page 2 of 3 – Test</title>"));
    assert!(pages["page-2/index.html"].contains("<title>Page 2 of"));
    let (first, second) = (&pages["actors/clerk/index.html"], &pages["actors/clerk/page-2/index.html"]);
    assert!(main_of(first).contains(" life.</p>") && !main_of(second).contains(" life.</p>"));
    for page in
        ["", "page-2/", "talks/page-3/", "tags/roads/page-2/", "actors/clerk/page-3/", "timeline/page-3/"]
    {
        assert!(pages["sitemap.xml"].contains(&format!("<loc>https://example.org/{page}</loc>")), "{page}");
    }
}

#[test]
fn a_long_timeline_leads_to_each_year() {
    let pages = site().pages();
    let first = &pages["timeline/index.html"];
    let years = first.split_once("id=\"years-title\"").unwrap().1.split_once("</nav>").unwrap().0;
    let links: Vec<&str> =
        years.split("href=\"/").skip(1).map(|link| link.split('"').next().unwrap()).collect();
    assert!(links.len() >= 3, "{links:?}");
    for link in links {
        let (folder, anchor) = link.split_once('#').unwrap();
        let page = &pages[&format!("{folder}index.html")];
        assert_eq!(page.matches(&format!(" id=\"{anchor}\"")).count(), 1, "{link}");
    }
    assert!(!pages["timeline/page-2/index.html"].contains("years-title"));
    let short = site().file("site.yaml", "title: Test\npaginate_by: 99\n").pages();
    assert!(!short["timeline/index.html"].contains("year"), "a short timeline needs no years");
}

#[test]
fn a_name_that_a_further_page_needs_is_a_collision() {
    let found = |project: Project| -> Vec<String> {
        let outcome = project.check();
        let all = outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files));
        all.filter(|finding| finding.contains("collision")).collect()
    };
    assert_eq!(found(site()), Vec::<String>::new());
    let page = "---\ntitle: P\nkind: page\n---\nText.\n";
    for (path, expected) in [
        ("content/page-2.md", "content/page-2.md:1: error output-collision: ---"),
        ("content/talks/page-3.md", "content/talks/page-3.md:1: error output-collision: ---"),
        ("content/timeline/page-2.md", "content/timeline/page-2.md:1: error output-collision: ---"),
    ] {
        assert_eq!(found(site().file(path, page)), [expected]);
    }
    let files = site().files;
    let actors = format!("{}page-2: {{name: P, kind: group}}\n", files["content/actors.yaml"]);
    assert_eq!(
        found(site().file("content/actors.yaml", &actors)),
        ["content/actors.yaml:7: error output-collision: page-2"]
    );
}

#[test]
fn corrections_are_ordered_by_their_time_and_place() {
    let mut list = String::new();
    for n in 1..=11 {
        list.push_str(&format!("  - {{date: 2025-01-01, kind: correction, why: Slip {n}.}}\n"));
    }
    list.push_str("  - {date: 2025-01-01T09:00:00+02:00, kind: correction, why: Later.}\n");
    list.push_str("  - {date: 2025-01-01T08:00:00Z, kind: correction, why: Latest.}\n");
    let pages = Project::new()
        .file("content/a.md", &format!("---\ntitle: A\ncorrections:\n{list}---\nText.\n"))
        .pages();
    for page in ["corrections/index.html", "a/index.html"] {
        let page = pages[page].split_once("class=\"entries\"").unwrap().1;
        let order: Vec<&str> =
            page.split("<dt>Why</dt><dd>").skip(1).map(|part| part.split('<').next().unwrap()).collect();
        assert_eq!(order[..4], ["Latest.", "Later.", "Slip 1.", "Slip 2."]);
        assert_eq!(order[12], "Slip 11.");
    }
}
