//! The search index: what can be found, and that every entry leads somewhere.

use serde_json::Value;

use crate::support::Project;

fn project() -> Project {
    Project::new()
        .file("site.yaml", "title: Test\nbase_url: https://example.org/repo/\n")
        .file(
            "content/actors.yaml",
            "clerk: {name: {en: Ada Clerk, ar: آدا}, kind: person, aliases: [The Clerk], summary: Keeps the minutes.}\n",
        )
        .file(
            "content/sources.yaml",
            "clerk: {naming: named, actor: clerk, obtained: interview}\n\
             someone: {naming: unnamed, described_as: a driver, how_they_know: Was there., why_unnamed: Fears dismissal.}\n",
        )
        .file(
            "content/talks.md",
            "---\ntitle: Talks\ndescription: What is known.\ntags: [peace]\nclaims:\n  vote: {says: It \"voted\" </script>, by: [clerk], sources: [clerk]}\n---\n\
             ## The vote\n\nIt [voted](claim:vote).\n",
        )
        .file(
            "content/later.md",
            "---\ntitle: Secret\ndraft: true\nclaims:\n  hidden: {says: A hidden claim., sources: [clerk]}\n---\nIt [is](claim:hidden).\n",
        )
        .file("content/about.md", "---\ntitle: About\nkind: page\n---\nWe write.\n")
}

#[test]
fn the_index_holds_what_is_published_and_leads_to_it() {
    let pages = project().pages();
    let text = &pages["search.json"];
    assert!(!text.contains("Secret") && !text.contains("hidden"), "{text}");
    let index: Value = serde_json::from_str(text).unwrap();
    let titles = |kind: &str| -> Vec<&str> {
        index[kind].as_array().unwrap().iter().map(|entry| entry[0].as_str().unwrap()).collect()
    };
    assert_eq!(titles("articles"), ["Talks", "About"]);
    assert_eq!(titles("claims"), ["It \"voted\" </script>"]);
    assert_eq!(titles("actors"), ["Ada Clerk"]);
    assert_eq!(titles("sources"), ["Ada Clerk", "A driver (unnamed)"]);
    assert_eq!(index["articles"][0][2], "What is known. · The vote · peace");
    let claim = &index["claims"][0];
    let status = &index["statuses"][claim[3].as_u64().unwrap() as usize];
    assert_eq!((&status[0], &status[1]), (&"single-source".into(), &"One named source".into()));
    assert_eq!(index["actors"][claim[4][0].as_u64().unwrap() as usize][0], "Ada Clerk");
    let article = &index["articles"][claim[1].as_u64().unwrap() as usize];
    assert_eq!((&article[0], &claim[2]), (&"Talks".into(), &"vote".into()));
    assert!(pages["talks/index.html"].contains("id=\"claim-vote\""));
    let actor = index["actors"][0][2].as_str().unwrap();
    assert!(actor.contains("The Clerk") && actor.contains("آدا") && actor.contains("Keeps the minutes."));
    for kind in ["articles", "actors", "sources"] {
        for entry in index[kind].as_array().unwrap() {
            let page = format!("{}index.html", entry[1].as_str().unwrap());
            assert!(pages.contains_key(&page), "{entry}");
        }
    }
}

#[test]
fn without_a_script_the_search_is_an_index() {
    let page = &project().pages()["search/index.html"];
    for link in ["/repo/talks/", "/repo/about/", "/repo/claims/", "/repo/actors/", "/repo/sources/"] {
        assert!(page.contains(&format!("<li><a href=\"{link}\">")), "{link}");
    }
    assert!(page.contains("data-index=\"/repo/search.json\"") && page.contains("role=\"search\""));
    assert!(!page.contains("Secret"));
}
