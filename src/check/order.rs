//! Dates that cannot both be right: of one source, and of one article.
//!
//! Only what cannot be otherwise is reported. Days differ by one around the world, so one day is let pass where two places
//! may be meant. Magazines, journals and books carry later dates than the day on which they appear, so these are not
//! compared; nor are dates that say themselves that they may be wrong. Where several dates are too early for one, that one
//! is probably wrong, and it is one finding.

use jiff::civil;
use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{Span, Spanned};
use crate::model::date::{Date, Moment};
use crate::model::source::{Obtained, Source, SourceKind};
use crate::rules::Rule;
use crate::site::{Page, Site, Withheld};

use super::sources::Used;

pub(super) fn check(site: &Site, used: &Used, sink: &mut Sink) {
    for (ix, in_draft) in used {
        of_source(&site.sources[*ix].source, *in_draft, sink);
    }
    for page in &site.pages {
        // The dates of a draft are still plans.
        if page.withheld != Some(Withheld::Expired) && !page.is_draft() {
            of_page(site, page, sink);
        }
    }
}

/// Types of works that are dated ahead.
const DATED_AHEAD: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "book",
    "chapter",
    "collection",
    "paper-conference",
    "periodical",
    "review",
    "review-book",
];

/// Returns when a source came out, if that is a day on which it was certainly there.
fn issued(source: &Source) -> Option<(&Spanned<Date>, civil::Date)> {
    let is_ahead =
        matches!(&source.kind, SourceKind::Work(work) if DATED_AHEAD.contains(&work.csl_type.as_str()));
    let issued = source.issued.as_ref().filter(|_| !is_ahead)?;
    Some((issued, issued.value.single_day()?))
}

/// What does not fit a date: where it stands, and what was done then.
type Odd = Vec<(Span, &'static str)>;

/// Reports what came too early for a date; where several things did, the date itself is the odd one.
fn too_early(odd: Odd, date: Span, who: &str, came: &str, help: &str) -> Option<Diagnostic> {
    let (first, what) = *odd.first()?;
    Some(if odd.len() == 1 {
        let message = format!("{who} was {what} before it {came}");
        Diagnostic::new(Rule::EventOrder, first, message, help).label(date, format!("{came} here"))
    } else {
        let message =
            format!("{} dates of what was done to {who} lie before the one on which it {came}", odd.len());
        let finding = Diagnostic::new(Rule::EventOrder, date, message, help);
        odd.into_iter().fold(finding, |finding, (at, what)| finding.label(at, format!("{what} here")))
    })
}

fn of_source(source: &Source, in_draft: bool, sink: &mut Sink) {
    let Some((issued, day)) = issued(source) else { return };
    let archived = source.archived.as_ref().and_then(|archived| archived.date.as_ref());
    let seen = [(source.accessed.as_ref(), "looked at"), (archived, "archived")];
    let early = |seen: &&Spanned<civil::Date>| days_after(seen.value, 1) < day;
    let mut odd: Odd =
        seen.iter().filter_map(|(seen, what)| Some((seen.filter(early)?.span, *what))).collect();
    let retracted = source.retracted.as_ref().and_then(|retracted| retracted.date.as_ref());
    odd.extend(retracted.filter(|date| date.value.is_before(day)).map(|date| (date.span, "withdrawn")));
    let who = format!("`{}`", source.id.value);
    let finding = too_early(odd, issued.span, &who, "came out", "correct the date that is wrong");
    if let Some(finding) = finding {
        sink.push(finding.in_draft(in_draft));
    }
}

/// Returns a day some days later; the last one of the calendar where there is none.
fn days_after(day: civil::Date, days: i64) -> civil::Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// Tells whether a moment lies before another. Where one is a day, days of the site's zone are compared.
fn is_before(one: &Moment, other: &Moment, zone: &TimeZone) -> bool {
    let day = |moment: &Moment| match moment {
        Moment::Day(day) => *day,
        Moment::Instant(instant, _) => instant.to_zoned(zone.clone()).date(),
    };
    match (one, other) {
        (Moment::Instant(one, _), Moment::Instant(other, _)) => one < other,
        _ => day(one) < day(other),
    }
}

fn of_page(site: &Site, page: &Page, sink: &mut Sink) {
    let front = &page.parsed.front;
    let Some(date) = &front.date else { return };
    let zone = &site.config.zone;
    let corrected = front.corrections.iter().map(|correction| (&correction.date, "corrected"));
    let changed = front.updated.iter().map(|updated| (updated, "changed"));
    let changes: Vec<(&Spanned<Moment>, &'static str)> = changed.chain(corrected).collect();
    let early = changes.iter().filter(|(change, _)| is_before(&change.value, &date.value, zone));
    let odd: Odd = early.map(|(change, what)| (change.span, *what)).collect();
    let help = "correct the date that is wrong; `date` is the day on which the article first appeared";
    if let Some(finding) = too_early(odd, date.span, "the article", "appeared", help) {
        sink.push(finding);
    }
    let last =
        changes.iter().map(|(change, _)| *change).chain([date]).max_by_key(|change| change.value.day());
    let Some(last) = last else { return };
    let own = |claim: &&usize| site.claims[**claim].article.as_ref() == Some(&page.parsed.key);
    let cited = page.claims.iter().filter(own).flat_map(|claim| &site.claims[*claim].cites);
    let later = cited
        .filter_map(|cite| {
            let source = &site.sources[cite.source?].source;
            // What others publish may be known before its day; what somebody told us, or we saw, cannot.
            let is_ours = source.people().is_some() || source.obtained == Some(Obtained::OwnReporting);
            Some((issued(source)?.1, source))
                .filter(|(day, _)| is_ours && days_after(last.value.day(), 1) < *day)
        })
        .max_by_key(|(day, source)| (*day, &source.id.value));
    if let Some((day, source)) = later {
        sink.push(
            Diagnostic::new(
                Rule::EventOrder,
                last.span,
                format!(
                    "the article was last changed on {}, and cites what was said on {day}",
                    last.value.day()
                ),
                "write the day of the last change under `updated`, or correct the source's `issued`",
            )
            .label(source.id.span, "the source"),
        );
    }
}
