//! The command as it is used: exit status, output, what is written and what is left alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn onrecord(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(args)
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1768435200")
        .env("HOME", folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with the site that `init` makes.
fn starter() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = onrecord(folder.path(), &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    folder
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            (
                entry.path().strip_prefix(folder).unwrap().display().to_string(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_new_site_builds_clean_and_again_changes_nothing() {
    let folder = starter();
    let built = onrecord(folder.path(), &["build", "--deny-warnings"]);
    assert_eq!((built.status.code(), text(&built.stdout).as_str()), (Some(0), ""), "{}", text(&built.stderr));
    let first = tree(&folder.path().join("public"));
    assert!(first.iter().any(|(name, _)| name == "bus-line/index.html"));
    let again = onrecord(folder.path(), &["build"]);
    assert!(text(&again.stderr).contains("nothing has changed"), "{}", text(&again.stderr));
    assert_eq!(tree(&folder.path().join("public")), first);
    let twice = onrecord(folder.path(), &["init"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("site.yaml"));
}

#[test]
fn an_error_leaves_the_old_site_as_it_is() {
    let folder = starter();
    onrecord(folder.path(), &["build"]);
    let before = tree(&folder.path().join("public"));
    let page = folder.path().join("content/about.md");
    fs::write(&page, "---\ntitle: About\n---\nSee [this](claim:nothing) and [that](nowhere.md).\n").unwrap();
    let failed = onrecord(folder.path(), &["build", "--format", "short"]);
    assert_eq!(failed.status.code(), Some(1));
    let lines: Vec<String> = text(&failed.stdout)
        .lines()
        .map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": "))
        .collect();
    assert_eq!(
        lines,
        ["content/about.md:4:12: error[missing-claim]", "content/about.md:4:38: error[missing-page]"]
    );
    assert_eq!(tree(&folder.path().join("public")), before);
    fs::write(&page, "---\ntitle: About\nkind: page\n---\nText.\n").unwrap();
    assert_eq!(onrecord(folder.path(), &["build"]).status.code(), Some(0));
}

#[test]
fn verbose_names_what_a_build_writes_and_removes() {
    let folder = starter();
    let first = onrecord(folder.path(), &["build", "-v"]);
    let named = |output: &str, sign: &str| -> BTreeSet<String> {
        output.lines().filter_map(|line| line.strip_prefix(sign)).map(str::to_owned).collect()
    };
    let written = named(&text(&first.stderr), "+ ");
    let public = folder.path().join("public");
    let on_disk: BTreeSet<String> = tree(&public)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path != ".onrecord-manifest.json")
        .collect();
    assert_eq!(written, on_disk);
    fs::remove_file(folder.path().join("content/about.md")).unwrap();
    let second = onrecord(folder.path(), &["build", "-v"]);
    assert_eq!(
        named(&text(&second.stderr), "- "),
        ["about/index.html".to_owned()].into(),
        "{}",
        text(&second.stderr)
    );
    assert_eq!(onrecord(folder.path(), &["build", "-v", "-q"]).status.code(), Some(2));
}

#[test]
fn what_was_found_is_said_even_when_nothing_can_be_written() {
    let folder = starter();
    let page = folder.path().join("content/about.md");
    fs::write(&page, "---\ntitle: About\nkind: page\n---\nText.\n\n[^x]: A footnote.\n").unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/diary.txt"), "dear diary").unwrap();
    let built = onrecord(folder.path(), &["build", "--output", "mine", "--format", "short"]);
    assert_eq!(built.status.code(), Some(2));
    assert!(text(&built.stdout).starts_with("content/about.md:7:1: warning[unused-footnote]"), "{built:?}");
    assert!(text(&built.stderr).contains("error: ") && text(&built.stderr).contains("mine"), "{built:?}");
    assert_eq!(tree(&folder.path().join("mine")), [("diary.txt".to_owned(), b"dear diary".to_vec())]);
}

#[test]
fn the_same_site_gives_the_same_bytes_anywhere() {
    let folder = starter();
    let build = |jobs: &str, zone: &str, out: &str| {
        let status = Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .args([
                "build",
                "--root",
                folder.path().to_str().unwrap(),
                "--jobs",
                jobs,
                "--today",
                "2026-01-15",
                "--output",
                out,
            ])
            .args(["--base-url", "https://example.org/repo"])
            .current_dir(std::env::temp_dir())
            .env("TZ", zone)
            .env("LC_ALL", "C")
            .status()
            .unwrap();
        assert!(status.success());
        tree(Path::new(out))
    };
    let outside = tempfile::tempdir().unwrap();
    let out = |name: &str| outside.path().join(name).display().to_string();
    let one = build("1", "Pacific/Kiritimati", &out("a"));
    assert_eq!(one, build("4", "America/Adak", &out("b")));
    assert!(one.iter().any(|(name, _)| name == "feed.xml"), "the address is known, so there is a feed");
}

#[test]
fn no_page_links_out_of_its_base_path() {
    let folder = starter();
    let built = onrecord(folder.path(), &["build", "--base-url", "https://example.org/repo/"]);
    assert_eq!(built.status.code(), Some(0));
    for (name, bytes) in tree(&folder.path().join("public")) {
        if !name.ends_with(".html") {
            continue;
        }
        let page = text(&bytes);
        for attribute in ["href=\"/", "src=\"/"] {
            for (at, _) in page.match_indices(attribute) {
                let rest = &page[at + attribute.len() - 1..];
                assert!(rest.starts_with("/repo/"), "{name}: {}", &rest[..rest.len().min(40)]);
            }
        }
    }
}

#[test]
fn usage_and_machine_failures_are_status_two() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &["check"][..],
        &["frobnicate"],
        &["build", "--base-url", "example.org"],
        &["explain", "no-such-rule"],
        &["check", "--today", "soon"],
    ] {
        let output = onrecord(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
    let output = onrecord(folder.path(), &["check"]);
    assert!(text(&output.stderr).contains("onrecord init"), "{}", text(&output.stderr));
}

#[test]
fn an_output_that_is_somebodys_is_refused() {
    let folder = starter();
    let root = folder.path();
    let mine = root.join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("notes.txt"), "keep").unwrap();
    for out in ["mine", ".", "content", "/"] {
        let output = onrecord(root, &["build", "--output", out]);
        assert_eq!(output.status.code(), Some(2), "{out}: {}", text(&output.stderr));
    }
    assert_eq!(fs::read_to_string(mine.join("notes.txt")).unwrap(), "keep");
    assert!(root.join("content/about.md").exists());
}

#[test]
fn today_is_what_the_command_says_else_the_environment_else_the_clock() {
    let folder = starter();
    let event =
        |date: &str| format!("vote: {{title: The vote, date: {date}, kind: scheduled, claims: []}}\n");
    let check = |date: &str, today: Option<&str>, epoch: Option<&str>| {
        fs::write(folder.path().join("content/events.yaml"), event(date)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command
            .args(["check", "--format", "short"])
            .current_dir(folder.path())
            .env_remove("SOURCE_DATE_EPOCH");
        today.map(|day| command.args(["--today", day]));
        epoch.map(|seconds| command.env("SOURCE_DATE_EPOCH", seconds));
        text(&command.output().unwrap().stdout).contains("scheduled-past")
    };
    // 15 January 2026 and 1 January 2100 as seconds.
    let (early, late) = (Some("1768435200"), Some("4102444800"));
    assert!(!check("2026-01-15", None, early));
    assert!(check("2026-01-14", None, early));
    assert!(!check("2026-01-14", Some("2026-01-14"), late), "the command's word comes first");
    assert!(check("2026-01-14", Some("2026-01-15"), None));
    assert!(check("2098-01-01", None, late), "the environment comes before the clock");
    assert!(!check("2098-01-01", None, None) && check("2026-01-14", None, None), "the clock");
}

#[test]
fn findings_as_json() {
    let folder = starter();
    fs::write(folder.path().join("content/a.md"), "---\ntitel: A\n---\n").unwrap();
    let output = onrecord(folder.path(), &["check", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found[0]["code"], "missing-key");
    assert_eq!(found[1]["code"], "unknown-key");
    assert_eq!(found[1]["help"], "did you mean `title`?");
    assert_eq!(
        (&found[1]["file"], &found[1]["line"], &found[1]["column"], &found[1]["end_column"]),
        (&"content/a.md".into(), &2.into(), &1.into(), &6.into())
    );
    fs::remove_file(folder.path().join("content/a.md")).unwrap();
    let clean = onrecord(folder.path(), &["check", "--format", "json", "--quiet"]);
    assert_eq!((text(&clean.stdout).trim(), text(&clean.stderr).as_str()), ("[]", ""));
}

#[test]
fn drafts_and_expired_pages_are_named_and_held_back() {
    let folder = starter();
    fs::write(
        folder.path().join("content/later.md"),
        "---\ntitle: Later\ndraft: true\nkind: page\n---\nText.\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("content/old.md"),
        "---\ntitle: Old\nexpires: 2026-01-01\nkind: page\n---\nText.\n",
    )
    .unwrap();
    let built = onrecord(folder.path(), &["build"]);
    let said = text(&built.stderr);
    assert!(
        said.contains("not published (draft): content/later.md")
            && said.contains("not published (expired): content/old.md"),
        "{said}"
    );
    assert!(!folder.path().join("public/later").exists());
    onrecord(folder.path(), &["build", "--drafts", "--today", "2025-12-31"]);
    assert!(
        folder.path().join("public/later/index.html").exists()
            && folder.path().join("public/old/index.html").exists()
    );
}

#[test]
fn explain_knows_every_code() {
    let folder = tempfile::tempdir().unwrap();
    let all = text(&onrecord(folder.path(), &["explain"]).stdout);
    for rule in onrecord::rules::Rule::ALL {
        assert!(all.contains(rule.code()));
        let one = onrecord(folder.path(), &["explain", rule.code()]);
        assert!(text(&one.stdout).contains("## How to fix"), "{rule}");
    }
}

/// The starter with a warning in it.
fn with_a_warning() -> TempDir {
    let folder = starter();
    fs::write(
        folder.path().join("content/about.md"),
        "---\ntitle: About\nkind: page\n---\nText.\n\n[^x]: A footnote.\n",
    )
    .unwrap();
    folder
}

#[test]
fn warnings_fail_a_run_where_they_are_denied() {
    let folder = with_a_warning();
    for command in ["check", "build", "report"] {
        assert_eq!(onrecord(folder.path(), &[command]).status.code(), Some(0), "{command}");
        assert_eq!(
            onrecord(folder.path(), &[command, "--deny-warnings"]).status.code(),
            Some(1),
            "{command}"
        );
    }
}

#[test]
fn the_desks_page_comes_and_goes_with_the_drafts() {
    let folder = with_a_warning();
    let page = folder.path().join("public/report/index.html");
    assert_eq!(onrecord(folder.path(), &["build", "--drafts"]).status.code(), Some(0));
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("Findings outside of articles: 1 warning"), "{html}");
    assert_eq!(onrecord(folder.path(), &["build"]).status.code(), Some(0));
    assert!(!page.exists());
}

#[test]
fn colours_are_for_terminals() {
    let folder = with_a_warning();
    for args in [&["check"][..], &["report"]] {
        let plain = onrecord(folder.path(), args);
        assert!(!plain.stdout.is_empty() && !plain.stdout.contains(&0x1b), "{args:?}: a pipe is no terminal");
        let always = onrecord(folder.path(), &[args, &["--color", "always"]].concat());
        assert!(always.stdout.contains(&0x1b), "{args:?}");
    }
}

/// Runs a command on a terminal of its own, which `script` makes.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Path, args: &str, no_color: Option<&str>) -> Vec<u8> {
    let mut command = Command::new("script");
    command
        .args(["--quiet", "--return", "--command"])
        .arg(format!("'{}' {args}", env!("CARGO_BIN_EXE_onrecord")))
        .arg("/dev/null")
        .current_dir(folder)
        .env("TERM", "xterm")
        .env_remove("NO_COLOR");
    if let Some(value) = no_color {
        command.env("NO_COLOR", value);
    }
    command.output().unwrap().stdout
}

#[test]
#[cfg(target_os = "linux")]
fn no_color_is_heeded_on_a_terminal() {
    let folder = with_a_warning();
    for command in ["check --quiet", "report --quiet"] {
        let seen = on_a_terminal(folder.path(), command, None);
        assert!(text(&seen).contains("\u{1b}["), "{command}: {}", text(&seen));
        assert!(
            text(&on_a_terminal(folder.path(), command, Some(""))).contains("\u{1b}["),
            "{command}: empty is unset"
        );
        let plain = on_a_terminal(folder.path(), command, Some("1"));
        assert!(!plain.is_empty() && !text(&plain).contains("\u{1b}["), "{command}: {}", text(&plain));
        let asked = on_a_terminal(folder.path(), &format!("{command} --color never"), None);
        assert!(!text(&asked).contains("\u{1b}["), "{command}");
    }
}

#[test]
fn a_report_on_some_articles() {
    let folder = starter();
    let titles = |args: &[&str], from: &Path| -> Vec<String> {
        let output = onrecord(from, &[&["report", "--format", "json"], args].concat());
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{args:?}: {}", text(&output.stderr)));
        report["articles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["path"].as_str().unwrap().to_owned())
            .collect()
    };
    let root = folder.path();
    fs::create_dir(root.join("content/news")).unwrap();
    fs::write(root.join("content/news/rain.md"), "---\ntitle: Rain\n---\nIt rained.\n").unwrap();
    let all = titles(&[], root);
    assert!(all.len() == 2 && all.contains(&"content/news/rain.md".to_owned()), "{all:?}");
    let one = ["content/news/rain.md"];
    for path in ["content/news/rain.md", "content/news/", "./content/news", "news", "news/rain.md"] {
        assert_eq!(titles(&[path], root), one, "{path}");
    }
    assert_eq!(titles(&[root.join("content/news").to_str().unwrap()], root), one);
    assert_eq!(titles(&["rain.md", "--root", "../.."], &root.join("content/news")), one);
    assert_eq!(titles(&["../news", "--root", "../.."], &root.join("content/news")), one);
    assert_eq!(titles(&["news", "content"], root), all);
    for (args, said) in [
        (&["report", "nowhere"][..], "`nowhere`"),
        (&["report", "content/about.md"], "`content/about.md`"),
        (&["report", "--format", "sarif"], "`json`"),
        (&["check", "--format", "markdown"], "report"),
    ] {
        let output = onrecord(root, args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
    }
}

/// Runs git in a folder, without the settings of whoever runs the tests.
fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
}

/// A repository whose sub-folder `site` holds a site in two states, the newer one not committed.
fn two_states() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("content")).unwrap();
    let write = |path: &str, text: &str| {
        fs::write(site.join(path), text).unwrap();
    };
    let claims = |claims: &str, marks: &str| {
        write("content/a.md", &format!("---\ntitle: A\nclaims:\n{claims}---\n{marks}\n"));
    };
    write("site.yaml", "title: Test\n");
    write(
        "content/actors.yaml",
        "clerk: {name: Ada Clerk, kind: person}\nmayor: {name: Bo Mayor, kind: person}\n",
    );
    write(
        "content/sources.yaml",
        "clerk: {naming: named, actor: clerk, obtained: interview}\nmayor: {naming: named, actor: mayor, obtained: interview}\n\
         driver: {naming: unnamed, described_as: a driver, how_they_know: Saw it., why_unnamed: Fears for the job.}\n",
    );
    claims(
        "  goes: clerk\n  grows: driver\n  shrinks: [clerk, mayor]\n  moves: clerk\n  stays: clerk\n",
        "It [goes](claim:goes), [grows](claim:grows), [shrinks](claim:shrinks), [moves](claim:moves), [stays](claim:stays).",
    );
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "Before"]);
    git(folder.path(), &["tag", "before"]);
    claims(
        "  grows: clerk\n  shrinks: clerk\n  moves: mayor\n  stays: clerk\n  comes: [clerk, {source: driver, rel: disputes}]\n",
        "It [grows](claim:grows), [shrinks](claim:shrinks), [moves](claim:moves), [stays](claim:stays), [comes](claim:comes).",
    );
    folder
}

