//! Bad input: each ends in a finding with a place, or in a site; nothing panics, and nothing hides what else is wrong.

use onrecord::diagnostic::Level;
use onrecord::yaml::{Cx, Node, Value};

use crate::support::{Project, describe, list, options, read, root};

/// A clean site with one explainer.
fn clean() -> Project {
    Project::new()
        .file("content/actors.yaml", "clerk: {name: Ada Clerk, kind: person}\n")
        .file(
            "content/sources.yaml",
            "record: {type: report, title: Minutes, obtained: public-record}\nclerk: {naming: named, actor: clerk, obtained: interview}\n",
        )
        .file(
            "content/good.md",
            "---\ntitle: Good\nclaims:\n  vote: {sources: [{source: record, locator: p. 1}, clerk]}\n---\nThey [voted](claim:vote).\n",
        )
}

/// The findings of the clean site with one file of bytes added.
fn with_bytes(path: &str, bytes: &[u8]) -> Vec<String> {
    let system = clean().system();
    system.put(path, bytes);
    let outcome = onrecord::check(&system, &options(false), &|_, _| {}).unwrap();
    for finding in &outcome.findings {
        let file = outcome.site.files.get(finding.span.file);
        assert!(finding.span.range().end <= file.text.len() && !finding.help.is_empty());
    }
    outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect()
}

fn with(path: &str, text: &str) -> Vec<String> {
    with_bytes(path, text.as_bytes())
}

/// Only the codes.
fn codes(found: &[String]) -> Vec<&str> {
    found.iter().map(|line| line.split(": ").nth(1).unwrap().split(' ').nth(1).unwrap()).collect()
}

#[test]
fn encodings() {
    let page = "---\ntitle: A\n---\nCaf\u{e9} here.\n";
    assert_eq!(with("content/a.md", &format!("\u{feff}{page}")), Vec::<String>::new());
    assert_eq!(with("content/a.md", &page.replace('\n', "\r\n")), Vec::<String>::new());
    let latin: Vec<u8> = page.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(with_bytes("content/a.md", &latin), ["content/a.md:4: error invalid-encoding: \u{fffd}"]);
    let wide: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(codes(&with_bytes("content/a.md", &wide)).contains(&"missing-key"));
    assert!(!with("content/a.md", &page.replace('\n', "\r")).is_empty());
    with("content/a.md", "---\ntitle: \"a\\uD800\"\n---\n\0 \u{202e}x\u{2066} \u{85}\u{2028}\n");
}

#[test]
fn front_matters() {
    assert_eq!(with("content/a.md", ""), ["content/a.md:1: error missing-key: "]);
    assert_eq!(with("content/a.md", "---\ntitle: A\n---"), Vec::<String>::new());
    assert_eq!(
        with("content/a.md", "---\ntitle: A\nText without an end\n"),
        ["content/a.md:1: error front-matter-unclosed: ---"]
    );
    assert_eq!(with("content/a.md", "---\n---\n"), ["content/a.md:1: error missing-key: ---"]);
    assert_eq!(
        with("content/a.md", "---\ntitle: A\n---\nOne\n\n---\n\ntitle: not this\n\n---\n"),
        Vec::<String>::new()
    );
}

#[test]
fn slips_in_yaml_are_one_finding_and_hide_nothing_elsewhere() {
    let broken = "---\ntitle: B\n---\n[x](nowhere.md)\n";
    for (text, place) in [
        ("---\ntitle: A\nclaims:\n\tx: ~\n---\n[w](claim:x)\n", "content/a.md:4: error yaml-syntax: \t"),
        ("---\ntitle: \"A\nclaims: ~\n---\n[w](claim:x)\n", "error yaml-syntax"),
        (
            "---\ntitle: A\nclaims:\n  x:\n    says: He said: no\n---\n[w](claim:x)\n",
            "content/a.md:5: error yaml-syntax: :",
        ),
        (
            "---\ntitle: A\nclaims:\n  x:\n    sources:\n      - {source: {a: [b]}, rel: supports}\n---\n[w](claim:x)\n",
            "content/a.md:6: error wrong-type: {a: [b]}",
        ),
    ] {
        let system = clean().file("content/b.md", broken).system();
        system.put("content/a.md", text);
        let outcome = onrecord::check(&system, &options(false), &|_, _| {}).unwrap();
        let found: Vec<String> =
            outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
        assert_eq!(found.len(), 2, "{text}: {found:?}");
        assert!(found[0].contains(place), "{text}: {found:?}");
        assert_eq!(found[1], "content/b.md:4: error missing-page: nowhere.md");
    }
}

