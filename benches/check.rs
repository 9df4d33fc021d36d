//! Checking against building, for sites of 1,000 and 10,000 articles with twelve claims each.
//!
//! `cargo bench` prints both; what matters is their ratio: a check takes less than half of a build's time.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark writes its site to disk"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use divan::Bencher;
use onrecord::paths::FilePath;
use onrecord::publish::Protected;
use onrecord::system::OsSystem;
use onrecord::{Clock, Options};
use tempfile::TempDir;

const SIZES: &[usize] = &[1_000, 10_000];
const CLAIMS: usize = 12;
const SOURCES: usize = 400;
const ACTORS: usize = 120;

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, articles: usize) {
    let site = site(articles);
    let system = OsSystem::new(site.path()).unwrap();
    bencher.bench_local(|| onrecord::check(&system, &options(), &|_, _| {}).unwrap().findings.iter().count());
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn build(bencher: Bencher<'_, '_>, articles: usize) {
    let site = site(articles);
    let system = OsSystem::new(site.path()).unwrap();
    let protected = Protected { root: site.path().to_owned(), home: None };
    bencher.with_inputs(|| TempDir::new().unwrap()).bench_local_values(|folder| {
        let output = folder.path().join("public");
        let outcome = onrecord::build(&system, &options(), &output, &protected, &|_, _| {}).unwrap();
        assert!(outcome.published.unwrap().is_some(), "the site is without errors");
        folder
    });
}

fn options() -> Options {
    Options {
        config: FilePath::new("site.yaml").unwrap(),
        drafts: false,
        clock: Clock::Day("2026-01-15".parse().unwrap()),
        deny_warnings: false,
        base_url: None,
    }
}

/// Writes a site: the same for the same number.
fn site(articles: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(folder.path().join("site.yaml"), "title: Benchmark\nbase_url: https://example.org/site/\n")
        .unwrap();
    fs::write(content.join("actors.yaml"), actors()).unwrap();
    fs::write(content.join("sources.yaml"), sources()).unwrap();
    for number in 0..articles {
        article(&content, number);
    }
    folder
}

fn actors() -> String {
    (0..ACTORS).fold(String::new(), |mut text, n| {
        writeln!(text, "actor-{n}: {{name: Council of District {n}, kind: government-body}}").unwrap();
        text
    })
}

/// Works of every kind: records, outlets that repeat one another, statements, and people who are not named.
fn sources() -> String {
    let mut text = String::new();
    for n in 0..SOURCES {
        let actor = n % ACTORS;
        match n % 5 {
            0 => writeln!(text, "source-{n}: {{type: report, title: Minutes {n}, publisher: actor-{actor}, obtained: public-record}}"),
            1 => writeln!(text, "source-{n}: {{type: article-newspaper, title: Report {n}, publisher: actor-{actor}, obtained: other-outlet, derived_from: [source-{}]}}", n - 1),
            2 => writeln!(text, "source-{n}: {{naming: named, actor: actor-{actor}, obtained: interview}}"),
            3 => writeln!(text, "source-{n}: {{naming: unnamed, described_as: an official who saw the plan, count: 1, how_they_know: Read the plan., why_unnamed: Fears dismissal.}}"),
            _ => writeln!(text, "source-{n}: {{type: article-newspaper, title: Report {n}, publisher: actor-{actor}, obtained: other-outlet, derived_from: [source-{}, source-{}]}}", n - 2, n - 1),
        }
        .unwrap();
    }
    text
}

/// What stands between the claims: about nine hundred words with quotations, figures and attributions.
const PROSE: [&str; 6] = [
    "The council met twice in May and put the question off each time, because two of its members were away.",
    "According to the minutes, \"the bridge carries more than it was built for\", and the engineer was asked for a report.",
    "Officials said that the repair would cost about 48,000 crowns, which is 12 per cent of what the district spends in a year.",
    "Whether the road stays open in winter is not known. Nobody has asked the bus company, whose line ends at the bridge.",
    "Those who live beyond it would have to drive for 17 kilometres; some say they would move.",
    "The chair told the meeting that a vote would be held as soon as the report is there, and not before.",
];

fn article(content: &Path, number: usize) {
    let mut text = format!(
        "---\ntitle: What is known about bridge {number}\ndate: 2025-05-{:02}\nclaims:\n",
        number % 28 + 1
    );
    for claim in 0..CLAIMS {
        let of = |step: usize| (number * 7 + claim * 31 + step * 53) % SOURCES;
        let record = of(0) / 5 * 5;
        writeln!(
            text,
            "  claim-{claim}:\n    says: The council of district {number} decided on item {claim}.\n    about: [actor-{}]\n    date: 2025-0{}\n    sources:\n      - {{source: source-{record}, locator: item {claim}}}\n      - source-{}\n      - source-{}",
            (number + claim) % ACTORS,
            claim % 9 + 1,
            of(1),
            of(2)
        )
        .unwrap();
    }
    text.push_str("---\n");
    for claim in 0..CLAIMS {
        if claim % 3 == 0 {
            writeln!(text, "\n## Part {}\n", claim / 3 + 1).unwrap();
        }
        for sentence in PROSE.iter().cycle().skip(claim).take(4) {
            text.push_str(sentence);
            text.push(' ');
        }
        writeln!(text, "The council [decided on item {claim}](claim:claim-{claim}) in the end.\n").unwrap();
    }
    fs::write(content.join(format!("article-{number}.md")), text).unwrap();
}
