//! The documentation of the rules: a page for each, and a list of all, from what `onrecord explain` prints.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use onrecord::rules::{Family, Rule};

use crate::support::{list, read, root};

/// Returns the word for a rule's level on a site that changes none.
fn level(rule: Rule) -> &'static str {
    rule.default_level().map_or("off", |level| level.as_str())
}

/// Says who may change what about a rule.
fn standing(rule: Rule) -> String {
    let level = match (level(rule), rule.has_fixed_level()) {
        ("off", _) => "Off, unless a site switches it on".to_owned(),
        (level, true) => format!("Always {} {level}", if level == "error" { "an" } else { "a" }),
        (level, false) => {
            let article = if level == "error" { "An" } else { "A" };
            format!("{article} {level}, unless a site says otherwise")
        }
    };
    let waiver = if rule.waivable() { "; a waiver with a reason lifts it" } else { "" };
    format!("{level}{waiver}.")
}

/// Returns the page of a rule.
fn page(rule: Rule) -> String {
    format!(
        "---\ntitle: {rule}\ndescription: {}\nkind: page\n---\n\n{} It belongs to the family *{}*; [all rules](index.md).\n\n{}\n",
        serde_json::to_string(&rule.summary()).unwrap(),
        standing(rule),
        rule.family().as_str(),
        rule.explanation().trim()
    )
}

/// Returns the list of all rules.
fn index() -> String {
    let mut text = "---\ntitle: All rules\ndescription: Every rule of the check, by family, with its level.\nkind: page\nweight: 75\n---\n\n\
        `onrecord explain CODE` prints the same pages. How levels and waivers work stands in [Checks](../checks.md).\n"
        .to_owned();
    let mut families: BTreeMap<Family, Vec<Rule>> = BTreeMap::new();
    for rule in Rule::ALL {
        families.entry(rule.family()).or_default().push(*rule);
    }
    for (family, rules) in families {
        let name = family.as_str();
        write!(
            text,
            "\n## {}{}\n\n| Rule | Level | What it does |\n|---|---|---|\n",
            name[..1].to_uppercase(),
            &name[1..]
        )
        .unwrap();
        for rule in rules {
            let fixed = if rule.has_fixed_level() { ", always" } else { "" };
            let summary = rule.summary().replace('|', "\\|");
            writeln!(text, "| [`{rule}`]({rule}.md) | {}{fixed} | {summary} |", level(rule)).unwrap();
        }
    }
    text
}

#[test]
fn every_rule_has_its_page_in_the_documentation() {
    let folder = root().join("content/docs/rules");
    let mut wanted: BTreeMap<String, String> =
        Rule::ALL.iter().map(|rule| (format!("{rule}.md"), page(*rule))).collect();
    wanted.insert("index.md".to_owned(), index());
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &wanted {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let found: BTreeMap<String, String> = list("content/docs/rules")
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), read(path)))
        .collect();
    assert!(found == wanted, "`UPDATE=1 cargo test` writes the pages of the rules anew");
}