#[test]
fn what_became_of_claims_since_a_revision() {
    let folder = two_states();
    let site = folder.path().join("site");
    let output = onrecord(&site, &["report", "--diff", "before", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let seen: Vec<String> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {} +{} -{}",
                one["id"].as_str().unwrap(),
                one["kind"].as_str().unwrap(),
                one["gained"],
                one["lost"]
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "a/comes added +[\"clerk\",\"driver (disputes)\"] -[]",
            "a/goes removed +[] -[\"clerk\"]",
            "a/grows stronger +[\"clerk\"] -[\"driver\"]",
            "a/moves sources +[\"mayor\"] -[\"clerk\"]",
            "a/shrinks weaker +[] -[\"mayor\"]",
        ]
    );
    assert_eq!((&report["unchanged"], &report["revision"]), (&1.into(), &"before".into()));
    let human = text(&onrecord(&site, &["report", "--diff", "before"]).stdout);
    assert!(
        human.contains("no named source → one named source, 1 route; gained clerk; lost driver"),
        "{human}"
    );
    let markdown = text(&onrecord(&site, &["report", "--diff", "before", "--format", "markdown"]).stdout);
    assert!(markdown.contains("| Weaker | shrinks<br><sub>a/shrinks</sub> |"), "{markdown}");
    git(folder.path(), &["commit", "--quiet", "--all", "--message", "After"]);
    let same = text(&onrecord(folder.path(), &["report", "--root", "site", "--diff", "HEAD"]).stdout);
    assert_eq!(same, "Claims since HEAD: nothing has changed; 5 as before\n");
    assert!(tree(folder.path()).iter().all(|(path, _)| !path.ends_with(".lock")));
}

