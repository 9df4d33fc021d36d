//! Bad input of every kind: it ends in findings with places, or does no harm, and hides nothing else.

use std::time::{Duration, Instant};

use onrecord::rules::Rule;

use crate::support::{Project, assert_sound, describe};

/// A mistake in another file, which every run must report.
const OTHER: (&str, &str) = ("content/zz.md", "---\ntitle: Other\ntitel: x\n---\nSee [x](actor:nobody).\n");

/// What a run says of [`OTHER`] when the registers can be read.
const OTHERS: [&str; 2] =
    ["content/zz.md:3: error unknown-key: titel", "content/zz.md:5: error missing-actor: actor:nobody"];

/// Checks a site of these files and [`OTHER`], and returns its findings but those about [`OTHER`].
#[track_caller]
fn check_bytes(files: &[(&str, &[u8])]) -> Vec<String> {
    let system = Project::new().file(OTHER.0, OTHER.1).system();
    for (path, bytes) in files {
        system.put(path, bytes);
    }
    let outcome = Project::new().check_on(&system);
    assert_sound(&outcome);
    let found: Vec<String> =
        outcome.findings.iter().map(|finding| describe(finding, &outcome.site.files)).collect();
    let (others, found): (Vec<String>, Vec<String>) =
        found.into_iter().partition(|line| line.starts_with(OTHER.0));
    let is_register = |path: &str| path == "content/actors.yaml";
    if files.iter().any(|(path, _)| is_register(path)) {
        assert_eq!(others[0], OTHERS[0], "the other file's finding is still there");
    } else {
        assert_eq!(others, OTHERS, "the other file's findings are still there");
    }
    found
}

#[track_caller]
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    check_bytes(&files)
}

/// Checks one page with this text.
#[track_caller]
fn page(text: &str) -> Vec<String> {
    check(&[("content/a.md", text)])
}

/// Checks one page whose front matter has this line.
#[track_caller]
fn line(line: &str) -> Vec<String> {
    page(&format!("---\ntitle: A\n{line}\n---\n"))
}

/// Checks one register of sources.
#[track_caller]
fn sources(text: &str) -> Vec<String> {
    check(&[("content/sources.yaml", text)])
}

/// Checks a page and asserts that it is done before long, whatever the machine is busy with; returns the rules it breaks.
#[track_caller]
fn soon(text: &str) -> Vec<Rule> {
    let project = Project::new().file("content/a.md", text);
    let start = Instant::now();
    let outcome = project.check();
    let beginning: String = text.chars().skip(24).take(40).collect();
    assert!(start.elapsed() < Duration::from_secs(180), "{beginning:?} took {:?}", start.elapsed());
    outcome.findings.iter().map(|finding| finding.rule).collect()
}

fn page_of(body: &str) -> String {
    format!("---\ntitle: A\nkind: page\n---\n{body}")
}

mod encoding {
    use super::{check_bytes, page, page_of, sources};

    #[test]
    fn not_utf_8() {
        let text = b"---\ntitle: A\n---\nOne.\nTwo \xff three.\n";
        assert_eq!(
            check_bytes(&[("content/a.md", text)]),
            ["content/a.md:5: error invalid-encoding: \u{fffd}"]
        );
        let text = b"a:\n  title: \xe9t\xe9\n";
        let found = check_bytes(&[("content/sources.yaml", text)]);
        assert!(
            found.contains(&"content/sources.yaml:2: error invalid-encoding: \u{fffd}".to_owned()),
            "{found:?}"
        );
        let found = check_bytes(&[("site.yaml", b"title: \xe9t\xe9\n")]);
        assert_eq!(found, ["site.yaml:1: error invalid-encoding: \u{fffd}"]);
    }

