//! Whole sites: `tests/site/CASE/in` is built, and every file must be as in `out`, none missing and none too many.
//! `UPDATE=1` rewrites `out`. The sites have templates of their own, so that a change of the theme changes no case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use onrecord::publish::Protected;
use onrecord::system::OsSystem;

use crate::support::{describe, options, root};

/// Tells whether a file is one of the theme's: `NAME.HASH.ENDING`.
fn is_of_theme(name: &str) -> bool {
    onrecord::theme::FILES.iter().any(|(file, _)| {
        let (stem, ending) = file.rsplit_once('.').unwrap();
        name.strip_prefix(stem).is_some_and(|rest| rest.ends_with(ending) && rest.matches('.').count() == 2)
    })
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            (
                entry.path().strip_prefix(folder).unwrap().display().to_string(),
                fs::read(entry.path()).unwrap(),
            )
        })
        // The theme's own files change with the theme, the manifest with the format of manifests.
        .filter(|(name, _)| !name.starts_with(".onrecord") && !is_of_theme(name))
        .collect()
}

#[test]
fn every_site_is_as_expected() {
    let mut cases = 0;
    for case in fs::read_dir(root().join("tests/site")).unwrap() {
        let case = case.unwrap().path();
        let (system, out) = (OsSystem::new(&case.join("in")).unwrap(), tempfile::tempdir().unwrap());
        let output = out.path().join("public");
        let protected = Protected { root: system.root().to_owned(), home: None };
        let outcome = onrecord::build(&system, &options(false), &output, &protected, &|_, _| {}).unwrap();
        let found: Vec<String> =
            outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
        assert!(
            matches!(outcome.published, Ok(Some(_))) && found.is_empty(),
            "{}: {found:?}",
            case.display()
        );
        let built = tree(&output);
        let expected = case.join("out");
        if std::env::var_os("UPDATE").is_some() {
            let _ = fs::remove_dir_all(&expected);
            for (name, bytes) in &built {
                fs::create_dir_all(expected.join(name).parent().unwrap()).unwrap();
                fs::write(expected.join(name), bytes).unwrap();
            }
        }
        let wanted = tree(&expected);
        assert_eq!(built.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{}", case.display());
        for (name, bytes) in &built {
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&wanted[name]), "{name}");
        }
        cases += 1;
    }
    assert!(cases > 0);
}