#[test]
fn what_git_cannot_give_is_said_with_a_way_out() {
    let folder = two_states();
    let site = folder.path().join("site");
    let refused = |root: &Path, revision: &str| {
        let output = onrecord(root, &["report", &format!("--diff={revision}")]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{revision}");
        text(&output.stderr)
    };
    for revision in ["nowhere", "--output=x", "-h", "", "before --all", "$(touch x)"] {
        let said = refused(&site, revision);
        assert!(said.contains("`HEAD~1`"), "{revision}: {said}");
    }
    assert!(!site.join("x").exists());
    git(folder.path(), &["commit", "--quiet", "--all", "--message", "After"]);
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth", "1", &from, "."]);
    assert!(refused(&clone.path().join("site"), "HEAD~1").contains("fetch-depth: 0"));
    let elsewhere = folder.path().join("other");
    fs::create_dir_all(elsewhere.join("content")).unwrap();
    fs::write(elsewhere.join("site.yaml"), "title: Other\n").unwrap();
    assert!(refused(&elsewhere, "before").contains("`other/`"));
    let outside = starter();
    assert!(refused(outside.path(), "HEAD").contains("no git repository"));
    let no_git = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["report", "--diff", "before"])
        .current_dir(&site)
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert!(no_git.status.code() == Some(2) && text(&no_git.stderr).contains("install git"), "{no_git:?}");
}
