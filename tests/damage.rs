//! Real sites, damaged: the starter and the sample, each file cut off after each line and with values of other types.
//!
//! Whatever is damaged, the run ends, its places lie in their files, findings do not multiply, and what is wrong in another
//! file is reported as well.

use std::ops::Range;

use onrecord::diagnostic::Sink;
use onrecord::files::Files;
use onrecord::paths::FilePath;
use onrecord::yaml::{self, Cx, Node, Value};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::support::{Project, assert_sound, describe, list, read, root};

/// Another file, with a finding that must always be there.
const OTHER: (&str, &str) = ("content/zz-other.md", "---\ntitle: Other\n---\n[x](nowhere.md)\n");

type Site = Vec<(String, String)>;

/// The files of a new site.
fn starter() -> Site {
    files("src/init", |path| path != "publish.yml")
}

/// This repository's explainers, with all that they rest on. Of the documentation only the made-up article is kept.
fn sample() -> Site {
    let mut site =
        files("content", |path| !path.starts_with("docs/") || path.starts_with("docs/village-council/"));
    for (path, text) in &mut site {
        path.insert_str(0, "content/");
        // Links to the documentation would be findings of their own.
        *text = text
            .replace("](../docs/claims.md)", "](https://example.org/)")
            .replace("](../claims.md)", "](https://example.org/)")
            .replace("](docs/_index.md)", "](https://example.org/)")
            .replace("](docs/start.md)", "](https://example.org/)");
    }
    site.push(("site.yaml".to_owned(), "title: Sample\n".to_owned()));
    site
}

fn files(folder: &str, wanted: impl Fn(&str) -> bool) -> Site {
    let base = root().join(folder);
    let name =
        |path: &std::path::Path| path.strip_prefix(&base).unwrap().to_str().unwrap().replace('\\', "/");
    list(folder)
        .into_iter()
        .map(|path| (name(&path), path))
        .filter(|(name, path)| {
            wanted(name) && path.extension().is_some_and(|ending| ending == "md" || ending == "yaml")
        })
        .map(|(name, path)| (name, read(&path)))
        .collect()
}

/// Checks a site in which one file is another; returns what is found, without what is wrong in [`OTHER`].
fn damaged(site: &Site, changed: &str, text: &str) -> Vec<String> {
    let mut project = Project::new().file(OTHER.0, OTHER.1);
    for (path, text) in site {
        project = project.file(path, text);
    }
    let outcome = project.file(changed, text).check();
    assert_sound(&outcome);
    let mut found: Vec<String> =
        outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
    let count = found.len();
    found.retain(|line| !line.starts_with(OTHER.0));
    assert_eq!(found.len() + 1, count, "{changed}: the other file's finding is lost");
    found
}

fn clean(site: &Site) {
    let (path, text) = &site[0];
    let found = damaged(site, path, text);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn both_sites_are_clean() {
    clean(&starter());
    clean(&sample());
}

/// Cuts each file off after each line, with and without the line's end.
fn cut(site: &Site, most: usize) {
    let cuts: Vec<(&str, &str)> = site
        .iter()
        .flat_map(|(path, text)| {
            let ends =
                text.match_indices('\n').flat_map(|(at, _)| [at, at + 1]).filter(|at| *at < text.len());
            std::iter::once(0).chain(ends).map(|end| (path.as_str(), &text[..end]))
        })
        .collect();
    assert!(cuts.len() > 100);
    cuts.par_iter().for_each(|(path, text)| {
        let found = damaged(site, path, text);
        assert!(found.len() <= most, "{path} cut off at {}: {found:#?}", text.len());
    });
}

#[test]
fn a_new_site_cut_off_at_each_line() {
    cut(&starter(), 60);
}

#[test]
fn the_sample_cut_off_at_each_line() {
    // A register that ends early leaves names behind that many claims use.
    cut(&sample(), 200);
}

/// Collects the ranges of all values.
fn values(node: &Node, found: &mut Vec<Range<usize>>) {
    found.push(node.span.range());
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| values(item, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| values(value, found)),
        Value::Null | Value::Scalar(_) => {}
    }
}

/// Puts each of `others` in the place of each value of each file that is `wanted`.
fn replace(site: &Site, others: &[&str], wanted: impl Fn(&str) -> bool) {
    let mut changes: Vec<(&str, &str, Range<usize>, &str)> = Vec::new();
    for (path, text) in site.iter().filter(|(path, _)| wanted(path)) {
        let range = match text.strip_prefix("---\n") {
            Some(rest) => 4..4 + rest.find("---\n").unwrap(),
            None => 0..text.len(),
        };
        let mut in_memory = Files::default();
        let id = in_memory.add(FilePath::new(path).unwrap(), text.as_str());
        let mut sink = Sink::default();
        let node = yaml::parse(range, &mut Cx { file: in_memory.get(id), sink: &mut sink }).unwrap();
        let mut places = Vec::new();
        values(&node, &mut places);
        for place in places {
            changes.extend(others.iter().map(|other| (path.as_str(), text.as_str(), place.clone(), *other)));
        }
    }
    assert!(changes.len() > 500, "{}", changes.len());
    changes.par_iter().for_each(|(path, text, place, other)| {
        let mut changed = (*text).to_owned();
        changed.replace_range(place.clone(), other);
        let found = damaged(site, path, &changed);
        assert!(found.len() < 60, "{path}: `{}` as `{other}`: {found:#?}", &text[place.clone()]);
    });
}

#[test]
fn a_new_site_with_values_of_other_types() {
    replace(
        &starter(),
        &["~", "text", "2025-02-30", "[]", "{a: b}", "[[{a: [b]}]]", "{a: {b: {c: [d]}}}", "''"],
        |_| true,
    );
}

#[test]
fn the_samples_claims_with_values_of_other_types() {
    replace(&sample(), &["~", "text", "[a]", "{a: b}", "''"], |path| path.ends_with("claims.yaml"));
}
