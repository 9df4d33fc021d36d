//! What keeps the repository true: every rule explained and tested, module layers, the theme embedded whole, the sample
//! site and the documentation's examples clean.

use std::collections::{BTreeMap, BTreeSet};

use onrecord::rules::Rule;
use onrecord::system::OsSystem;

use crate::support::{Project, blocks, describe, list, options, read, root};

#[test]
fn every_rule_is_explained_in_its_sections() {
    let sections =
        ["## What it does", "## Why it matters", "## Example", "## How to fix", "## Where it comes from"];
    for rule in Rule::ALL {
        let text = rule.explanation();
        let found: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(found, sections, "{rule}");
    }
}

#[test]
fn every_rule_has_its_cases() {
    // Bytes that are not UTF-8, and files of megabytes, cannot stand in a case; `robust.rs` has them. Images are made where
    // they are read.
    let elsewhere = ["invalid-encoding", "file-too-large", "image-metadata"];
    let files: BTreeSet<String> = list("tests/check")
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let rules: BTreeSet<String> = Rule::ALL
        .iter()
        .map(|rule| rule.code().to_owned())
        .filter(|code| !elsewhere.contains(&code.as_str()))
        .collect();
    assert_eq!(files, rules);
    for path in list("tests/check") {
        let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(marked_codes(&read(&path)).contains(code.as_str()), "no case of `{code}` fires");
    }
}

/// Returns the codes in the marks `«level code: text»` of cases.
fn marked_codes(text: &str) -> BTreeSet<&str> {
    let cases: BTreeMap<usize, &str> =
        text.match_indices('«').map(|(at, mark)| (at, &text[at + mark.len()..])).collect();
    let marks = cases.into_values().filter_map(|rest| rest.split_once('»')).map(|(mark, _)| mark);
    let codes = marks.filter_map(|mark| {
        let (level, rest) = mark.split_once(' ')?;
        ["error", "warning"].contains(&level).then(|| rest.split(':').next().unwrap_or(rest))
    });
    codes.collect()
}

#[test]
fn codes_count_only_inside_of_marks() {
    let text = "# idle-waiver\n\nAn error unused-claim: or «a quotation».\n\nx «warning missing-key: x» «error wrong-type»\n";
    assert_eq!(marked_codes(text), ["missing-key", "wrong-type"].into());
}

#[test]
fn explanations_have_no_rule_too_many() {
    let files: BTreeSet<String> =
        list("src/rules").iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files, Rule::ALL.iter().map(|rule| rule.code().to_owned()).collect());
}

#[test]
fn the_theme_is_embedded_whole() {
    let names = |folder: &str| -> BTreeSet<String> {
        list(folder).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        names("templates"),
        onrecord::templates::BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect()
    );
    assert_eq!(names("static"), onrecord::theme::FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn every_id_of_a_template_is_kept_from_headings() {
    // Only these show an editor's Markdown; a page of a register has ids of its own.
    let with_text = ["base.html", "article.html", "page.html", "section.html", "home.html", "actor.html"];
    let ids = regex::Regex::new("[ ]id=\"([^\"{]+)").unwrap();
    for name in with_text {
        let text = read(&root().join("templates").join(name));
        for id in ids.captures_iter(&text) {
            let id = &id[1];
            let all = onrecord::slug::PageParts { explainer: true, corrections: true };
            let is_kept = |id: &str| onrecord::slug::is_of_templates(id, all);
            assert!(is_kept(id) || is_kept(&format!("{id}1")), "{name}: {id}");
        }
    }
}

/// The stages, in order; a stage may use what comes before it. What is not listed is a leaf and may use no stage.
const STAGES: &[&str] = &[
    "load",
    "parse",
    "site",
    "resolve",
    "prose",
    "coverage",
    "overview",
    "changes",
    "theme",
    "view",
    "html",
    "templates",
    "check",
    "render",
    "publish",
    "serve",
    "preview",
    "cli",
];

/// Uses that go against the order, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("load", "templates"), // adds the built-in templates' text
    ("resolve", "theme"),  // gives the theme's files their places
    ("html", "view"),      // names claims and positions as the notes do
    ("view", "html"),      // notes of registers are Markdown
];

#[test]
fn modules_use_only_what_comes_before_them() {
    let rank = |module: &str| STAGES.iter().position(|stage| *stage == module);
    for path in list("src") {
        let module = path
            .strip_prefix(root().join("src"))
            .unwrap()
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        if path.extension().is_none_or(|ending| ending != "rs")
            || ["lib", "main", "init"].contains(&module.as_str())
        {
            continue;
        }
        for used in used_modules(&read(&path)) {
            let used = used.as_str();
            if used == module || EXCEPTIONS.contains(&(module.as_str(), used)) {
                continue;
            }
            let allowed = match (rank(&module), rank(used)) {
                (_, None) => true,
                (Some(own), Some(other)) => other < own,
                (None, Some(_)) => false,
            };
            assert!(allowed, "{}: `{module}` uses `{used}`, which comes after it", path.display());
        }
    }
}

/// Returns the modules that a file names after `crate::`, in expressions and in nested `use` too.
fn used_modules(text: &str) -> BTreeSet<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = text.lines().filter(is_code).flat_map(|line| [line, "\n"]).collect();
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut used = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            used.insert(name(rest));
            continue;
        };
        used.insert(name(group));
        let mut depth = 1;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => {
                    used.insert(name(&group[at + 1..]));
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    used.remove("");
    used
}

