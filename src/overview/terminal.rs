//! The sourcing report for people at a terminal: a table whose columns stand under each other in every script.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{FindingCounts, Overview, Total, percent, statuses};
use crate::coverage::{Coverage, Reason, Share};
use crate::report::printable;
use crate::words;

/// The widest name, in columns.
const WIDEST: usize = 40;
/// How many cells a bar has.
const CELLS: usize = 10;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

struct Table {
    color: bool,
    /// The width of the first column.
    name: usize,
    text: String,
}

/// Writes a report.
pub(super) fn write(report: &Overview<'_>, color: bool) -> String {
    let titles: Vec<String> =
        report.articles.iter().map(|article| printable(report.title(article))).collect();
    let folders: Vec<String> = report.folders.keys().map(|path| printable(path)).collect();
    let fixed = ["All published".to_owned(), "All drafts".to_owned()];
    let widest = titles.iter().chain(&folders).chain(&fixed).map(|name| name.width()).max().unwrap_or(0);
    let mut table = Table { color, name: widest.min(WIDEST), text: String::new() };
    table.line(BOLD, &format!("Sourcing of {} on {}", printable(report.site_title()), report.site.today));
    for (heading, is_draft) in [("Articles", false), ("Drafts", true)] {
        let these =
            || report.articles.iter().zip(&titles).filter(|(one, _)| report.page(one).is_draft() == is_draft);
        if these().next().is_none() {
            continue;
        }
        table.head(heading);
        for (article, title) in these() {
            table.row(title, &article.coverage, article.findings);
            table.line(DIM, &format!("  {}", printable(report.path(article))));
            table.claims(&article.coverage);
        }
    }
    if report.folders.len() > 1 {
        table.head("Folders");
        for (path, (_, all)) in folders.iter().zip(&report.folders) {
            table.row(path, &all.coverage, all.findings);
        }
    }
    table.head("Total");
    table.total("All published", &report.published);
    if report.drafts.articles > 0 {
        table.total("All drafts", &report.drafts);
    }
    if let Some(found) = report.elsewhere.filter(|found| *found != FindingCounts::default()) {
        table.text.push('\n');
        table.line("", &format!("Findings outside of articles: {}", found.in_words()));
    }
    table.text
}

impl Table {
    fn head(&mut self, name: &str) {
        self.text.push('\n');
        let line = format!(
            "{}  {:>9}  {:<15}  {:<15}  {:>6}  {:>8}  Findings",
            fill(name, self.name),
            "Checkable",
            "Marked",
            "Sourced",
            "Claims",
            "Unnamed"
        );
        self.line(BOLD, &line);
    }

    fn row(&mut self, name: &str, coverage: &Coverage, findings: FindingCounts) {
        let (sentences, claims) = (&coverage.sentences, &coverage.claims);
        let [marked, sourced] = [sentences.share_marked(), sentences.share_sourced()].map(|of| self.bar(of));
        let found = findings.in_words();
        let found = match findings {
            FindingCounts { errors: 1.., .. } => self.paint(RED, &found),
            FindingCounts { warnings: 1.., .. } => self.paint(YELLOW, &found),
            FindingCounts { .. } => found,
        };
        self.text.push_str(&format!(
            "{}  {:>9}  {marked}  {sourced}  {:>6}  {:>8}  {found}\n",
            fill(name, self.name),
            sentences.checkable,
            claims.total(),
            percent(claims.share_unnamed()),
        ));
    }

    fn total(&mut self, name: &str, total: &Total) {
        self.row(name, &total.coverage, total.findings);
        self.claims(&total.coverage);
        let others = &total.coverage.sentences.others;
        let parts: Vec<String> = Reason::ALL
            .iter()
            .map(|of| (others[*of as usize], *of))
            .filter(|(count, _)| *count > 0)
            .map(|(count, of)| counted(of, count))
            .collect();
        if !parts.is_empty() {
            self.line(DIM, &format!("  not checkable: {}", parts.join(", ")));
        }
    }

    /// Says what the claims are, and by how many routes they lead to named sources.
    fn claims(&mut self, coverage: &Coverage) {
        if coverage.claims.total() == 0 {
            return;
        }
        let routes = ["none", "one", "two", "three or more"].iter().zip(coverage.claims.routes);
        let routes: Vec<String> =
            routes.filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name}: {count}")).collect();
        self.line(DIM, &format!("  {}", statuses(coverage).join(", ")));
        if !routes.is_empty() {
            self.line(DIM, &format!("  independent routes: {}", routes.join(", ")));
        }
    }

    /// Draws a share. What is not nothing shows, and what is not all does not look like all.
    fn bar(&self, share: Share) -> String {
        let Some(percent) = share.percent() else { return format!("{:<15}", "–") };
        let cells = (percent * CELLS / 100).max(usize::from(percent > 0));
        let bar = format!("{}{}", "█".repeat(cells), "░".repeat(CELLS - cells));
        let color = match percent {
            80.. => GREEN,
            50..80 => YELLOW,
            _ => RED,
        };
        format!("{} {percent:>3}%", self.paint(color, &bar))
    }

    fn line(&mut self, style: &str, text: &str) {
        let painted = self.paint(style, text);
        self.text.push_str(&painted);
        self.text.push('\n');
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.color && !style.is_empty() {
            format!("\u{1b}[{style}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Names sentences that cannot be checked.
fn counted(reason: Reason, count: usize) -> String {
    let (one, many) = match reason {
        Reason::Heading => ("heading", "headings"),
        Reason::ColumnHeading => ("column heading", "column headings"),
        Reason::Quotation => ("quotation", "quotations"),
        Reason::Question => ("question", "questions"),
        Reason::Author => ("sentence about the authors", "sentences about the authors"),
        Reason::Opinion => ("view", "views"),
        Reason::Reader => ("address to the reader", "addresses to the reader"),
        Reason::Fragment => ("fragment", "fragments"),
    };
    words::count(count, one, many)
}

/// Cuts or fills a text to a width in columns.
fn fill(text: &str, columns: usize) -> String {
    let width = text.width();
    if width <= columns {
        return format!("{text}{}", " ".repeat(columns - width));
    }
    let (mut cut, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns {
            break;
        }
        cut.push(c);
    }
    let width = cut.width();
    format!("{cut}…{}", " ".repeat(columns.saturating_sub(width + 1)))
}

#[cfg(test)]
mod tests {
    use super::{Table, fill};
    use crate::coverage::Share;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn names_fill_their_column_in_every_script() {
        for name in [
            "",
            "Short",
            "A name that is much too long for it",
            "議会は月曜日に投票した",
            "مجلس القرية يصوّت على خط الحافلات",
            "🇶🇦🇪🇬",
        ] {
            assert_eq!(fill(name, 20).width(), 20, "{name}");
        }
        assert_eq!(fill("議会は月曜日", 6), "議会… ");
    }

    #[test]
    fn bars_show_neither_all_nor_nothing_by_mistake() {
        let table = Table { color: false, name: 0, text: String::new() };
        let bar = |part, whole| table.bar(Share { part, whole });
        assert_eq!(bar(0, 3), "░░░░░░░░░░   0%");
        assert_eq!(bar(1, 1000), "█░░░░░░░░░   1%");
        assert_eq!(bar(999, 1000), "█████████░  99%");
        assert_eq!(bar(3, 3), "██████████ 100%");
        assert_eq!(bar(0, 0).width(), bar(3, 3).width());
    }
}
