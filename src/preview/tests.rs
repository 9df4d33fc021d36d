use std::sync::{Arc, Mutex};

use super::LivePreview;
use crate::paths::FilePath;
use crate::serve::Preview;
use crate::system::MemorySystem;
use crate::{Clock, Options};

const ARTICLE: &str = "---
title: A
claims:
  says: {sources: [{source: record}], odd-of-claim: x}
  bare:
---
First it [was](claim:says).

Then [this](nowhere.md) came, and [that](claim:bare).

- An end[^n].

[^n]: A note, [broken](gone.md).
";

/// A site with something wrong in each file.
fn disk() -> MemorySystem {
    MemorySystem::default()
        .with("site.yaml", "title: Test\nodd: key\n")
        .with("content/a/index.md", ARTICLE)
        .with("content/b.md", "---\ntitle: B\nkind: page\n---\nText.\n")
        .with("content/actors.yaml", "clerk: {name: Clerk, kind: person, odd-of-actor: x}\n")
        .with(
            "content/sources.yaml",
            "record: {type: report, title: Minutes, obtained: other-outlet, derived_from: [first]}\n\
             first: {type: report, title: First, obtained: public-record, publisher: clerk, odd-of-first: x}\n\
             lonely: {type: report, title: Lonely, obtained: public-record, odd-of-lonely: x}\n",
        )
}

fn options() -> Options {
    Options {
        config: FilePath::new("site.yaml").unwrap(),
        drafts: false,
        clock: Clock::Day("2026-01-15".parse().unwrap()),
        deny_warnings: false,
        base_url: None,
    }
}

fn serve(disk: &MemorySystem) -> LivePreview {
    LivePreview::new(Box::new(disk.clone()), options(), Box::new(|_| {})).unwrap()
}

/// Returns the status and the body of a page that stands somewhere.
fn get(preview: &LivePreview, path: &str) -> (u16, String) {
    let response = preview.get(path).unwrap_or_else(|| panic!("nothing stands at {path}"));
    (response.status, String::from_utf8(response.bytes.to_vec()).unwrap())
}

/// Returns the list of findings at the top of a page, or nothing.
fn list(preview: &LivePreview, path: &str) -> String {
    let (_, html) = get(preview, path);
    html.split_once("<section class=\"desk\"")
        .map_or("", |(_, rest)| rest.split("</section>").next().unwrap())
        .to_owned()
}

/// Returns what stands between two texts.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let rest = html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} behind {start}")).0
}

#[test]
fn findings_stand_behind_their_blocks_and_notes() {
    let preview = serve(&disk());
    let (status, html) = get(&preview, "a/");
    assert_eq!(status, 200);
    let prose = between(&html, "<div class=\"prose\">", "</article>");
    let first = between(prose, "First it", "Then ");
    assert!(first.contains("odd-of-claim") && first.matches("<aside class=\"desk\"").count() == 1, "{first}");
    let second = between(prose, "Then ", "An end");
    let (note, block) = (second.find("claim-unsourced").unwrap(), second.find("missing-page").unwrap());
    let notes_end = second.find("</div>\n</div>\n").unwrap();
    assert!(note < notes_end && notes_end < block, "{second}");
    assert!(between(prose, "A note", "</li>\n</ol>").contains("<code>gone.md</code>"));
    // The list at the top leads to each of them, and each of them is there once.
    let list = list(&preview, "a/");
    let links: Vec<&str> =
        list.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap()).collect();
    assert_eq!(links.len(), prose.matches("<li id=\"finding:").count());
    assert!(links.len() >= 4, "{links:?}");
    for link in links {
        assert_eq!(html.matches(&format!(" id=\"{link}\"")).count(), 1, "{link}");
    }
}

