//! What sourcing notes and findings say about sources and other claims, in words.

use crate::support::Project;

/// The people and the papers that the tests share.
const SOURCES: &str = "\
ann: {naming: named, actor: ann, obtained: interview}
bo: {naming: named, actor: bo, obtained: interview}
people: {naming: unnamed, described_as: three neighbours, how_they_know: They were there., why_unnamed: They fear for their jobs.}
gone: {type: report, title: The withdrawn report, obtained: document, derived_from: ann, retracted: {date: 2025-01-01}}
post: {type: article-newspaper, title: P, container-title: The Post, obtained: other-outlet, derived_from: ann}
times: {type: article-newspaper, title: T, container-title: The Times, obtained: other-outlet, derived_from: [ann, people]}
copy: {type: article-newspaper, title: C, container-title: The Copy, obtained: other-outlet, derived_from: [gone, bo]}
letter: {type: personal_communication, title: L, obtained: official-statement, actor: bo}
";

fn site(claims: &str, body: &str) -> Project {
    Project::new()
        .file("content/actors.yaml", "ann: {name: Ann, kind: person}\nbo: {name: Bo, kind: person}\n")
        .file("content/sources.yaml", SOURCES)
        .file("content/a.md", &format!("---\ntitle: A\nclaims:\n{claims}---\n{body}\n"))
}

/// The first sentences of the only note of a page.
fn lead(sources: &str) -> String {
    let pages = site(&format!("  x: {sources}\n"), "It [is so](claim:x).").pages();
    let page = &pages["a/index.html"];
    let (_, rest) = page.split_once("<p class=\"note-lead\">").unwrap();
    rest.split_once("</p>").unwrap().0.to_owned()
}

/// What is found about single sources, as it is written.
fn finding(claims: &str) -> Vec<String> {
    let outcome = site(claims, "It [is so](claim:x).").check();
    outcome.findings.iter().map(|finding| finding.message.clone()).collect()
}

#[test]
fn sources_lead_back_to_one_only_when_all_have_a_named_origin() {
    let of = |sources: &str| lead(sources).split(':').next().unwrap().to_owned();
    assert_eq!(of("[post, times]"), "2 sources, but all lead back to Ann");
    assert_eq!(of("[bo, letter]"), "2 sources, but all come through one source, outlet or speaker");
    assert_eq!(of("[post, people]"), "2 sources, but only one route leads to a named source");
    assert_eq!(of("[people, {source: people, locator: p. 2}]"), "Three neighbours (unnamed). How they know");
    assert_eq!(of("[post, bo]"), "2 sources");
    let found =
        |sources: &str| finding(&format!("  x: {sources}\n"))[0].split(':').next().unwrap().to_owned();
    assert_eq!(found("[post, times]"), "the 2 sources of `x` all lead back to one");
    assert_eq!(found("[bo, letter]"), "the 2 sources of `x` all come through one source, outlet or speaker");
    assert_eq!(found("[post, people]"), "of the 2 sources of `x` only one leads to a named source");
    assert_eq!(found("[post]"), "the claim `x` rests on one source");
}

/// Behind one report that rests on two documents there is one report, not one document.
#[test]
fn several_origins_behind_one_report_are_not_called_one() {
    let sources = "one: {type: report, title: One, obtained: public-record}\n\
        two: {type: report, title: Two, obtained: public-record}\n\
        paper: {type: article-newspaper, container-title: Paper, obtained: other-outlet, derived_from: [one, two]}\n\
        a: {type: article-newspaper, container-title: A, obtained: other-outlet, derived_from: [paper]}\n\
        b: {type: article-newspaper, container-title: B, obtained: other-outlet, derived_from: [paper]}\n";
    let site = site("  x: [a, b]\n", "It [is so](claim:x).").file("content/sources.yaml", sources);
    let message = site.check().findings[0].message.clone();
    assert!(
        message.starts_with("the 2 sources of `x` all come through one source, outlet or speaker"),
        "{message}"
    );
    let page = site.pages()["a/index.html"].clone();
    assert!(page.contains("2 sources, but all come through one source, outlet or speaker"), "{page}");
}

