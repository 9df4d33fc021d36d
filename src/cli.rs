//! The command line: arguments to [`Options`], outcomes to text and an exit status. Printing itself is `main`'s.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::changes::Changes;
use crate::diagnostic::Sink;
use crate::overview::{self, Overview};
use crate::paths::{BaseUrl, FilePath};
use crate::publish::Protected;
use crate::report::{self, Format};
use crate::rules::{Family, Rule};
use crate::serve::Options as ServeOptions;
use crate::site::{PageIx, Site, Withheld};
use crate::system::{OsSystem, at_revision};
use crate::{Clock, Error, Options, Outcome, Progress, preview, words};

/// Builds annotated explainers: every claim tied to its sources, in the page.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// The site's folder
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    /// The configuration, relative to the site's folder
    #[arg(long, global = true, default_value = "site.yaml", value_name = "FILE")]
    config: String,
    /// Publish drafts, too
    #[arg(long, global = true)]
    drafts: bool,
    /// The day of this run, for example 2025-06-01 [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, global = true, value_name = "DAY")]
    today: Option<jiff::civil::Date>,
    /// How findings are written
    #[arg(long, global = true, value_enum, default_value_t = FormatArg::Human)]
    format: FormatArg,
    /// Let warnings fail the run
    #[arg(long, global = true)]
    deny_warnings: bool,
    /// Say nothing but findings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Name each file that a build writes or removes
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Colour the output
    #[arg(long, global = true, value_enum, default_value_t = ColorArg::Auto)]
    color: ColorArg,
    /// How many threads to use [default: one for each core]
    #[arg(long, global = true, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// With the place drawn
    Human,
    /// In a line each
    Short,
    /// As a JSON array
    Json,
    /// As annotations of GitHub Actions
    Github,
    /// As SARIF 2.1.0
    Sarif,
    /// As Markdown for GitHub; only of `report`
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorArg {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new site in a folder
    Init {
        /// The folder
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Add the workflow that publishes the site on GitHub Pages
        #[arg(long)]
        github_pages: bool,
    },
    /// Build the site
    Build {
        /// Where to [default: `public` in the site's folder]
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
        /// The address at which the site will stand, in place of the configuration's
        #[arg(long, value_name = "URL", value_parser = parse_base_url)]
        base_url: Option<BaseUrl>,
    },
    /// Check the site and write nothing
    Check,
    /// Say what a finding means and how to mend it
    Explain {
        /// The finding's code; without it, all codes are listed
        code: Option<String>,
    },
    /// Say how far the articles are sourced
    Report {
        /// Articles, or folders of articles [default: all]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Say instead what became of the claims since a revision of the git repository, for example `main`
        #[arg(long, value_name = "REVISION", conflicts_with = "paths")]
        diff: Option<String>,
    },
    /// Show the site in a browser while you write
    Serve {
        /// The port
        #[arg(long, short, default_value_t = 8080)]
        port: u16,
        /// The address to listen on; anything but the default lets others read your drafts
        #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
        bind: IpAddr,
        /// Open the browser
        #[arg(long)]
        open: bool,
    },
}

fn parse_base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(str::to_owned)
}

/// What the process was started with.
pub struct Environment {
    /// The arguments, the program's name first.
    pub args: Vec<OsString>,
    /// The folder it was started in.
    pub folder: PathBuf,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// `SOURCE_DATE_EPOCH`.
    pub source_date_epoch: Option<String>,
    /// The clock.
    pub now: jiff::Timestamp,
    /// Whether standard output goes to a terminal that shows colours.
    pub color: bool,
    /// Whether progress can be shown.
    pub interactive: bool,
}

/// Where output goes.
pub trait Console: Send + Sync {
    /// What was asked for.
    fn out(&self, text: &str);
    /// What is said on the way.
    fn err(&self, text: &str);
    /// Shows how far a piece of work has come.
    fn progress(&self, done: usize, total: usize);
    /// Opens a page in the browser.
    fn open(&self, url: &str);
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Clean.
    Clean,
    /// An error among the findings, or a warning where warnings are denied.
    Findings,
    /// The command was not understood, or the machine failed.
    Failed,
}