#[test]
fn findings_of_registers_stand_where_their_entries_are_used() {
    let preview = serve(&disk());
    for (path, shown, hidden) in [
        ("a/", vec!["odd-of-first", "nowhere.md"], vec!["odd-of-lonely", "`odd`", "<code>odd</code>"]),
        ("b/", vec![], vec!["odd"]),
        ("sources/first/", vec!["odd-of-first"], vec!["odd-of-lonely", "nowhere"]),
        ("sources/lonely/", vec!["odd-of-lonely"], vec!["odd-of-first"]),
        ("actors/clerk/", vec!["odd-of-actor"], vec!["odd-of-first"]),
        ("", vec!["<code>odd</code>", "site.yaml, line 2, column 1"], vec!["odd-of", "nowhere"]),
        ("claims/", vec![], vec!["odd"]),
    ] {
        let list = list(&preview, path);
        assert!(shown.iter().all(|text| list.contains(text)), "{path}: {list}");
        assert!(!hidden.iter().any(|text| list.contains(text)), "{path}: {list}");
    }
}

#[test]
fn every_finding_is_shown_somewhere() {
    let disk = disk()
        .with("content/draft.md", "---\ntitle: D\ndraft: true\n---\n[x](draft-gone.md)\n")
        .with("content/claims.yaml", "own: {odd-of-own: x}\n")
        .with("content/events.yaml", "e: {title: E, date: 2020, odd-of-event: x}\n")
        .with("content/broken.yaml", "a: [\n");
    let preview = serve(&disk);
    let home = list(&preview, "");
    for text in ["draft-gone.md", "odd-of-own", "odd-of-event"] {
        assert!(home.contains(text), "{text}: {home}");
    }
    let state = preview.now().state.unwrap();
    let mut all: Vec<String> = Vec::new();
    for path in state.site.outputs.keys().filter(|path| path.as_str().ends_with(".html")) {
        all.push(list(&preview, path.as_str()));
    }
    for finding in state.desk.findings() {
        let message = super::desk::words(&finding.message);
        assert!(all.iter().any(|list| list.contains(&message)), "{}: {message}", finding.rule);
    }
}

#[test]
fn a_clean_page_is_as_it_is_published() {
    let disk = disk();
    let preview = serve(&disk);
    let mut sink = crate::diagnostic::Sink::default();
    let site = crate::prepare(&disk, &options(), &mut sink).unwrap();
    let templates = crate::templates::Templates::compile(&site, &mut sink).unwrap();
    let renderer = crate::render::Renderer::new(&site, &templates, &[]);
    let mut same = 0;
    for (path, key) in &site.outputs {
        let published = String::from_utf8(renderer.render(key, &mut sink).unwrap()).unwrap();
        assert!(!published.contains("class=\"desk"), "{path}");
        let (_, html) = get(&preview, path.as_str());
        if !html.contains("class=\"desk\"") {
            assert_eq!(html, published, "{path}");
            same += 1;
        }
    }
    assert!(same > 10, "{same}");
}

#[test]
fn the_report_counts_what_is_found() {
    let disk = disk();
    let options = Options { drafts: true, ..options() };
    let preview = LivePreview::new(Box::new(disk.clone()), options.clone(), Box::new(|_| ())).unwrap();
    let (status, html) = get(&preview, "report/");
    assert_eq!(status, 200);
    let mut sink = crate::diagnostic::Sink::default();
    let site = crate::prepare(&disk, &options, &mut sink).unwrap();
    let findings = sink.finish(&site.config.levels, &site.files);
    let overview = crate::overview::Overview::new(&site, &findings, None);
    let errors = overview.published.findings.errors;
    assert!(errors > 0 && html.contains(&format!("<strong>{errors} error")), "{errors}: {html}");
    assert!(!html.contains("class=\"desk\""), "no file of the site is shown there");
    assert!(serve(&disk).get("report/").is_none(), "readers have none");
}

#[test]
fn findings_cannot_write_markup() {
    let disk = disk().with("content/b.md", "---\ntitle: B\nkind: page\n---\n[x](<a\"<b>`.md>)\n");
    let (_, html) = get(&serve(&disk), "b/");
    assert!(html.contains("class=\"desk\"") && !html.contains("<b>"), "{html}");
}