#[test]
fn what_was_withdrawn_is_named_neither_as_support_nor_as_dispute() {
    assert_eq!(lead("[bo, gone]"), "Bo, in an interview.");
    let disputed = |by: &str| lead(&format!("[bo, {{source: {by}, rel: disputes}}]"));
    assert_eq!(disputed("ann"), "Bo, in an interview. Disputed by Ann, in an interview.");
    assert_eq!(disputed("gone"), "Bo, in an interview.");
    // Where nothing else is left, it is named, and that it no longer counts.
    let unsourced = "A document (The withdrawn report); this no longer counts, because it was withdrawn.";
    assert_eq!(lead("[gone]"), unsourced);
}

/// Where a chain, or the list of chains, is too long to be shown, words say that there is more.
#[test]
fn chains_that_were_cut_say_so() {
    let page = |count: usize, parents: &dyn Fn(usize) -> String| {
        let mut sources = String::from("c0: {naming: named, actor: ann, obtained: interview}\n");
        for n in 1..count {
            sources.push_str(&format!(
                "c{n}: {{type: report, title: T{n}, obtained: other-outlet, derived_from: [{}]}}\n",
                parents(n)
            ));
        }
        let project = Project::new()
            .file("content/actors.yaml", "ann: {name: Ann, kind: person}\n")
            .file("content/sources.yaml", &sources);
        project.pages().remove(&format!("sources/c{}/index.html", count - 1)).expect("the page is drawn")
    };
    let line = |count| page(count, &|n| format!("c{}", n - 1));
    let long = "sources further back";
    let more = "more chains of origins than are shown here";
    assert!(!line(50).contains(long), "fifty links are shown whole");
    assert!(line(51).contains(long));
    assert!(!line(51).contains(more));
    // The last one rests on all others, of which each rests on the first.
    let fan = |count: usize| {
        page(count, &|n| match n == count - 1 {
            true => (1..n).map(|k| format!("c{k}")).collect::<Vec<_>>().join(", "),
            false => "c0".to_owned(),
        })
    };
    assert!(!fan(8).contains(more), "six chains are shown whole");
    assert!(fan(9).contains(more));
}

/// A chain ends at what was withdrawn: what stands behind it supports nothing.
#[test]
fn chains_end_at_what_was_withdrawn() {
    let pages = site("  x: copy\n", "It [is so](claim:x).").pages();
    let chains = |page: &str| -> Vec<String> {
        let main = pages[page].split_once("<main").unwrap().1;
        let starts = main.match_indices("<span class=\"link").map(|(at, _)| &main[at..]);
        let words = starts.map(|rest| rest.split_once("</span>").unwrap().0);
        words.map(|link| link.split('>').nth(2).unwrap().split('<').next().unwrap().to_owned()).collect()
    };
    assert_eq!(chains("sources/copy/index.html"), ["The Copy", "Bo", "The Copy", "The withdrawn report"]);
    assert!(pages["sources/copy/index.html"].contains("<strong>(withdrawn)</strong>"));
    assert!(!chains("sources/gone/index.html").contains(&"Ann".to_owned()));
}

#[test]
fn notes_do_not_tell_of_claims_that_are_not_published() {
    let register = "\
secret: {says: Nobody may know this yet., sources: bo, contradicts: [x]}
shown: {says: Everybody may know this., sources: bo}
";
    let claims = "  x: {sources: ann, contradicts: [secret, shown], updates: [secret, shown]}\n";
    let pages = site(claims, "It [is so](claim:x), as [they say](claim:shown).")
        .file("content/claims.yaml", register)
        .file("content/b.md", "---\ntitle: B\ndraft: true\n---\nA [secret](claim:secret).\n")
        .pages();
    for (path, page) in &pages {
        assert!(!page.contains("Nobody may know"), "{path}");
    }
    let note = pages["a/index.html"].split_once("id=\"note-x\"").unwrap().1;
    let note = note.split_once("</aside>").unwrap().0;
    assert_eq!(note.matches("Everybody may know this.").count(), 2, "{note}");
}

/// A register of a chain, in which each source derives from the one before.
fn chain(len: usize) -> String {
    let first = "s0: {naming: named, actor: ann, obtained: interview}\n".to_owned();
    let rest = (1..len).map(|n| {
        format!("s{n}: {{type: report, title: T, obtained: other-outlet, derived_from: s{}}}\n", n - 1)
    });
    std::iter::once(first).chain(rest).collect()
}