#[test]
fn uses_are_seen_however_they_are_written() {
    let text = "\
use crate::site::Site;
use crate::{
    load::{Loaded, Asset},
    paths, view::{claim, self},
};
// crate::never
fn f(x: &crate::html::Page) -> u8 { crate::render::draw(x) }
pub(in crate::check) use other::publish;
";
    let expected = ["check", "html", "load", "paths", "render", "site", "view"];
    assert_eq!(used_modules(text), expected.map(str::to_owned).into());
}

#[test]
fn the_repositorys_own_site_is_clean() {
    let system = OsSystem::new(&root()).unwrap();
    let outcome = onrecord::check(&system, &options(false), &|_, _| {}).unwrap();
    let found: Vec<String> =
        outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// One run of a documentation page's example site.
fn findings(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut project = Project::new();
    for (path, text) in files {
        project = project.file(path, text);
    }
    let outcome = project.check();
    outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect()
}

#[test]
fn the_documentations_examples_do_what_it_says() {
    let mut examples = 0;
    let pages =
        list("content/docs").into_iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    for path in pages {
        let mut site: BTreeMap<String, String> = BTreeMap::new();
        let mut broken: Vec<(String, String, String)> = Vec::new();
        for block in blocks(&read(&path)) {
            let value = |key: &str| {
                block.info.split_whitespace().find_map(|word| word.strip_prefix(key)).map(str::to_owned)
            };
            let Some(file) = value("path=") else { continue };
            match value("finding=") {
                Some(code) => broken.push((file, code, block.text)),
                None => {
                    site.insert(file, block.text);
                }
            }
        }
        if site.is_empty() && broken.is_empty() {
            continue;
        }
        assert_eq!(findings(&site), Vec::<String>::new(), "the example of {}", path.display());
        for (file, code, text) in broken {
            examples += 1;
            let mut site = site.clone();
            site.insert(file, text);
            let found = findings(&site);
            assert!(
                found.len() == 1 && found[0].contains(&format!(" {code}: ")),
                "{}: expected one `{code}`, found {found:?}",
                path.display()
            );
        }
        examples += 1;
    }
    assert!(examples > 5, "the documentation has examples");
}

#[test]
fn the_readmes_commands_are_the_ones_that_ci_runs() {
    let readme = blocks(&read(&root().join("README.md")));
    let first = readme.iter().find(|block| block.info == "sh").unwrap();
    let commands: Vec<&str> = first.text.lines().collect();
    let ci = read(&root().join(".ci/run")).replace(" --locked", "");
    let run: Vec<&str> = ci.lines().filter(|line| commands.contains(line)).collect();
    assert_eq!(run, commands);
    assert!(commands.iter().all(|command| command.starts_with("cargo ")), "{commands:?}");
}

#[test]
fn nothing_is_left_undone() {
    for path in list("src").into_iter().chain(list("templates")).chain(list("tests")) {
        let is_ours =
            path.extension().is_some_and(|ending| ending == "rs" || ending == "html" || ending == "md");
        if path.ends_with("tidy.rs") || !is_ours {
            continue;
        }
        let text = read(&path);
        for word in ["TODO", "FIXME", "XXX:", "dbg!"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn the_documentation_of_themes_names_every_template_and_field() {
    let docs = read(&root().join("content/docs/themes.md"));
    for (name, _) in onrecord::templates::BUILT_IN {
        assert!(docs.contains(&format!("`{name}`")), "{name}");
    }
    for path in list("src").into_iter().filter(|path| path.to_str().unwrap().contains("src/view")) {
        for line in read(&path).lines() {
            let Some(field) = line.strip_prefix("    pub ").and_then(|line| line.split_once(": ")) else {
                continue;
            };
            let is_field = field.0.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if is_field && !["site", "lang"].contains(&field.0) {
                assert!(docs.contains(&format!("| `{}` |", field.0)), "{}: {}", path.display(), field.0);
            }
        }
    }
}

/// The build finds a picture that the documentation lacks; nothing reads the README but people.
#[test]
fn the_readme_shows_pictures_that_there_are() {
    let text = read(&root().join("README.md"));
    let marked = text.match_indices("](").map(|(at, _)| text[at + 2..].split(')').next().unwrap());
    let raw = text.match_indices("src=\"").map(|(at, _)| text[at + 5..].split('"').next().unwrap());
    let shown: BTreeSet<&str> = marked.chain(raw).filter(|path| path.ends_with(".png")).collect();
    assert!(shown.len() >= 4, "{shown:?}");
    for path in &shown {
        assert!(root().join(path).is_file(), "{path}");
    }
    // Nor is there one that nothing shows, or one that takes long to load.
    for picture in list("content/docs/pictures") {
        let name = picture.file_name().unwrap().to_str().unwrap();
        assert!(shown.contains(format!("content/docs/pictures/{name}").as_str()), "{name}");
        assert!(picture.metadata().unwrap().len() < 300_000, "{name}");
    }
}
