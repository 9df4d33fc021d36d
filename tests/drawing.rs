//! The drawn timeline on pages: the same events as the list, links that lead to it, filters, and both directions of text.

use std::collections::BTreeSet;

use regex::Regex;

use crate::support::Project;

/// An article with an event of every kind, of several, one and no actors, and one without a date.
fn site(language: &str) -> Project {
    let events = "\
events:
  vote: {title: The vote, date: 2025-03-03, actors: [buses, council], claims: [kept]}
  talk: {title: The talk, date: 2025-03-04, kind: said, actors: [buses]}
  plan: {title: The plan, date: 2025-06, kind: scheduled, actors: [council]}
  deal: {title: The deal, not_before: 2025-01-01, not_after: 2025-02-01, kind: alleged, actors: [clerk]}
  strike: {title: The strike, date: 2025-05-01, kind: did-not-happen}
  line: {title: The line runs, date: 1954/.., actors: [buses]}
  some: {title: Some day, actors: [clerk]}
claims: {kept: {says: It was kept., by: [clerk], sources: [{source: minutes, locator: p. 1}]}}
";
    Project::new()
        .file("site.yaml", &format!("title: Test\nlanguage: {language}\n"))
        .file("content/a.md", &format!("---\ntitle: A\n{events}---\nIt [was kept](claim:kept).\n"))
        .file(
            "content/actors.yaml",
            "council: {name: The Council, kind: group}\nbuses: {name: The Buses, kind: company}\n\
             clerk: {name: The Clerk, kind: person}\n",
        )
        .file("content/sources.yaml", "minutes: {type: report, title: Minutes, obtained: public-record}\n")
}

/// Returns the drawing of a page.
fn drawing(page: &str) -> &str {
    page.split_once("<details class=\"drawing\">").unwrap().1.split_once("</figure>").unwrap().0
}

fn all<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let pattern = Regex::new(pattern).unwrap();
    pattern.captures_iter(text).map(|found| found.get(1).unwrap().as_str()).collect()
}

/// Returns the links of a drawing, each with what it holds.
fn drawn(page: &str) -> Vec<&str> {
    all(r#"(?s)<a class="drawn" (.*?)</a>"#, drawing(page))
}

fn of<'p>(page: &'p str, title: &str) -> &'p str {
    drawn(page).into_iter().find(|event| event.contains(title)).unwrap()
}

#[test]
fn each_dated_event_leads_to_its_entry_in_the_list() {
    let pages = site("en").pages();
    for (path, titles) in [
        ("a/index.html", vec!["The line runs", "The deal", "The vote", "The talk", "The strike", "The plan"]),
        (
            "timeline/index.html",
            vec!["The line runs", "The deal", "The vote", "The talk", "The strike", "The plan"],
        ),
        ("actors/council/index.html", vec!["The vote", "The plan"]),
    ] {
        let page = &pages[path];
        let found = drawn(page);
        assert_eq!(found.len(), titles.len(), "{path}");
        for (event, title) in found.iter().zip(titles) {
            assert!(event.contains(&format!(": {title} (")), "{path}: {title} in {event}");
            let id = all("href=\"#([^\"]+)\"", event)[0];
            let entry = page.split_once(&format!(" id=\"{id}\"")).unwrap().1.split_once("</li>").unwrap().0;
            assert!(entry.contains(title), "{path}: {title} leads to {entry}");
        }
    }
    assert!(!pages["actors/index.html"].contains("class=\"drawing\""));
}

#[test]
fn the_drawing_adds_one_stop_of_the_keyboard_and_no_words_to_hear() {
    let pages = site("en").pages();
    let drawing = drawing(&pages["a/index.html"]);
    let links = all("(<a [^>]*>)", drawing);
    assert!(!links.is_empty() && links.iter().all(|link| link.contains(" tabindex=\"-1\"")));
    assert_eq!(drawing.matches(" tabindex=\"0\"").count(), 1);
    assert_eq!(drawing.matches(" role=\"region\" aria-label=").count(), 1);
    assert_eq!(drawing.matches("<svg ").count(), drawing.matches(" aria-hidden=\"true\" width=").count());
    assert!(!drawing.contains(" style=") && !drawing.contains("<style") && !drawing.contains(" id="));
}