    #[test]
    fn utf_16() {
        let text = "---\ntitle: A\n---\nOne é.\n";
        for bytes in [
            [0xff, 0xfe]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect::<Vec<u8>>(),
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        ] {
            let found = check_bytes(&[("content/a.md", &bytes)]);
            assert_eq!(found[0], "content/a.md:1: error invalid-encoding: \u{fffd}");
        }
    }

    #[test]
    fn byte_order_mark() {
        assert!(page("\u{feff}---\ntitle: A\n---\nOne.\n").is_empty());
        assert_eq!(page("\u{feff}---\ntitel: A\n---\n")[0], "content/a.md:1: error missing-key: ---");
        assert_eq!(sources("\u{feff}a-b: 5\n").len(), 1);
    }

    #[test]
    fn line_ends() {
        let text =
            "---\r\ntitle: A\r\nclaims:\r\n  b: ~\r\n---\r\nOne [b](claim:b)\r\ntwo.\r\n\r\n# Three\r\n";
        assert_eq!(page(text), ["content/a.md:4: error claim-unsourced: b"]);
        assert_eq!(
            page(&text.replace("\r\n---", "\n---")),
            ["content/a.md:4: error claim-unsourced: b"],
            "mixed"
        );
        assert_eq!(
            page("---\rtitle: A\r---\rOne.\r"),
            ["content/a.md:1: error missing-key: "],
            "old Macintosh"
        );
        assert!(page(&page_of("One\u{2028}two\u{2029}three\u{85}four\u{b}five\n")).is_empty());
    }

    #[test]
    fn nul() {
        assert!(page(&page_of("One \0 two. [x](<\0.md>)\n")).iter().all(|line| line.contains("missing")));
        assert_eq!(page("---\ntitle: A\0B\n---\n").len(), 1);
    }

    #[test]
    fn bidi_controls() {
        // No error in text, and nothing at all where they end on their line: right-to-left languages need them.
        assert!(
            page(&page_of("One \u{2066}x\u{2069}.\n\n# \u{202b}x\u{202c}\n\n`\u{2067}x\u{2069}`\n"))
                .is_empty()
        );
        let found = page(&page_of("One \u{202e}owt\u{202c}.\n\n`\u{202e}`\n"));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|line| line.contains("warning bidi-control")), "{found:?}");
        assert_eq!(
            sources("a\u{202e}b: {type: report, title: A}\n"),
            ["content/sources.yaml:1: error invalid-id: a\u{202e}b"]
        );
    }

    #[test]
    fn surrogates_in_escapes() {
        for escape in ["\\ud800", "\\udfff", "\\ud83d\\ude00", "\\U00110000", "\\uZZZZ", "\\x", "\\q"] {
            let found = page(&format!("---\ntitle: \"a{escape}b\"\n---\n"));
            assert!(
                found.is_empty()
                    || found == [found[0].clone()]
                        && found[0].starts_with("content/a.md:2: error yaml-syntax"),
                "{escape}: {found:?}"
            );
        }
    }
}

mod front_matter {
    use super::{check, line, page};

    #[test]
    fn nothing_or_nothing_else() {
        assert_eq!(page(""), ["content/a.md:1: error missing-key: "]);
        assert_eq!(page("\n\n"), ["content/a.md:1: error missing-key: "]);
        assert!(page("---\ntitle: A\n---").is_empty());
        assert!(page("---\ntitle: A\n---\n").is_empty());
        assert_eq!(page("---\n---\n"), ["content/a.md:1: error missing-key: ---"]);
        assert_eq!(page("---\n---"), ["content/a.md:1: error missing-key: ---"]);
        assert!(page("---\ntitle: A\n...\nOne.\n").is_empty());
        assert!(page("---\ntitle: A\n---\nOne.\n\n---\n\nTwo.\n").is_empty());
        for name in ["actors", "sources", "events", "claims"] {
            let path = format!("content/{name}.yaml");
            for text in ["", "\n", "---\n", "# nothing\n", "~\n", "{}\n"] {
                assert_eq!(check(&[(&path, text)]), [""; 0], "{name}: {text:?}");
            }
        }
    }

