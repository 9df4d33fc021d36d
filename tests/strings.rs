//! The words of pages: a whole site in each language has none of another language, a site's own words count, and every
//! word is used.

use std::collections::{BTreeMap, BTreeSet};

use onrecord::model::claim::{ClaimKind, Confidence, Likelihood};
use onrecord::model::text::Lang;
use onrecord::strings::{BUILT_IN, Category, Key, Strings, Words};
use regex::Regex;

use crate::support::{Project, describe, list, read, root};

fn words(lang: &str) -> Words {
    let lang: Lang = lang.parse().unwrap();
    Strings::new(&BTreeMap::new(), [&lang]).of(&lang).clone()
}

/// A site that shows as much as it can, of which no word is of any language.
fn everything(lang: &str) -> Project {
    let mut project = Project::new()
        .file(
            "site.yaml",
            &format!("title: Qx\nlanguage: {lang}\nbase_url: https://q.x/\npaginate_by: 3\npublisher: {{name: Qp, corrections_policy: /p/, unnamed_sources_policy: /p/, fact_checking_policy: /p/}}\nauthors: [Qa, Qb, Qc]\n"),
        )
        .file(
            "content/actors.yaml",
            "q1: {name: Q1, kind: person, aliases: [Q7, Q8], url: https://q.x/, roles: [{post: Qr, of: q3, from: 2020, to: 2021}]}\n\
             q2: {name: Q2, kind: state}\nq3: {name: Q3, kind: government-body, part_of: q2, summary: Qs}\n\
             q4: {name: Q4, kind: outlet}\nq5: {name: Q5, kind: group}\n",
        )
        .file(
            "content/sources.yaml",
            "record: {type: report, title: Q10, obtained: public-record, publisher: q3, volume: 3, page: 4, author: [Qw, Qz], issued: 2025-05, accessed: 2025-06-01, url: https://q.x/r, archived: {url: https://q.x/a, date: 2025-06-02}}\n\
             named: {naming: named, actor: q1, obtained: interview}\n\
             second: {naming: named, actor: q5}\n\
             role: {naming: role-only, described_as: Q11, count: 1, how_they_know: Qh, why_unnamed: Qw}\n\
             hidden: {naming: unnamed, affiliation: q3, count: 3, how_they_know: Qh, why_unnamed: Qw, motive: Qm, ground_rules: background}\n\
             silent: {naming: unnamed, described_as: Q12, ground_rules: deep-background}\n\
             outlet: {type: article-newspaper, title: Q13, obtained: other-outlet, publisher: q4, derived_from: [named, unknown]}\n\
             agency: {type: article-newspaper, title: Q14, obtained: agency, publisher: q4, derived_from: [named]}\n\
             statement: {type: speech, title: Q15, obtained: official-statement, actor: q3}\n\
             talk: {type: interview, title: Q16, obtained: interview}\n\
             gone: {type: report, title: Q17, obtained: document, retracted: {date: 2025-07, why: Qy, url: https://q.x/n}}\n\
             odd: {type: report, title: Q18}\n",
        )
        .file("content/events.yaml", &(dated() + "e1: {title: Qe, date: unknown, kind: scheduled}\ne2: {title: Qf, not_before: 2025-01, kind: alleged, place: Ql}\ne3: {title: Qg, date: 2025-01/2025-03, kind: did-not-happen, actors: [q1]}\ne4: {title: Qi, date: 202X, kind: said}\n"))
        .file("content/p.md", "---\ntitle: Qp\nkind: page\nupdated: 2025-03-01\n---\n## Q21\n\n## Q22\n\n## Q23\n\nQ.\n")
        .file("content/d/_index.md", "---\ntitle: Qd\n---\nQ.\n")
        .file("content/e/n.md", "---\ntitle: Q38\n---\nQ q q q?\n\n> Q q q q.\n")
        .file("content/e/draft.md", "---\ntitle: Q39\ndraft: true\n---\nQ.\n")
        .file("content/actors/q1.md", "---\ntitle: Q1\ncorrections: [{date: 2025-01-02, kind: editors-note, why: Qw}]\n---\nQ.\n");
    for n in 1..=4 {
        project = project.file(
            &format!("content/d/n{n}.md"),
            &format!("---\ntitle: Q3{n}\ndate: 2025-02-0{n}\ntags: [Qt]\n---\nQ.\n"),
        );
    }
    let claims = "\
retracted: {says: Q41., state: retracted, sources: [{source: record, locator: Qp}]}
older: {says: Q42., sources: [{source: record, locator: Qp}]}
newer: {says: Q43., updates: [older], sources: [{source: record, locator: Qp}, {source: named, directness: witnessed}]}
disputed: {says: Q44., sources: [named, {source: second, rel: disputes, directness: secondhand}]}
unsourced: {says: Q45., sources: []}
unconfirmed: {says: Q46., kind: absence, sources: [hidden, silent]}
attributed: {says: Q47., kind: opinion, by: [q1], sources: [{source: named, rel: supports, directness: firsthand}]}
forecast: {says: Q48., kind: prediction, likelihood: unlikely, sources: [named]}
single: {says: Q49., kind: quantity, by: [q1], about: [q2, q5], date: 2025-01-XX, confidence: low, why: Qy, unknown: Qk, checked: 2025-06-01, sources: [outlet, agency]}
one: {says: Q50., sources: [outlet, hidden, named]}
corroborated: {says: Q51., sources: [named, second, {source: talk, rel: qualifies}, {source: odd, rel: background}]}
documented: {says: Q52., sources: [{source: record, locator: Qp, quote: {exact: Q, translation: Qt}}, statement]}
withdrawn: {says: Q53., sources: [gone]}
against: {says: Q54., contradicts: [single], sources: [{source: record, rel: refutes}, role]}
";
    let kinds = ClaimKind::ALL.iter().map(|(kind, _)| {
        format!("k-{kind}: {{says: Q., kind: {kind}, likelihood: likely, sources: [named]}}\n")
    });
    let likely = Likelihood::ALL.iter().map(|(word, _)| format!("l-{word}: {{says: Q., kind: prediction, likelihood: {word}, sources: [{{source: talk, rel: confirms}}]}}\n"));
    let sure = Confidence::ALL
        .iter()
        .map(|(word, _)| format!("c-{word}: {{says: Q., confidence: {word}, why: Q, sources: [silent]}}\n"));
    let more: String = kinds.chain(likely).chain(sure).collect();
    let claims = &format!("{claims}{more}");
    let ids: Vec<&str> = claims.lines().filter_map(|line| Some(line.split_once(':')?.0)).collect();
    let marks: Vec<String> = ids.iter().map(|id| format!("## Q {id}9\n\n[Q](claim:{id}).\n")).collect();
    let kinds = ["correction", "clarification", "update", "retraction"];
    let corrections: Vec<String> = kinds
        .iter()
        .zip(1..)
        .map(|(kind, n)| {
            format!("  - {{date: 2025-03-0{n}, kind: {kind}, was: Qw, now: Qn, why: Qy, claims: [single]}}\n")
        })
        .collect();
    let rest = "\n> [!NOTE]\n> Q\n\n> [!TIP]\n> Q\n\n> [!IMPORTANT]\n> Q\n\n> [!WARNING]\n> Q\n\n> [!CAUTION]\n> Q\n\n- [x] Q\n- [ ] Q\n\n| Q | Q |\n|---|---|\n| Q | Q |\n\nQ.[^q]\n\n[^q]: Q.\n";
    project
        .file("content/t/claims.yaml", claims)
        .file(
            "content/t/index.md",
            &format!("---\ntitle: Qt\ndate: 2025-02-01\nupdated: 2025-02-03\naliases: [/old/]\ntags: [Qt]\ncorrections:\n{}---\n{}{rest}", corrections.join(""), marks.join("\n")).replace("9\n", "\n"),
        )
        .file(&format!("content/t/index.{}.md", other(lang)), "---\ntitle: Qh\n---\n[Q](claim:single).\n")
}