impl Exit {
    /// Returns the exit status.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// Runs the command that the arguments name.
pub fn run(environment: &Environment, console: &Arc<dyn Console>) -> Exit {
    let cli = match Cli::try_parse_from(&environment.args) {
        Ok(cli) => cli,
        Err(error) => {
            let text = error.render().to_string();
            if error.use_stderr() {
                console.err(&text);
                return Exit::Failed;
            }
            console.out(&text);
            return Exit::Clean;
        }
    };
    if let Some(jobs) = cli.global.jobs {
        // A pool that exists already (in tests) has the wrong number of threads, which changes nothing but time.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let result = match &cli.command {
        Command::Init { dir, github_pages } => init(environment, dir, *github_pages, console),
        Command::Explain { code } => return explain(code.as_deref(), console),
        Command::Check => check(environment, &cli.global, console),
        Command::Report { paths, diff } => report(environment, &cli.global, paths, diff.as_deref(), console),
        Command::Build { output, base_url } => {
            build(environment, &cli.global, output.as_deref(), base_url.clone(), console)
        }
        Command::Serve { port, bind, open } => {
            serve(environment, &cli.global, (*bind, *port), *open, console)
        }
    };
    result.unwrap_or_else(|message| {
        console.err(&format!("error: {message}\n"));
        Exit::Failed
    })
}

fn options(environment: &Environment, global: &Global, base_url: Option<BaseUrl>) -> Result<Options, String> {
    let config = FilePath::new(&global.config)
        .ok_or_else(|| format!("`{}` must be a path inside the site's folder", global.config))?;
    let clock = match (global.today, &environment.source_date_epoch) {
        (Some(day), _) => Clock::Day(day),
        (None, Some(seconds)) => {
            let seconds: i64 = seconds
                .trim()
                .parse()
                .map_err(|_| format!("SOURCE_DATE_EPOCH is `{seconds}`, not a number of seconds"))?;
            Clock::Instant(
                jiff::Timestamp::from_second(seconds)
                    .map_err(|_| "SOURCE_DATE_EPOCH is out of range".to_owned())?,
            )
        }
        (None, None) => Clock::Instant(environment.now),
    };
    Ok(Options { config, drafts: global.drafts, clock, deny_warnings: global.deny_warnings, base_url })
}

fn system(environment: &Environment, root: &Path) -> Result<OsSystem, String> {
    OsSystem::new(&environment.folder.join(root)).map_err(|error| error.to_string())
}

fn use_color(environment: &Environment, global: &Global) -> bool {
    match global.color {
        ColorArg::Auto => environment.color,
        ColorArg::Always => true,
        ColorArg::Never => false,
    }
}

/// Returns how findings are written.
fn format_of_findings(global: &Global) -> Result<Format, String> {
    Ok(match global.format {
        FormatArg::Human => Format::Human,
        FormatArg::Short => Format::Short,
        FormatArg::Json => Format::Json,
        FormatArg::Github => Format::Github,
        FormatArg::Sarif => Format::Sarif,
        FormatArg::Markdown => {
            return Err(
                "findings are not written as Markdown, only `onrecord report` is; try `--format github`"
                    .to_owned(),
            );
        }
    })
}

/// Writes findings to where a person or a program looks for them.
fn write_findings(
    outcome: &Outcome,
    format: Format,
    environment: &Environment,
    global: &Global,
    console: &Arc<dyn Console>,
) {
    let text = report::write(&outcome.findings, &outcome.site.files, format, use_color(environment, global));
    if !text.is_empty() {
        console.out(&text);
    }
}

fn exit(outcome: &Outcome, global: &Global) -> Exit {
    if outcome.passes(global.deny_warnings) { Exit::Clean } else { Exit::Findings }
}

/// Tells what a site holds, and which pages are held back.
fn summary(outcome: &Outcome) -> String {
    let site = &outcome.site;
    let explainers = site.pages.iter().filter(|page| page.is_published() && page.is_explainer()).count();
    let claims = site.claims.iter().filter(|claim| claim.is_published(&site.pages)).count();
    let mut text = format!(
        "{}, {}, {}, {}",
        words::count(explainers, "explainer", "explainers"),
        words::count(claims, "claim", "claims"),
        words::count(site.sources.len(), "source", "sources"),
        words::count(site.actors.len(), "actor", "actors"),
    );
    for (why, word) in [(Withheld::Draft, "draft"), (Withheld::Expired, "expired")] {
        let names: Vec<String> = outcome
            .withheld()
            .filter(|(_, withheld)| *withheld == why)
            .map(|(page, _)| report::printable(site.files.get(site.pages[page].parsed.file).path.as_str()))
            .collect();
        if !names.is_empty() {
            text.push_str(&format!("\nnot published ({word}): {}", names.join(", ")));
        }
    }
    text
}

fn no_progress(_: usize, _: usize) {}

fn check(environment: &Environment, global: &Global, console: &Arc<dyn Console>) -> Result<Exit, String> {
    let (options, format) = (options(environment, global, None)?, format_of_findings(global)?);
    let system = system(environment, &global.root)?;
    let show = |done, total| console.progress(done, total);
    let progress: Progress<'_> = if environment.interactive && !global.quiet { &show } else { &no_progress };
    let outcome = crate::check(&system, &options, progress).map_err(|error| error.to_string())?;
    write_findings(&outcome, format, environment, global, console);
    if !global.quiet {
        match report::counts(&outcome.findings) {
            Some(counts) => console.err(&format!("{counts} in {}\n", summary(&outcome))),
            None => console.err(&format!("nothing found in {}\n", summary(&outcome))),
        }
    }
    Ok(exit(&outcome, global))
}

fn report(
    environment: &Environment,
    global: &Global,
    paths: &[PathBuf],
    diff: Option<&str>,
    console: &Arc<dyn Console>,
) -> Result<Exit, String> {
    let options = options(environment, global, None)?;
    if matches!(global.format, FormatArg::Short | FormatArg::Github | FormatArg::Sarif) {
        return Err(
            "a report is written as `human`, `json` or `markdown`; the other formats are those of findings"
                .to_owned(),
        );
    }
    let color = use_color(environment, global);
    let system = system(environment, &global.root)?;
    let old = match diff {
        Some(revision) => {
            Some((revision, at_revision(system.root(), revision).map_err(|error| error.to_string())?))
        }
        None => None,
    };
    let show = |done, total| console.progress(done, total);
    let progress: Progress<'_> = if environment.interactive && !global.quiet { &show } else { &no_progress };
    let outcome = crate::check(&system, &options, progress).map_err(|error| error.to_string())?;
    let text = if let Some((revision, old)) = old {
        // What there was to find in it is past.
        let before = crate::prepare(&old, &options, &mut Sink::default())
            .map_err(|error| format!("the site cannot be read as it was at `{revision}`: {error}"))?;
        let changes = Changes::between(&before, &outcome.site, revision);
        match global.format {
            FormatArg::Json => changes.to_json(),
            FormatArg::Markdown => changes.to_markdown(),
            _ => changes.to_text(color),
        }
    } else {
        let wanted = match paths {
            [] => None,
            paths => Some(selected(&outcome.site, paths, &environment.folder, system.root())?),
        };
        let overview = Overview::new(&outcome.site, &outcome.findings, wanted.as_ref());
        match global.format {
            FormatArg::Json => overview.to_json(),
            FormatArg::Markdown => overview.to_markdown(),
            _ => overview.to_text(color),
        }
    };
    console.out(&text);
    Ok(exit(&outcome, global))
}

/// Finds the articles at or below some paths, which are written as the shell or as a finding writes them.
fn selected(site: &Site, paths: &[PathBuf], folder: &Path, root: &Path) -> Result<BTreeSet<PageIx>, String> {
    let articles: Vec<(PageIx, &Path)> = overview::articles(site)
        .map(|ix| (ix, Path::new(site.files.get(site.pages[ix].parsed.file).path.as_str())))
        .collect();
    let mut all = BTreeSet::new();
    for path in paths {
        let shown = report::printable(&path.display().to_string());
        let from_here = plain(&folder.join(path));
        let from_root = from_here.strip_prefix(root).ok().map(Path::to_owned);
        let candidates = [from_root, Some(plain(path)), Some(Path::new("content").join(plain(path)))];
        let found = candidates.iter().flatten().find_map(|path| {
            let below: BTreeSet<PageIx> =
                articles.iter().filter(|(_, file)| file.starts_with(path)).map(|(ix, _)| *ix).collect();
            (!below.is_empty()).then_some(below)
        });
        all.extend(found.ok_or_else(|| {
            format!("there is no article at or below `{shown}`; name a file or a folder of `content/` that holds explainers")
        })?);
    }
    Ok(all)
}

/// Takes `.` and `..` out of a path as they are written.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn build(
    environment: &Environment,
    global: &Global,
    output: Option<&Path>,
    base_url: Option<BaseUrl>,
    console: &Arc<dyn Console>,
) -> Result<Exit, String> {
    let (options, format) = (options(environment, global, base_url)?, format_of_findings(global)?);
    let system = system(environment, &global.root)?;
    let output =
        output.map_or_else(|| system.root().join("public"), |output| environment.folder.join(output));
    let protected = Protected { root: system.root().to_owned(), home: environment.home.clone() };
    let show = |done, total| console.progress(done, total);
    let progress: Progress<'_> = if environment.interactive && !global.quiet { &show } else { &no_progress };
    let outcome =
        crate::build(&system, &options, &output, &protected, progress).map_err(|error| error.to_string())?;
    write_findings(&outcome, format, environment, global, console);
    let published = outcome.published.as_ref().map_err(ToString::to_string)?;
    if let Some(done) = published.as_ref().filter(|_| global.verbose) {
        let line = |sign: &str, path: &String| format!("{sign} {}\n", report::printable(path));
        console.err(&done.written.iter().map(|path| line("+", path)).collect::<String>());
        console.err(&done.removed.iter().map(|path| line("-", path)).collect::<String>());
    }
    if !global.quiet {
        let shown = output.display();
        let what = match published {
            Some(summary) if summary.written.is_empty() && summary.removed.is_empty() => {
                format!("nothing has changed in {shown}: {} files", summary.unchanged)
            }
            Some(done) => format!(
                "built {shown}: {} files written, {} unchanged, {} removed",
                done.written.len(),
                done.unchanged,
                done.removed.len()
            ),
            None => format!("{} was not touched", output.display()),
        };
        let counts =
            report::counts(&outcome.findings).map_or_else(String::new, |counts| format!("{counts} in "));
        console.err(&format!("{counts}{}\n{what}\n", summary(&outcome)));
    }
    Ok(exit(&outcome, global))
}