    #[test]
    fn without_an_end() {
        for text in ["---", "---\n", "---\ntitle: A\n", "---\ntitle: A\n\nOne. [x](claim:y)\n"] {
            assert_eq!(page(text), ["content/a.md:1: error front-matter-unclosed: ---"], "{text:?}");
        }
    }

    #[test]
    fn editors_slips() {
        for (text, place) in [
            ("tags:\n\t- a", "4: error yaml-syntax: \t"),
            ("\tdate: 2025-01-01", "3: error yaml-syntax: \t"),
            ("description: \"He said", "yaml-syntax"),
            ("description: 'He said", "yaml-syntax"),
            ("claims:\n  x:\n    says: He said: no\n", "5: error yaml-syntax: :"),
            ("description: @x", "3: error yaml-syntax: @"),
            ("description: `x", "3: error yaml-syntax: `"),
            ("description: *x", "3: error yaml-syntax: *"),
            ("description: &x", "3: error yaml-syntax"),
            ("description: !x y", "3: error yaml-syntax"),
            ("description: %x", "3: error yaml-syntax: %"),
            ("description: [a", "yaml-syntax"),
            ("description: {a", "yaml-syntax"),
            ("description: a\n b: c", "yaml-syntax"),
            ("  description: a", "yaml-syntax"),
            ("description", "yaml-syntax"),
            ("? [a]\n: b", "yaml-syntax"),
            ("[a, b]: c", "yaml-syntax"),
            ("- a", "yaml-syntax"),
        ] {
            let found = line(text);
            assert!(
                found.len() == 1 && found[0].starts_with("content/a.md:") && found[0].contains(place),
                "{text:?}: {found:?}"
            );
        }
    }

    #[test]
    fn a_wrong_type_deep_inside() {
        let found = line(
            "claims:\n  x:\n    says: S.\n    sources:\n      - source: s\n        quote: {exact: {a: b}}\n      - [t]\n  y: {kind: [event], date: {a: b}, by: {c: d}}\n  z: [[s]]",
        );
        for place in [
            "content/a.md:8: error wrong-type: {a: b}",
            "content/a.md:9: error wrong-type: [t]",
            "content/a.md:10: error wrong-type: [event]",
            "content/a.md:10: error wrong-type: {a: b}",
            "content/a.md:10: error wrong-type: {c: d}",
            "content/a.md:11: error wrong-type: [s]",
        ] {
            assert!(found.iter().any(|line| line == place), "{place}: {found:#?}");
        }
    }

    #[test]
    fn bombs() {
        let nested = format!("description: {}", "[".repeat(100_000));
        assert_eq!(line(&nested).len(), 1);
        let closed = format!("description: {}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(line(&closed).len(), 1);
        let lists = format!(
            "description:\n{}",
            (0..3_000).map(|n| format!("{}-\n", " ".repeat(n))).collect::<String>()
        );
        assert_eq!(line(&lists).len(), 1);
        let dashes = format!("description:\n  {}x", "- ".repeat(50_000));
        assert_eq!(line(&dashes).len(), 1);
        let laughs = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]";
        assert_eq!(line(laughs).len(), 1);
        for part in ["[", "{", "- ", "a: {", "? ", "&a [*a, "] {
            let found = check(&[("content/events.yaml", &part.repeat(20_000))]);
            assert!(
                found.len() == 1 && found[0].starts_with("content/events.yaml:1: error yaml-syntax"),
                "{part}: {found:?}"
            );
        }
        let keys: String = (0..50_000).map(|n| format!("k{n}: v\n")).collect();
        assert_eq!(line(&keys).len(), 50_000);
    }
}

mod names {
    use super::{check, check_bytes, line, page};