/// Another language, in which the site has one page.
fn other(lang: &str) -> &'static str {
    if lang == "he" { "fr" } else { "he" }
}

/// Events with dates of all forms.
fn dated() -> String {
    let dates = [
        "2025-21",
        "2025-26",
        "2025-31",
        "2025-24",
        "2025-33",
        "2025-34",
        "2025-35",
        "2025-36",
        "2025-37",
        "2025-38",
        "2025-39",
        "2025-40",
        "2025-41",
        "2025-04~",
        "2025-08?",
        "2025-09%",
        "2025-10-XX~",
        "2025-11-XX%",
        "2025-12",
        "2025-XX",
        "2025-0X",
        "2025-XX-03",
        "2025-0X-1X",
        "156X-12-25",
        "19XX",
        "XXXX-12-25",
        "1950S2",
        "../2025",
        "2025/..",
        "/2025",
        "2025/",
        "[..1984]",
        "{..1984}",
        "[1984..]",
        "{1984..}",
        "{1670..1672}",
        "{2025-01..2025-02}",
        "{2025-01-01..2025-01-02}",
        "[1670..1672]",
        "2025-05-1X",
    ];
    let dates = dates.iter().enumerate().map(|(n, date)| format!("d{n}: {{title: Q., date: \"{date}\"}}\n"));
    let bounds = ["2025-01-20", "2025~"].iter().enumerate().flat_map(|(n, bound)| {
        ["not_before", "not_after"]
            .map(|key| format!("{}{n}: {{title: Q., {key}: {bound}}}\n", key.replace('_', "-")))
    });
    dates.chain(bounds).collect()
}

