//! Arguments in, exit status out: the only place that reads the environment, prints and exits.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where output ends up")]
#![expect(clippy::disallowed_methods, reason = "this is where the environment is read, once")]

use std::io::{IsTerminal, Write};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use onrecord::cli::{Console, Environment, run};

fn main() -> ExitCode {
    let folder = match std::env::current_dir() {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("error: the current folder cannot be read: {error}");
            return ExitCode::from(2);
        }
    };
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let environment = Environment {
        args: std::env::args_os().collect(),
        folder,
        home: std::env::home_dir(),
        source_date_epoch: std::env::var("SOURCE_DATE_EPOCH").ok(),
        now: jiff::Timestamp::now(),
        color: std::io::stdout().is_terminal() && !no_color && !dumb,
        interactive: std::io::stderr().is_terminal() && !dumb,
    };
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} pages")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let console: Arc<dyn Console> = Arc::new(Terminal { bar: ProgressBar::new(0).with_style(style) });
    ExitCode::from(run(&environment, &console).code())
}

/// How many pages make progress worth showing.
const LONG: usize = 200;

struct Terminal {
    bar: ProgressBar,
}

impl Console for Terminal {
    fn out(&self, text: &str) {
        self.bar.finish_and_clear();
        print!("{text}");
        // A closed pipe (`| head`) is not ours to complain about.
        let _ = std::io::stdout().flush();
    }

    fn err(&self, text: &str) {
        self.bar.finish_and_clear();
        eprint!("{text}");
    }

    fn progress(&self, done: usize, total: usize) {
        if total < LONG {
            return;
        }
        self.bar.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        self.bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }

    fn open(&self, url: &str) {
        let program = if cfg!(target_os = "macos") {
            "open"
        } else if cfg!(windows) {
            "explorer"
        } else {
            "xdg-open"
        };
        if let Err(error) = Command::new(program).arg(url).spawn() {
            eprintln!("the browser could not be opened ({error}); open {url} yourself");
        }
    }
}