    #[test]
    fn one_url_for_two_pages() {
        let text = "---\ntitle: A\n---\n";
        let found = check(&[("content/a.md", text), ("content/a/index.md", text)]);
        assert!(found.iter().any(|line| line.contains("output-collision")), "{found:?}");
        let slugged = "---\ntitle: B\nslug: a\n---\n";
        let found = check(&[("content/a.md", text), ("content/b.md", slugged)]);
        assert!(found.iter().any(|line| line.contains("output-collision")), "{found:?}");
        let aliased = "---\ntitle: B\naliases: [/a/]\n---\n";
        let found = check(&[("content/a.md", text), ("content/b.md", aliased)]);
        assert!(found.iter().any(|line| line.contains("-collision")), "{found:?}");
        let found = check(&[("content/a.md", text), ("content/A.md", text)]);
        assert!(found.iter().any(|line| line.contains("case-collision")), "{found:?}");
    }

    /// Asserts that each value of a key is an error in its line.
    #[track_caller]
    fn all_refused(values: &[&str], write: impl Fn(&str) -> String) {
        let accepted: Vec<&&str> = values
            .iter()
            .filter(|value| {
                let found = line(&write(value));
                found.len() != 1 || !found[0].starts_with("content/a.md:3: error ")
            })
            .collect();
        assert!(accepted.is_empty(), "not one error in line 3: {accepted:?}");
    }

    #[test]
    fn slugs() {
        let long = "a".repeat(300);
        let values = [
            "..",
            ".",
            "a:b",
            "a/b",
            "/etc",
            "a\\b",
            "%2e%2e",
            "a.",
            "\"a \"",
            "\"\"",
            "a?b",
            "a#b",
            "é\u{202e}",
            "CON",
            "con",
            "aux.html",
            &long,
        ];
        all_refused(&values, |slug| format!("slug: {slug}"));
    }

    #[test]
    fn aliases() {
        let values = [
            "..",
            "../../x",
            "/../x",
            "C:\\x",
            "\"\"",
            "x\\..\\y",
            "[a]",
            "\"https://a.example/\"",
            "//evil.example/x",
            "/CON/",
            "a\u{202e}b",
        ];
        all_refused(&values, |alias| format!("aliases: [{alias}]"));
    }

    #[test]
    fn file_names() {
        for name in [
            "CON",
            "a:b",
            "a b",
            "é",
            "..a",
            "-",
            "a.b.c",
            "index.html",
            "404",
            "feed.xml",
            "%2e%2e",
            "x".repeat(240).as_str(),
        ] {
            let path = format!("content/{name}.md");
            let found = check(&[(&path, "---\ntitle: A\n---\n")]);
            assert!(found.iter().all(|line| line.starts_with(&path)), "{name}: {found:?}");
        }
    }

    #[test]
    fn claims_without_their_article() {
        let found = check(&[("content/x/claims.yaml", "a: {says: A., sources: [s]}\nb: {sais: B.}\n")]);
        assert!(
            found.iter().any(|line| line.starts_with("content/x/claims.yaml:1: error stray-claims")),
            "{found:?}"
        );
        assert!(
            found.iter().any(|line| line == "content/x/claims.yaml:2: error unknown-key: sais"),
            "{found:?}"
        );
    }