#[test]
fn a_page_that_cannot_be_drawn_stays_under_an_overlay() {
    let disk = disk();
    let preview = serve(&disk);
    let (_, good) = get(&preview, "b/");
    let feed = get(&preview, "robots.txt");
    disk.put(
        "templates/page.html",
        "{% extends \"base.html\" %}\n{% block main %}  {{ nothing.here }}{% endblock %}",
    );
    disk.put("templates/robots.txt", "{{ nothing.here }}");
    assert!(preview.rebuild());
    let (status, html) = get(&preview, "b/");
    assert_eq!(status, 200);
    let overlay = between(&html, "<section class=\"desk trouble\"", "</section>");
    assert!(overlay.contains("templates/page.html, line 2, column 22"), "{overlay}");
    assert!(overlay.contains("<code>template-render</code>"), "{overlay}");
    assert_eq!(
        html.replacen(&format!("\n<section class=\"desk trouble\"{overlay}</section>\n"), "", 1),
        good
    );
    assert_eq!(get(&preview, "robots.txt"), feed, "a text file has no place for an overlay");
    // Pages of other templates are drawn as ever, and what was never drawn is an error with the same words.
    assert!(!get(&preview, "a/").1.contains("trouble"));
    disk.put("content/new.md", "---\ntitle: New\nkind: page\n---\nText.\n");
    preview.rebuild();
    let (status, html) = get(&preview, "new/");
    assert!(status == 500 && html.contains("templates/page.html, line 2, column 22"), "{html}");
    assert!(preview.get("gone/").is_none() && preview.not_found().status == 404);
    disk.remove("templates/page.html");
    preview.rebuild();
    assert_eq!(get(&preview, "b/"), (200, good));
}

#[test]
fn templates_that_cannot_be_compiled_keep_the_site() {
    let disk = disk();
    let preview = serve(&disk);
    let (_, good) = get(&preview, "b/");
    disk.put("templates/page.html", "\n{% if %}");
    disk.put("content/b.md", "---\ntitle: B\nkind: page\n---\nChanged.\n");
    preview.rebuild();
    for path in ["", "a/", "b/", "claims/"] {
        let (status, html) = get(&preview, path);
        assert!(status == 200 && html.contains("templates/page.html, line 2, column 7"), "{path}: {html}");
    }
    assert!(get(&preview, "b/").1.ends_with(&good[good.len() - 200..]));
    disk.remove("templates/page.html");
    preview.rebuild();
    assert!(get(&preview, "b/").1.contains("Changed.") && !get(&preview, "b/").1.contains("trouble"));
}

#[test]
fn a_site_whose_templates_never_compiled_says_so() {
    let disk = disk()
        .with("templates/page.html", "{% if %}")
        .with("site.yaml", "title: T\nbase_url: https://e.example/repo/\n");
    let preview = serve(&disk);
    assert_eq!(preview.base_path(), "/repo/");
    let (status, html) = get(&preview, "b/");
    assert!(status == 500 && html.contains("templates/page.html, line 1"), "{html}");
    disk.remove("templates/page.html");
    preview.rebuild();
    assert_eq!(get(&preview, "b/").0, 200);
}

#[test]
fn a_site_that_cannot_be_read_keeps_its_pages() {
    let disk = disk();
    let told = Arc::new(Mutex::new(0));
    let telling = told.clone();
    let tell: super::Tell = Box::new(move |result| *telling.lock().unwrap() += usize::from(result.is_err()));
    let preview = LivePreview::new(Box::new(disk.clone()), options(), tell).unwrap();
    let config = disk.get("site.yaml").unwrap();
    disk.remove("site.yaml");
    assert!(preview.rebuild(), "browsers are to show the overlay");
    let (status, html) = get(&preview, "b/");
    assert!(status == 200 && html.contains("there is no <code>site.yaml</code> here"), "{html}");
    assert_eq!(*told.lock().unwrap(), 1);
    disk.put("site.yaml", config);
    preview.rebuild();
    assert!(!get(&preview, "b/").1.contains("trouble"));
}

