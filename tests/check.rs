//! One file for each rule: small sites with marks on the lines where a finding is expected. See `tests/check/`.

use std::collections::BTreeMap;

use crate::support::{Project, blocks, describe, list, read};

/// Cuts the marks `«level code: text»` out of a file; returns its text and the findings that they expect.
fn expectations(path: &str, text: &str) -> (String, Vec<String>) {
    let (mut clean, mut expected) = (String::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        let (kept, marks) = match line.find('«') {
            Some(at) => (line[..at].trim_end(), &line[at..]),
            None => (line, ""),
        };
        clean.push_str(kept);
        clean.push('\n');
        for mark in marks.split('«').skip(1) {
            let mark = mark.split('»').next().unwrap();
            expected.push(format!("{path}:{}: {mark}", number + 1));
        }
    }
    (clean, expected)
}

/// Tells whether a finding is the expected one; a mark without a text says nothing about the caret.
fn matches(found: &str, expected: &str) -> bool {
    found == expected
        || (found.starts_with(expected)
            && found[expected.len()..].starts_with(": ")
            && expected.matches(": ").count() == 1)
}

/// Returns what is wrong with a case, or nothing. A case may say what the help lines are, in the order of the findings.
fn run(name: &str, files: &BTreeMap<String, String>, help: Option<&str>) -> Option<String> {
    let mut project = Project::new();
    if !files.keys().any(|path| path.starts_with("content/")) {
        project = project.file("content/_index.md", "---\ntitle: Home\n---\n");
    }
    let mut expected = Vec::new();
    for (path, text) in files {
        let (text, marks) = expectations(path, text);
        project = project.file(path, &text);
        expected.extend(marks);
    }
    let outcome = project.check();
    let mut found: Vec<String> =
        outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
    let mut missing = Vec::new();
    for mark in expected {
        match found.iter().position(|found| matches(found, &mark)) {
            Some(at) => {
                found.remove(at);
            }
            None => missing.push(mark),
        }
    }
    let said: String = outcome.findings.iter().map(|finding| format!("{}\n", finding.help)).collect();
    if let Some(help) = help.filter(|help| *help != said) {
        missing.push(format!("the help\n{help}instead of\n{said}"));
    }
    if found.is_empty() && missing.is_empty() {
        return None;
    }
    let list = |lines: &[String]| lines.iter().map(|line| format!("\n    {line}")).collect::<String>();
    Some(format!("{name}\n  not found:{}\n  found, not expected:{}", list(&missing), list(&found)))
}

#[test]
fn every_case_of_every_rule() {
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for path in list("tests/check") {
        let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut sites: BTreeMap<(usize, String), BTreeMap<String, String>> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut helps: BTreeMap<String, String> = BTreeMap::new();
        for block in blocks(&read(&path)) {
            if block.info == "help" {
                helps.insert(block.heading, block.text);
                continue;
            }
            let Some(file) = block.info.split_whitespace().nth(1) else { continue };
            if !order.contains(&block.heading) {
                order.push(block.heading.clone());
            }
            let at = order.iter().position(|heading| *heading == block.heading).unwrap();
            sites.entry((at, block.heading)).or_default().insert(file.to_owned(), block.text);
        }
        assert!(!sites.is_empty(), "{rule} has no case");
        for ((_, heading), files) in &sites {
            cases += 1;
            wrong.extend(run(&format!("{rule}: {heading}"), files, helps.get(heading).map(String::as_str)));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases are wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}