    #[test]
    fn a_broken_file_hides_nothing_of_the_others() {
        let broken = "---\ntitle: \"A\nclaims:\n  x: ~\n---\n[x](claim:x)\n";
        let found = check(&[
            ("content/a.md", broken),
            (
                "content/b.md",
                "---\ntitle: B\nclaims:\n  y: ~\n---\n[y](claim:y) [x](claim:x) [z](claim:a/x)\n",
            ),
            ("content/c/index.md", "---\ntitle: C\n---\n[v](claim:v) [w](claim:w)\n"),
            ("content/c/claims.yaml", "v: {says: V., sources: nowhere}\nw: [\n"),
            ("content/events.yaml", "e: {title: E, date: 2025-13}\n"),
        ]);
        assert!(found.iter().filter(|line| line.starts_with("content/a.md")).count() == 1, "{found:#?}");
        for line in [
            "content/b.md:4: error claim-unsourced: y",
            "content/b.md:6: error missing-claim: claim:x",
            "content/events.yaml:1: error invalid-date: 2025-13",
        ] {
            assert!(found.iter().any(|found| found == line), "{line}: {found:#?}");
        }
        assert!(!found.iter().any(|line| line.contains("claim:a/x")), "its file cannot be read: {found:#?}");
        assert_eq!(
            found.iter().filter(|line| line.starts_with("content/c/claims.yaml")).count(),
            1,
            "{found:#?}"
        );
        assert!(
            !found.iter().any(|line| line.starts_with("content/c/index.md")),
            "one cause, one finding: {found:#?}"
        );
    }

    #[test]
    fn broken_registers_hide_nothing_of_the_others() {
        let article = "---\ntitle: B\nclaims:\n  y: s\n  z: {says: Z., kynd: event, sources: s}\n---\n[y](claim:y) [z](claim:z) [w](claim:w)\n";
        for broken in ["s: [", "\u{0}", "- a", "s: {type: report, title: {a: [b]}}", "s: 5"] {
            let found = check(&[("content/sources.yaml", broken), ("content/b.md", article)]);
            assert!(
                found.iter().any(|line| line.starts_with("content/sources.yaml:1: error")),
                "{broken:?}: {found:#?}"
            );
            for line in
                ["content/b.md:5: error unknown-key: kynd", "content/b.md:7: error missing-claim: claim:w"]
            {
                assert!(found.iter().any(|found| found == line), "{broken:?}: {line}: {found:#?}");
            }
            assert!(!found.iter().any(|line| line.contains("missing-source")), "{broken:?}: {found:#?}");
        }
        let found = check(&[("content/actors.yaml", "a: ["), ("content/b.md", article)]);
        assert!(found.iter().any(|line| line == "content/b.md:5: error unknown-key: kynd"), "{found:#?}");
    }

    #[test]
    fn a_broken_configuration() {
        for text in [
            "",
            "title:\n",
            "title: [",
            "- a\n",
            "5\n",
            "title: A\nbase_url: [a]\nrules: 5\nmarkdown: x\nauthors: {a: b}\n",
            "\u{0}",
        ] {
            let found = check(&[("site.yaml", text)]);
            assert!(
                !found.is_empty() && found.iter().all(|line| line.starts_with("site.yaml:")),
                "{text:?}: {found:?}"
            );
        }
    }

    #[test]
    fn files_that_are_not_what_they_are_called() {
        assert_eq!(
            check_bytes(&[
                ("content/a.png", b"no image"),
                ("content/b.svg", b"<svg"),
                ("content/c.bin", &[0; 100])
            ]),
            [""; 0]
        );
        let text = "---\ntitle: A\nimage: a.png\nimage_alt: x\nkind: page\n---\n![x](a.png)\n";
        assert_eq!(
            check_bytes(&[("content/a.png", &[0x89, b'P', b'N', b'G']), ("content/x.md", text.as_bytes())]),
            [""; 0]
        );
        assert_eq!(page("<<<<<<< HEAD\n---\ntitle: A\n").len(), 1);
    }
}

mod dates {
    use super::{check, line, sources};