fn explain(code: Option<&str>, console: &Arc<dyn Console>) -> Exit {
    let Some(code) = code else {
        console.out(&list_rules());
        return Exit::Clean;
    };
    match code.parse::<Rule>() {
        Ok(rule) => {
            let level = rule.default_level().map_or("off", crate::diagnostic::Level::as_str);
            let waivable = if rule.waivable() { ", can be waived with a reason" } else { "" };
            console.out(&format!(
                "{rule} ({}, {level}{waivable})\n\n{}\n",
                rule.family().as_str(),
                rule.explanation().trim()
            ));
            Exit::Clean
        }
        Err(()) => {
            let help = crate::diagnostic::did_you_mean(
                code,
                Rule::ALL.iter().map(|rule| rule.code()),
                "`onrecord explain` lists all codes",
            );
            console.err(&format!("error: there is no rule `{code}`; {help}\n"));
            Exit::Failed
        }
    }
}

fn list_rules() -> String {
    let mut text = String::new();
    for family in Family::ALL {
        text.push_str(&format!("{}\n", family.as_str()));
        for rule in Rule::ALL.iter().filter(|rule| rule.family() == *family) {
            let level = rule.default_level().map_or("off", crate::diagnostic::Level::as_str);
            text.push_str(&format!("  {:<28} {level}\n", rule.code()));
        }
    }
    text
}