/// Returns what readers see, hear or get from a feed: text, and the attributes that hold words.
fn seen(page: &str) -> String {
    let decoded = |text: &str| {
        let signs = [("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        signs.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
    };
    // A feed holds pages as text.
    let page = if page.starts_with("<?xml") { decoded(page) } else { page.to_owned() };
    let attributes = Regex::new(
        r#" (?:aria-label|alt|title|content|data-(?:label|none|one|many|most|failed|articles|claims|actors|sources))="([^"]*)""#,
    )
    .unwrap();
    let scripts = Regex::new("(?s)<script.*?</script>|<generator>.*?</generator>|<meta name=\"generator\"[^>]*>|<meta http-equiv[^>]*>|<meta name=\"(?:viewport|color-scheme)\"[^>]*>").unwrap();
    let page = scripts.replace_all(&page, "");
    let addresses = Regex::new("https?://[^\"<\\s]*").unwrap();
    let page = addresses.replace_all(&page, "");
    let tags = Regex::new("<[^>]*>").unwrap();
    let mut text: Vec<String> = attributes.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    text.push(tags.replace_all(&page, "\n").into_owned());
    decoded(&text.join("\n"))
}

/// The pieces between the places of all English words, but those that `other` has, too.
fn english_pieces(other: &Words) -> BTreeSet<String> {
    let place = Regex::new(r"\{[a-z_]+\}").unwrap();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let own: Vec<String> =
        Key::ALL.iter().flat_map(|key| other.phrase(*key).forms().map(str::to_owned)).collect();
    Key::ALL
        .iter()
        .flat_map(|key| Words::english().phrase(*key).forms())
        .flat_map(|form| place.split(form).map(|piece| piece.trim().to_owned()).collect::<Vec<_>>())
        .filter(|piece| letters(piece) > 3 && !own.iter().any(|own| own.contains(piece.as_str())))
        .collect()
}

/// Tells whether a text has these words with no letter before or behind them.
fn has_words(text: &str, words: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, _)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + words.len()..].chars().next())
    })
}