#[test]
fn lanes_bear_the_names_of_those_who_take_part() {
    let pages = site("en").pages();
    let lanes = |path: &str| all(r#"<g class="lane"[^>]*><title>([^<]*)<"#, drawing(&pages[path]));
    assert_eq!(lanes("a/index.html"), ["The Buses", "The Clerk", "The Council", "Others"]);
    // Whose page it is stands on top, though another comes first where both take part.
    assert_eq!(lanes("actors/council/index.html")[0], "The Council");
    assert_eq!(lanes("actors/clerk/index.html"), ["The Clerk"]);
}

#[test]
fn forms_say_what_sort_of_event_it_is() {
    let pages = site("en").pages();
    let page = &pages["a/index.html"];
    let has = |title: &str, part: &str| of(page, title).contains(part);
    let count = |title: &str, part: &str| of(page, title).matches(part).count();
    assert!(has("The vote", "data-kind=\"happened\"") && has("The vote", "class=\"joint\""));
    assert_eq!((count("The vote", "<circle class=\"shape\""), count("The vote", "class=\"number\"")), (2, 1));
    assert!(has("The talk", "<circle class=\"core\"") && !has("The talk", "class=\"joint\""));
    assert!(has("The plan", "class=\"shape span\"") && has("The plan", "class=\"hatch\""));
    assert!(has("The deal", "data-kind=\"alleged\"") && has("The deal", "class=\"hatch\""));
    assert!(has("The strike", "class=\"cross\"") && !has("The strike", "class=\"shape\""));
    assert!(has("The line runs", "class=\"shape bar\"") && !has("The line runs", "class=\"hatch\""));
    // What lies under each sign is explained, and nothing else is.
    let signs: Vec<&str> = all(r#"<li data-kind="([^"]+)""#, page.split_once("class=\"signs\"").unwrap().1);
    let kinds = ["happened", "said", "scheduled", "alleged", "did-not-happen"];
    assert_eq!(signs[..5], kinds);
    assert_eq!(signs[5..], ["lasted", "possible", "open", "joined", "gap"]);
    let few = pages["actors/clerk/index.html"].split_once("class=\"signs\"").unwrap().1;
    assert_eq!(
        all(r#"<li data-kind="([^"]+)""#, few.split_once("</figure>").unwrap().0),
        ["alleged", "possible"]
    );
}

#[test]
fn filters_act_on_the_drawing_as_on_the_list() {
    let pages = site("en").pages();
    let page = &pages["a/index.html"];
    let value = |name: &str, text: &str| all(&format!(" {name}=\"([^\"]*)\""), text)[0].to_owned();
    for (title, entry) in
        page.split("<li class=\"event\"").skip(1).map(|part| (all("event-title\">(.*?)</p>", part)[0], part))
    {
        let Some(event) = drawn(page).into_iter().find(|event| title.contains(all(": (.*?) \\(", event)[0]))
        else {
            assert!(title.contains("Some day"), "{title} is not drawn");
            continue;
        };
        for name in ["data-status", "data-actors", "data-kind"] {
            assert_eq!(value(name, event), value(name, entry), "{title}");
        }
    }
    // The inputs by which style sheets filter stand before what they filter, in `.opening`.
    let opening = page.split_once("class=\"opening\"").unwrap().1.split_once("class=\"prose\"").unwrap().0;
    let css = std::fs::read_to_string(crate::support::root().join("static/onrecord.css")).unwrap();
    let known: BTreeSet<&str> =
        all(r"\.opening:has\(#(filter-[a-z0-9-]+):checked\) ~ ", &css).into_iter().collect();
    let inputs = all(" id=\"(filter-[a-z0-9-]+)\"", opening);
    assert!(inputs.len() > 3, "{inputs:?}");
    for input in inputs.iter().filter(|input| !input.ends_with("-all")) {
        assert!(known.contains(input), "{input}");
    }
}

#[test]
fn time_runs_with_the_text() {
    let places = |language: &str| -> Vec<i32> {
        let pages = site(language).pages();
        let events = drawn(&pages["a/index.html"]).into_iter();
        events.map(|event| all("class=\"number\" x=\"([0-9]+)\"", event)[0].parse().unwrap()).collect()
    };
    let (english, arabic) = (places("en"), places("ar"));
    assert!(english.is_sorted_by(|a, b| a < b), "{english:?}");
    // The words of dates are others, and so are their widths; the direction is the mirrored one.
    assert!(arabic.len() == english.len() && arabic.is_sorted_by(|a, b| a > b), "{arabic:?}");
}

#[test]
fn without_a_date_there_is_nothing_to_draw() {
    let pages = Project::new()
        .file("content/a.md", "---\ntitle: A\nevents: {e: {title: Some day}}\n---\nText.\n")
        .pages();
    assert!(
        pages["a/index.html"].contains("Some day") && !pages["a/index.html"].contains("class=\"drawing\"")
    );
}

#[test]
fn names_and_titles_are_escaped() {
    let pages = Project::new()
        .file("content/actors.yaml", "x: {name: \"<b>&\\\"\", kind: group}\n")
        .file(
            "content/a.md",
            "---\ntitle: A\nevents: {e: {title: \"</title><script>\", date: 2025, actors: [x]}}\n---\nText.\n",
        )
        .pages();
    let drawing = drawing(&pages["a/index.html"]);
    assert!(!drawing.contains("<b>") && !drawing.contains("<script"));
    assert!(drawing.contains("&lt;/title") && drawing.contains("&lt;b"));
}