fn init(
    environment: &Environment,
    dir: &Path,
    github_pages: bool,
    console: &Arc<dyn Console>,
) -> Result<Exit, String> {
    let root = environment.folder.join(dir);
    let written = crate::init::init(&root, github_pages).map_err(|error| error.to_string())?;
    let list: String = written.iter().map(|path| format!("  {path}\n")).collect();
    let there = if dir == Path::new(".") { String::new() } else { format!("  cd {}\n", dir.display()) };
    console.out(&format!("made a site in {}:\n{list}\nnext:\n{there}  onrecord serve --open    to look at it while you write\n  onrecord build           to build it into `public`\n", root.display()));
    Ok(Exit::Clean)
}

fn serve(
    environment: &Environment,
    global: &Global,
    to: (IpAddr, u16),
    open: bool,
    console: &Arc<dyn Console>,
) -> Result<Exit, String> {
    let options = options(environment, global, None)?;
    let system = system(environment, &global.root)?;
    let root = system.root().to_owned();
    let color = use_color(environment, global);
    let teller = Arc::clone(console);
    let tell: preview::Tell = Box::new(move |result| match result {
        Ok((findings, files)) => {
            let counts = report::counts(findings).unwrap_or_else(|| "nothing found".to_owned());
            teller.err(&format!("{}{counts}\n", report::write(findings, files, Format::Human, color)));
        }
        Err(error) => teller.err(&format!("error: {error}\n")),
    });
    let preview = preview::LivePreview::new(Box::new(system), options, tell)
        .map_err(|error: Error| error.to_string())?;
    let base_path = preview.base_path();
    let serve_options = ServeOptions {
        bind: to.0,
        port: to.1,
        base_path: base_path.clone(),
        watch: ["content", "templates", "strings", "static", &global.config]
            .iter()
            .map(|part| root.join(part))
            .collect(),
        ignore: vec![root.join("public")],
    };
    let teller = Arc::clone(console);
    crate::serve::serve(&serve_options, Arc::new(preview), move |address| {
        let url = format!("http://{address}{base_path}");
        teller.err(&format!("serving {url}; end with Ctrl+C\n"));
        if open {
            teller.open(&url);
        }
    })
    .map_err(|error| error.to_string())?;
    Ok(Exit::Clean)
}