#[test]
fn a_site_in_one_language_has_no_word_of_another() {
    let tag = Regex::new(r#"<html lang="([^"]*)" dir="([^"]*)""#).unwrap();
    for (lang, _) in BUILT_IN {
        let pages = everything(lang).pages_for_desk();
        for path in [
            "t/index.html",
            "old/index.html",
            "404.html",
            "feed.xml",
            "corrections.xml",
            "timeline/page-2/index.html",
            "sources/hidden/index.html",
            "search/index.html",
            "tags/qt/index.html",
            "report/index.html",
        ] {
            assert!(pages.contains_key(path), "{lang}: no {path} among {:?}", pages.keys());
        }
        for status in onrecord::origins::Status::ALL {
            let shown = format!("class=\"note\" data-status=\"{}\"", status.as_str());
            assert!(pages["t/index.html"].contains(&shown), "{lang}: no claim is {}", status.as_str());
        }
        for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml"))
        {
            let of = if path.starts_with(&format!("{}/", other(lang))) { other(lang) } else { lang };
            if path.ends_with(".html") {
                let found = tag.captures(page).unwrap_or_else(|| panic!("{path}: no language"));
                let dir = if ["ar", "he"].contains(&of) { "rtl" } else { "ltr" };
                assert_eq!((&found[1], &found[2]), (of, dir), "{lang}: {path}");
            }
            assert!(
                !seen(page).contains("{n}") || path.starts_with("search/"),
                "{lang}: {path} has an open place"
            );
            if of == "en" {
                continue;
            }
            let text = seen(page);
            for piece in english_pieces(&words(of)) {
                assert!(!has_words(&text, &piece), "{lang}: {path} says “{piece}”");
            }
        }
    }
}

/// Of what the test above looks for, an English site has most: it would see a word that was forgotten.
#[test]
fn the_site_of_the_test_shows_nearly_every_word() {
    let all: String = everything("en").pages_for_desk().values().map(|page| seen(page)).collect();
    let pieces = english_pieces(&words("ar"));
    let missing: Vec<&String> = pieces.iter().filter(|piece| !has_words(&all, piece)).collect();
    assert!(missing.len() * 5 < pieces.len(), "{} of {}: {missing:?}", missing.len(), pieces.len());
}

#[test]
fn a_sites_own_words_come_first_and_english_ones_last() {
    let project = Project::new()
        .file("site.yaml", "title: T\nlanguage: de\n")
        .file("content/a.md", "---\ntitle: A\ndate: 2025-02-01\n---\nText.\n")
        .file("content/b.pt-BR.md", "---\ntitle: B\nupdated: 2025-02-01\nkind: page\n---\nText.\n")
        .file("content/c.fr.md", "---\ntitle: C\nupdated: 2025-02-01\nkind: page\n---\nText.\n")
        .file("strings/de.yaml", "actors: Beteiligte\nmonth_2: Februar\ndate_day_month: \"{day}. {month}\"\nminutes_to_read: {one: \"{n} Minute\", other: \"{n} Minuten\"}\n")
        .file("strings/pt.yaml", "updated: Atualizado em {date}\nactors: Atores\n")
        .file("strings/pt-BR.yaml", "actors: Participantes\n")
        .file("strings/fr.yaml", "actors: Protagonistes\n")
        .file("strings/en.yaml", "claims: Assertions\n");
    let outcome = project.check();
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    let pages = project.pages();
    let has = |path: &str, all: &[&str]| {
        for words in all {
            let page = pages.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", pages.keys()));
            assert!(page.contains(words), "{path} has no “{words}”");
        }
    };
    has("a/index.html", &[">Beteiligte<", ">1. Februar 2025<", ">1 Minute<", ">Timeline<", ">Assertions<"]);
    has(
        "pt-br/b/index.html",
        &[">Participantes<", "Atualizado em <time datetime=\"2025-02-01\">1 February 2025</time>"],
    );
    has("fr/c/index.html", &[">Protagonistes<", "Mis à jour le <time", ">Affirmations<"]);
    assert!(!pages["actors/index.html"].contains("Actors"), "the title of a page is a word, too");
}

#[test]
fn mistakes_in_tables_are_findings() {
    let project = Project::new()
        .file("content/a.md", "---\ntitle: A\n---\nText.\n")
        .file(
            "strings/de.yaml",
            "actrs: A\nclaim_count: {one: \"{n} B\", others: \"{n} Bs\"}\nactors: [A]\nupdated: \"{dat}\"\nsources: {one: A, other: B}\nclaims: \"\"\n",
        )
        .file("strings/german.yaml", "actors: A\n")
        .file("strings/fr.yaml", "date_not_before: pas avant {date}\n");
    let outcome = project.check();
    let found: Vec<String> =
        outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
    assert_eq!(
        found,
        [
            "strings/de.yaml:1: error unknown-key: actrs",
            "strings/de.yaml:2: error missing-key: {one: \"{n} B\", others: \"{n} Bs\"}",
            "strings/de.yaml:2: error unknown-key: others",
            "strings/de.yaml:3: error wrong-type: [A]",
            "strings/de.yaml:4: error unknown-value: {dat}",
            "strings/de.yaml:5: error wrong-type: {one: A, other: B}",
            "strings/de.yaml:6: error wrong-type: ",
            "strings/german.yaml:1: error stray-claims: ",
        ]
    );
    assert!(outcome.findings[0].help.contains("`actors`"), "{}", outcome.findings[0].help);
}

#[test]
fn templates_fill_places_and_escape_what_is_text() {
    let draw = |template: &str| {
        let project = Project::new()
            .file("site.yaml", "title: a <b>\nlanguage: fr\n")
            .file("templates/404.html", template)
            .file("content/a.md", "---\ntitle: A\n---\nText.\n");
        project.pages().remove("404.html")
    };
    for (template, expected) in [
        ("{{ words.actors }}", "Acteurs"),
        ("{{ say(key=\"claim_count\", n=0) }}", "0 affirmation"),
        ("{{ say(key=\"claim_count\", n=2) }}", "2 affirmations"),
        ("{{ say(key=\"list_and\", list=site.title, last=\"c\") }}", "a &lt;b&gt; et c"),
        (
            "{% set c %}<i>c</i>{% endset %}{{ say(key=\"list_and\", list=site.title, last=c) }}",
            "a &lt;b&gt; et <i>c</i>",
        ),
        ("{% component x() %}{{ say(key=\"actors\") }}{% endcomponent x %}{{ <x/> }}", "Acteurs"),
    ] {
        assert_eq!(draw(template).unwrap().trim(), expected, "{template}");
    }
    assert_eq!(draw("{{ say(key=\"actrs\") }}"), None);
    assert_eq!(draw("{{ words.actrs }}"), None);
}

#[test]
fn every_word_is_used() {
    let rust: String = list("src")
        .iter()
        .filter(|path| !path.to_str().unwrap().contains("src/strings/"))
        .map(|path| read(path))
        .collect();
    let templates: String = list("templates").iter().map(|path| read(path)).collect();
    // Their names are made from CSL's.
    let fields = read(&root().join("src/model/source/keys.rs"));
    for key in Key::ALL {
        let name = key.as_str();
        let is_field = name.strip_prefix("field_").is_some_and(|field| {
            fields.contains(&format!("\"{field}\""))
                || fields.contains(&format!("\"{}\"", field.replace('_', "-")))
        });
        let in_rust = Regex::new(&format!(r"Key::{key:?}\b")).unwrap().is_match(&rust);
        let in_templates =
            Regex::new(&format!(r#"words\.{name}\b|key="{name}""#)).unwrap().is_match(&templates);
        assert!(is_field || in_rust || in_templates, "nothing uses `{name}`");
    }
}

#[test]
fn templates_name_only_words_that_there_are() {
    let name = Regex::new(r#"words\.([a-z_0-9]+)|key="([a-z_0-9]+)""#).unwrap();
    for path in list("templates") {
        for found in name.captures_iter(&read(&path)) {
            let name = found.get(1).or(found.get(2)).unwrap().as_str();
            let key = name.parse::<Key>().unwrap_or_else(|()| panic!("{}: {name}", path.display()));
            let has_places = !Words::english().phrase(key).places().is_empty();
            assert!(found.get(1).is_none() || !has_places, "{}: `{name}` has places", path.display());
        }
    }
}

#[test]
fn the_documentation_holds_the_english_table() {
    let path = root().join("content/docs/strings.md");
    let table = read(&root().join("strings/en.yaml"));
    let table = table.split_once("\n\n").unwrap().1;
    let text = read(&path);
    let (before, rest) =
        text.split_once("```yaml\n# Joining words\n").expect("the table is in the documentation");
    let (_, after) = rest.split_once("```\n").unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}```yaml\n{table}```\n{after}")).unwrap();
    }
    assert!(
        read(&path).contains(&format!("```yaml\n{table}```\n")),
        "`UPDATE=1 cargo test` writes the table anew"
    );
}

#[test]
fn categories_have_the_words_of_the_documentation() {
    let docs = read(&root().join("content/docs/strings.md"));
    for (word, _) in Category::ALL {
        assert!(docs.contains(&format!("`{word}`")), "{word}");
    }
}