    #[test]
    fn odd_years() {
        for date in [
            "0000-01-01",
            "-0044-03-15",
            "10000-01-01",
            "Y10000",
            "2025-02-30",
            "2026-13",
            "99999999999999999999",
            "2025-01-20T25:00:00Z",
            "x",
            "[2025]",
        ] {
            let found = line(&format!("date: {date}"));
            assert!(
                found.is_empty() || found.len() == 1 && found[0].starts_with("content/a.md:3: error "),
                "date: {date}: {found:?}"
            );
            for text in [
                format!("claims:\n  x: {{says: X., date: {date}, sources: ~}}"),
                format!("events:\n  x: {{title: X, date: {date}}}"),
                format!("corrections:\n  - {{date: {date}, kind: update, was: a, now: b, why: c}}"),
                format!("expires: {date}"),
            ] {
                let found = line(&text);
                assert!(found.iter().all(|line| line.starts_with("content/a.md:")), "{text}: {found:?}");
                assert!(
                    found.iter().filter(|line| line.contains("-date") || line.contains("wrong-type")).count()
                        <= 1,
                    "{text}: {found:?}"
                );
            }
            let found =
                sources(&format!("s: {{type: report, title: S, obtained: document, issued: {date}}}"));
            assert!(found.len() <= 1, "{date}: {found:?}");
        }
    }

    /// Checks the date of an event that rests on nothing.
    fn event(date: &str) -> Vec<String> {
        let page = format!("---\ntitle: A\nevents:\n  x: {{title: X, date: {date}}}\n---\n");
        check(&[("site.yaml", "title: T\nrules: {event-unsourced: off}\n"), ("content/a.md", &page)])
    }