#[test]
fn a_page_with_a_template_that_does_not_exist_names_it() {
    let disk = disk().with("content/b.md", "---\ntitle: B\nkind: page\ntemplate: none.html\n---\nText.\n");
    let (status, html) = get(&serve(&disk), "b/");
    assert!(status == 500 && html.contains("content/b.md, line 4") && html.contains("none.html"), "{html}");
}

#[test]
fn a_page_whose_file_cannot_be_read_stays() {
    let disk = disk();
    let preview = serve(&disk);
    let (_, good) = get(&preview, "b/");
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\nText \xff.\n");
    preview.rebuild();
    let (status, html) = get(&preview, "b/");
    assert!(status == 200 && html.contains("content/b.md, line 5, column 6"), "{html}");
    assert!(html.ends_with(&good[good.len() - 200..]) && !html.contains('\u{fffd}'), "{html}");
    assert!(!get(&preview, "a/").1.contains("trouble"), "other pages are as ever");
    // Nobody asked for the page before: what can be read of it is shown.
    let late = serve(&disk);
    assert!(get(&late, "b/").1.contains("trouble") && get(&late, "b/").1.contains("Text \u{fffd}."));
}

#[test]
fn a_register_that_cannot_be_read_keeps_the_site() {
    let disk = disk();
    let preview = serve(&disk);
    let sources = disk.get("content/sources.yaml").unwrap();
    disk.put("content/sources.yaml", b"a: \xff\n");
    preview.rebuild();
    let (status, html) = get(&preview, "sources/first/");
    assert!(status == 200 && html.contains("content/sources.yaml, line 1, column 4"), "{html}");
    disk.put("content/sources.yaml", sources);
    preview.rebuild();
    assert!(!get(&preview, "sources/first/").1.contains("trouble"));
}

#[test]
fn a_broken_configuration_moves_no_page() {
    let disk = disk();
    disk.put("site.yaml", b"title: Test\nbase_url: https://example.org/sub/\n");
    let preview = serve(&disk);
    let (_, before) = get(&preview, "b/");
    assert!(before.contains("href=\"/sub/onrecord."));
    disk.put("site.yaml", b"title: [Test\n");
    preview.rebuild();
    let (_, after) = get(&preview, "b/");
    assert!(after.contains("href=\"/sub/onrecord.") && after.contains("A file cannot be read"), "{after}");
}

#[test]
fn an_overlay_says_what_stands_below_it() {
    let disk = disk();
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\nText \xFF.\n");
    let preview = serve(&disk);
    assert!(get(&preview, "b/").1.contains("as far as it can be read"), "it was never drawn before");
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\nText.\n");
    preview.rebuild();
    assert!(!get(&preview, "b/").1.contains("Below is"));
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\nOther \xFF.\n");
    preview.rebuild();
    let (_, kept) = get(&preview, "b/");
    assert!(kept.contains("as it was last drawn") && kept.contains("Text."), "{kept}");
    // The page is mended while a register breaks: only the register is in the way.
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\nThird.\n");
    disk.put("content/actors.yaml", b"clerk: {name: \xFF}\n");
    preview.rebuild();
    let (_, now) = get(&preview, "b/");
    assert!(now.contains("actors.yaml") && !now.contains("b.md"), "{now}");
}

#[test]
fn a_heading_takes_no_id_of_a_finding() {
    let disk = disk();
    disk.put("content/b.md", b"---\ntitle: B\nkind: page\n---\n## Finding 1\n\n[Gone](gone.md).\n");
    let preview = serve(&disk);
    let (_, html) = get(&preview, "b/");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    assert!(ids.iter().any(|id| id.starts_with("finding:")) && ids.contains(&"finding-1"), "{ids:?}");
}