#[test]
fn a_long_chain_is_cut_where_it_is_shown() {
    let links = |len: usize| {
        let project = site(&format!("  x: s{}\n", len - 1), "It [is so](claim:x).");
        let pages = project.file("content/sources.yaml", &chain(len)).pages();
        let note = pages["a/index.html"].split_once("id=\"note-x\"").unwrap().1;
        note.split_once("</aside>").unwrap().0.matches("<span class=\"link").count()
    };
    // The last one says that the chain goes on.
    assert_eq!([links(3), links(50), links(51), links(80)], [3, 50, 51, 51]);
}

/// Neither the check nor a page goes as deep as the data.
#[test]
fn a_chain_of_thousands_does_no_harm() {
    let project = site("  x: s19999\n", "It [is so](claim:x).").file("content/sources.yaml", &chain(20_000));
    let outcome = project.check();
    assert_eq!(outcome.findings.len(), 1, "it rests on one source");
    let system = project.system();
    let mut sink = onrecord::diagnostic::Sink::default();
    let options = crate::support::options(false);
    let site = onrecord::prepare(&system, &options, &mut sink).unwrap();
    let templates = onrecord::templates::Templates::compile(&site, &mut sink).unwrap();
    let renderer = onrecord::render::Renderer::new(&site, &templates, &[]);
    for path in ["a/index.html", "sources/s19999/index.html", "sources/index.html", "claims/index.html"] {
        let (_, key) = site.outputs.iter().find(|(output, _)| output.to_string() == path).unwrap();
        assert!(renderer.render(key, &mut sink).is_some(), "{path}");
    }
}

#[test]
fn circles_of_thousands_do_no_harm() {
    let mut sources = chain(20_000);
    sources = sources.replacen(
        "s0: {naming: named, actor: ann, obtained: interview}",
        "s0: {type: report, title: T, obtained: document, derived_from: s19999}",
        1,
    );
    let actors: String = (0..5_000)
        .map(|n| format!("a{n}: {{name: A, kind: group, part_of: a{}}}\n", (n + 1) % 5_000))
        .collect();
    let project = site("  x: {sources: s0, about: [a0]}\n", "It [is so](claim:x).")
        .file("content/sources.yaml", &sources)
        .file("content/actors.yaml", &format!("ann: {{name: Ann, kind: person}}\n{actors}"))
        .file("site.yaml", "title: T\nrules: {party-not-heard: warning}\n");
    assert!(project.check().findings.iter().any(|finding| finding.rule.code() == "circular-derivation"));
}

/// A circle is printed along its edges, from the first by id, whatever was written first.
#[test]
fn circles_are_printed_as_they_run() {
    let of = |code: &str, project: &Project| -> String {
        let outcome = project.check();
        let found = outcome.findings.iter().find(|finding| finding.rule.code() == code).unwrap();
        found.message.split_once(": ").unwrap().1.to_owned()
    };
    let work = |id: &str, from: &str| {
        format!("{id}: {{type: report, title: T, obtained: document, derived_from: {from}}}\n")
    };
    let sources = [work("c", "b"), work("a", "c"), work("b", "a")].concat();
    let project = site("  x: a\n", "It [is so](claim:x).").file("content/sources.yaml", &sources);
    assert_eq!(of("circular-derivation", &project), "`a` ← `c` ← `b` ← `a`");
    let claims = "  z: {sources: ann, updates: [y]}\n  x: {sources: ann, updates: [z]}\n  y: {sources: ann, updates: [x]}\n";
    let project = site(claims, "[One](claim:z), [two](claim:y) and [three](claim:x).");
    assert_eq!(of("circular-update", &project), "`a/x` → `a/z` → `a/y` → `a/x`");
}

#[test]
fn a_page_that_expires_on_the_last_day_there_is_stays() {
    let pages = |expires: &str, zone: &str| {
        Project::new()
            .file("site.yaml", &format!("title: T\ntimezone: {zone}\n"))
            .file("content/a.md", &format!("---\ntitle: A\nkind: page\nexpires: {expires}\n---\nText.\n"))
            .pages()
    };
    for zone in ["UTC", "America/Los_Angeles", "Pacific/Auckland"] {
        assert!(pages("9999-12-31", zone).contains_key("a/index.html"), "{zone}");
        assert!(!pages("2025-12-31", zone).contains_key("a/index.html"), "{zone}");
    }
}