    #[test]
    fn years_far_away_can_be_written() {
        for date in ["0000", "-0044", "-0043-03-15", "Y10000", "9999-12-31"] {
            assert_eq!(event(date), [""; 0], "{date}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_reported() {
        for date in [
            "2025-02-30",
            "2026-13",
            "2025-01-20T25:00:00Z",
            "x",
            "0000-00-00",
            "10000-01-01",
            "2025-1-1",
            "2025~",
        ] {
            assert_eq!(
                line(&format!("date: {date}")),
                [format!("content/a.md:3: error invalid-date: {date}")]
            );
        }
        for date in ["2025-02-30", "2026-13", "x", "2025~x", "../..", "2025/2024"] {
            assert_eq!(event(date), [format!("content/a.md:4: error invalid-date: {date}")]);
        }
    }
}

mod size {
    use std::fmt::Write;

    use onrecord::rules::Rule;

    use super::{check, page, page_of, soon};

    #[test]
    fn over_four_mebibytes() {
        let text = page_of(&"a b c d\n".repeat(600_000));
        assert_eq!(page(&text), ["content/a.md:1: error file-too-large: "]);
        assert_eq!(check(&[("site.yaml", &text)]), ["site.yaml:1: error file-too-large: "]);
        let found = check(&[
            ("content/sources.yaml", &"# a b c\n".repeat(600_000)),
            ("content/b.md", "---\ntitle: B\nclaims: {x: s}\n---\n[x](claim:x)\n"),
        ]);
        assert_eq!(
            found,
            ["content/sources.yaml:1: error file-too-large: "],
            "the names in it are not known to be missing"
        );
        let found = check(&[("content/b.md", &text), ("content/c.md", &page_of("[b](b.md) [c](claim:b/c)"))]);
        assert_eq!(
            found,
            ["content/b.md:1: error file-too-large: "],
            "the page is there, and so may be its claims"
        );
        let found = check(&[
            ("content/b/claims.yaml", &"# a b c\n".repeat(600_000)),
            ("content/b/index.md", "---\ntitle: B\n---\n[x](claim:x)\n"),
        ]);
        assert_eq!(found, ["content/b/claims.yaml:1: error file-too-large: "]);
    }

    #[test]
    fn three_megabytes_in_one_line() {
        for (part, times) in [
            ("word ", 600_000),
            ("[a](b ", 500_000),
            ("a.[b] ", 500_000),
            ("é", 1_500_000),
            ("*a ", 1_000_000),
            ("`", 3_000_000),
        ] {
            soon(&page_of(&part.repeat(times)));
        }
        soon(&page_of(&format!("One. {}Two.[^x]", "word ".repeat(600_000))));
    }

    #[test]
    fn trouble_over_and_over() {
        for (part, times) in [
            ("[^", 150_000),
            ("[^a", 100_000),
            ("![", 150_000),
            ("](claim:", 37_500),
            ("x](claim:a, b) ", 20_000),
            ("<!--", 75_000),
            ("<a ", 100_000),
            ("&#", 150_000),
            ("|a", 150_000),
            ("- ", 150_000),
            ("# a\n", 75_000),
            ("\\", 300_000),
            ("\\[^a]", 60_000),
            ("**a*", 75_000),
            ("a\n\n", 100_000),
            ("```\n", 75_000),
        ] {
            soon(&page_of(&part.repeat(times)));
        }
    }

    #[test]
    fn ten_thousand_marks_in_a_paragraph() {
        let mut claims = String::new();
        for n in 0..10_000 {
            writeln!(claims, "  c{n}: s").unwrap();
        }
        let front = format!("---\ntitle: A\nclaims:\n{claims}---\n");
        let each = |make: fn(usize) -> String| (0..10_000).map(make).collect::<String>();
        for body in [
            each(|n| format!("[w](claim:c{n}) ")),
            each(|n| format!("One is. Two is.[^c{n}] ")),
            each(|n| format!("x [^c{n}]")),
            format!("One is.{}", each(|n| format!("[^c{n}]"))),
            each(|_| "*One* is.[^c1] ".to_owned()),
        ] {
            let found = soon(&format!("{front}{body}\n"));
            assert_eq!(
                found.len(),
                found.iter().filter(|rule| matches!(rule, Rule::MissingSource | Rule::UnusedClaim)).count()
            );
        }
    }

    #[test]
    fn deep_nesting() {
        for body in [
            "> ".repeat(5_000),
            format!("{}a", "> ".repeat(5_000)),
            format!("{}a.[^x]", ">".repeat(5_000)),
            "[".repeat(5_000),
            format!("{}a{}", "[".repeat(5_000), "](claim:x)".repeat(5_000)),
            format!("{}a{}", "![".repeat(5_000), "](b.png)".repeat(5_000)),
            format!("{}a{}.[^x]", "*".repeat(5_000), "*".repeat(5_000)),
            format!("{}a", "- ".repeat(5_000)),
            (0..1_000).map(|n| format!("{}- a\n", "  ".repeat(n))).collect(),
            format!("{}a", "[^x]: ".repeat(5_000)),
            "*a_ ".repeat(5_000),
            "<b".repeat(5_000),
            "\\[".repeat(5_000),
            format!("{}a", "> [!NOTE]\n".repeat(5_000)),
        ] {
            soon(&page_of(&body));
        }
    }

    #[test]
    fn deep_raw_html() {
        let site = "title: Test\nmarkdown: {raw_html: true}\n";
        for body in ["<div>\n".repeat(100_000), "a <b>".repeat(100_000), "<div>\n\n".repeat(20_000)] {
            let page = page_of(&body);
            let found = check(&[("site.yaml", site), ("content/a.md", &page)]);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains("error raw-html"), "{found:?}");
        }
        let shallow = format!("{}a\n", "<p>a<br>\n<li>b\n".repeat(20_000));
        assert_eq!(check(&[("site.yaml", site), ("content/a.md", &page_of(&shallow))]), Vec::<String>::new());
    }

    #[test]
    fn many_footnotes() {
        let references: String = (0..20_000).map(|n| format!("[^{n}] ")).collect();
        let definitions: String = (0..20_000).map(|n| format!("[^{n}]: x\n")).collect();
        assert!(soon(&page_of(&format!("{references}\n\n{definitions}"))).is_empty());
    }

    #[test]
    fn many_headings_and_pages() {
        soon(&page_of(&"# a\n".repeat(50_000)));
        let front = "---\ntitle: A\nkind: page\n---\n";
        let names: Vec<String> = (0..500).map(|n| format!("content/p{n}.md")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), front)).collect();
        assert!(check(&files).is_empty());
    }
}