#[test]
fn a_register_that_cannot_be_read_is_one_finding() {
    for register in ["content/sources.yaml", "content/actors.yaml"] {
        let outcome = clean().file(register, "clerk: {name: [\n").check();
        let found: Vec<String> =
            outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
        assert_eq!(codes(&found), ["yaml-syntax"], "{register}: {found:?}");
    }
}

#[test]
fn odd_values_are_findings() {
    for slug in ["..", "a/b", "a:b", "", ".", "a b", "x."] {
        let found = with("content/a.md", &format!("---\ntitle: A\nslug: {slug:?}\n---\n"));
        assert_eq!(codes(&found), ["unknown-value"], "{slug}: {found:?}");
    }
    for date in ["2025-13-01", "2025-02-30", "0000-00-00", "10000-01-01", "2025-1-1", "2025~", "yesterday"] {
        let found = with("content/a.md", &format!("---\ntitle: A\ndate: {date}\n---\n"));
        assert_eq!(codes(&found), ["invalid-date"], "{date}: {found:?}");
    }
    for date in ["0000", "-0044", "-0043-03-15", "Y10000", "9999-12-31"] {
        let page = format!("---\ntitle: A\nevents:\n  e: {{title: E, date: {date}}}\n---\n");
        assert_eq!(with("content/a.md", &page), Vec::<String>::new(), "{date}");
    }
}

#[test]
fn large_and_deep_input_ends() {
    let head = "---\ntitle: A\n---\n";
    assert_eq!(codes(&with("content/a.md", &"x".repeat(5 << 20))), ["file-too-large"]);
    assert_eq!(with("content/a.md", &format!("{head}{}", "word ".repeat(600_000))), Vec::<String>::new());
    assert_eq!(
        with("content/a.md", &format!("{head}{}", "They [voted](claim:good/vote). ".repeat(10_000))),
        Vec::<String>::new()
    );
    for nasty in ["[", "> ", "- ", "*a_ ", "![", "<b", "[^x", "`", "| ", "\\["] {
        with("content/a.md", &format!("{head}{}", nasty.repeat(5_000)));
    }
    for nasty in ["[", "{", "- ", "a: {", "? ", "&a [*a, "] {
        assert!(!with("content/events.yaml", &nasty.repeat(20_000)).is_empty(), "{nasty}");
    }
}

/// The site that `init` makes.
fn starter() -> Vec<(String, String)> {
    let folder = root().join("src/init");
    let files = list("src/init").into_iter().filter(|path| !path.ends_with("publish.yml"));
    files.map(|path| (path.strip_prefix(&folder).unwrap().display().to_string(), read(&path))).collect()
}

fn check_all(files: &[(String, String)], change: usize, text: &str) {
    let mut project = Project::new();
    for (at, (path, original)) in files.iter().enumerate() {
        project = project.file(path, if at == change { text } else { original });
    }
    let outcome = project.check();
    for finding in &outcome.findings {
        let file = outcome.site.files.get(finding.span.file);
        assert!(
            finding.span.range().end <= file.text.len()
                && !finding.message.is_empty()
                && !finding.help.is_empty()
        );
        assert!(finding.level == Level::Error || finding.level == Level::Warning);
    }
}

#[test]
fn every_file_cut_off_after_every_line() {
    let files = starter();
    for (at, (_, text)) in files.iter().enumerate() {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for kept in 0..lines.len() {
            check_all(&files, at, &lines[..kept].concat());
        }
    }
}

/// The byte ranges of all values of a YAML text.
fn values(node: &Node, found: &mut Vec<std::ops::Range<usize>>) {
    found.push(node.span.range());
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| values(item, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, item)| values(item, found)),
        Value::Null | Value::Scalar(_) => {}
    }
}

#[test]
fn every_value_replaced_by_one_of_each_other_type() {
    let files = starter();
    for (at, (path, text)) in files.iter().enumerate() {
        let yaml = match path.ends_with(".md") {
            true => 4..text[4..].find("\n---").unwrap() + 5,
            false => 0..text.len(),
        };
        let mut project_files = onrecord::files::Files::default();
        let id = project_files.add(onrecord::paths::FilePath::new(path).unwrap(), text.as_str());
        let (file, mut sink) = (project_files.get(id), onrecord::diagnostic::Sink::default());
        let node = onrecord::yaml::parse(yaml, &mut Cx { file, sink: &mut sink }).unwrap();
        let mut places = Vec::new();
        values(&node, &mut places);
        for place in places {
            for other in ["~", "12", "true", "[]", "[[a]]", "{}", "{a: {b: c}}", "\"\"", "2025~", "x y"] {
                check_all(&files, at, &format!("{}{other}{}", &text[..place.start], &text[place.end..]));
            }
        }
    }
}
