//! Dates that cannot both be right: of one source, and of one article.
//!
//! Only what cannot be otherwise is reported. Days differ by one around the world, so one day is let pass where two places
//! may be meant. Magazines, journals and books carry later dates than the day on which they appear, so these are not
//! compared; nor are dates that say themselves that they may be wrong.

use jiff::civil;
use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Spanned;
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
        if page.withheld != Some(Withheld::Expired) {
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

fn of_source(source: &Source, in_draft: bool, sink: &mut Sink) {
    let Some((issued, day)) = issued(source) else { return };
    let archived = source.archived.as_ref().and_then(|archived| archived.date.as_ref());
    let seen = [(source.accessed.as_ref(), "looked at"), (archived, "archived")];
    let id = &source.id.value;
    let mut report = |span, message: String| {
        sink.push(
            Diagnostic::new(Rule::EventOrder, span, message, "correct the one that is wrong")
                .label(issued.span, "came out here")
                .in_draft(in_draft),
        );
    };
    for (seen, what) in seen {
        if let Some(seen) = seen.filter(|seen| days_after(seen.value, 1) < day) {
            report(seen.span, format!("`{id}` was {what} before it came out"));
        }
    }
    let retracted = source.retracted.as_ref().and_then(|retracted| retracted.date.as_ref());
    if let Some(retracted) = retracted.filter(|retracted| retracted.value.is_before(day)) {
        report(retracted.span, format!("`{id}` was withdrawn before it came out"));
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
    let mut report = |finding: Diagnostic| sink.push(finding.in_draft(page.is_draft()));
    let corrected = front.corrections.iter().map(|correction| (&correction.date, "this correction was made"));
    let changed = front.updated.iter().map(|updated| (updated, "the article was changed"));
    let changes: Vec<(&Spanned<Moment>, &str)> = changed.chain(corrected).collect();
    for (change, what) in &changes {
        if is_before(&change.value, &date.value, zone) {
            report(
                Diagnostic::new(
                    Rule::EventOrder,
                    change.span,
                    format!("{what} before the article appeared"),
                    "correct the one that is wrong; `date` is the day on which the article first appeared",
                )
                .label(date.span, "appeared here"),
            );
        }
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
        report(
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
