//! What time has overtaken: claims to be looked at again, and plans whose day has passed.
//!
//! *Today* is an input of the run. A claim without `review_by` grows old by its kind:
//!
//! | kind | days after `checked` |
//! |---|---|
//! | `prediction` | 14 |
//! | `quantity`, without a `date` and not documented | 90 |
//!
//! All else stays as it is: what happened has happened, and a figure for a day that is named, or that a record holds, is
//! right for ever.

use jiff::civil;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::claim::ClaimKind;
use crate::model::event::EventKind;
use crate::origins::{Evidence, Standing};
use crate::rules::Rule;
use crate::site::{ClaimEntry, EventOrigin, Page, Site, Withheld};

use super::claims::is_judged;
use super::waivers::Waivers;

pub(super) fn check(site: &Site, waivers: &mut Waivers, sink: &mut Sink) {
    for entry in site.claims.iter().filter(|entry| is_judged(site, entry)) {
        if let Some(finding) = review(entry, site.today) {
            waivers.push(finding.in_draft(entry.is_draft), &entry.claim.waivers, sink);
        }
    }
    for entry in &site.events {
        let EventOrigin::Event(event) = &entry.origin else { continue };
        let page = entry.page.map(|page| &site.pages[page]);
        if page.is_some_and(|page| page.withheld == Some(Withheld::Expired)) {
            continue;
        }
        let id = &event.id.value;
        let finding = match event.kind {
            EventKind::Scheduled if event.timing.is_over(site.today) => Diagnostic::new(
                Rule::ScheduledPast,
                event.id.span,
                format!("the event `{id}` is scheduled, and the last day that it can mean has passed"),
                "write what came of it: `kind: happened` or `kind: did-not-happen`, with claims that say so; or correct its date",
            ),
            EventKind::Scheduled => continue,
            _ if event.timing.is_after(site.today) => Diagnostic::new(
                Rule::EventOrder,
                event.id.span,
                format!("the event `{id}` is of the kind `{}`, and lies in the future", event.kind.as_str()),
                "write `kind: scheduled`, or correct its date",
            ),
            _ => continue,
        };
        sink.push(finding.in_draft(page.is_some_and(Page::is_draft)));
    }
}

/// Returns after how many days somebody should look at a claim again.
fn shelf_life(entry: &ClaimEntry) -> Option<i64> {
    match entry.claim.kind? {
        ClaimKind::Prediction => Some(14),
        ClaimKind::Quantity
            if entry.claim.date.is_none() && entry.sourcing.evidence < Evidence::Documented =>
        {
            Some(90)
        }
        _ => None,
    }
}

fn review(entry: &ClaimEntry, today: civil::Date) -> Option<Diagnostic> {
    let claim = &entry.claim;
    if claim.tainted || !matches!(entry.standing, Standing::Live | Standing::Disputed) {
        return None;
    }
    let id = &claim.id.value;
    let again = "check it again, and write the day under `checked`";
    if claim.kind == Some(ClaimKind::Prediction)
        && let Some(date) = &claim.date
        && date.value.is_before(today)
    {
        return Some(Diagnostic::new(
            Rule::ReviewOverdue,
            date.span,
            format!("the time that `{id}` foresees has passed"),
            "write what came of it as a new claim, with `updates` and the id of this one",
        ));
    }
    if let Some(day) = &claim.review_by {
        if day.value >= today {
            return None;
        }
        let help = match &claim.checked {
            Some(checked) if checked.value >= day.value => {
                "it has been checked since: move `review_by` on, or remove it".to_owned()
            }
            _ => format!("{again}; then move `review_by` on, or remove it"),
        };
        return Some(Diagnostic::new(
            Rule::ReviewOverdue,
            day.span,
            format!("`{id}` was to be looked at again by {}", day.value),
            help,
        ));
    }
    let (checked, days) = (claim.checked.as_ref()?, shelf_life(entry)?);
    let due = checked.value.checked_add(jiff::Span::new().days(days)).ok()?;
    let kind = claim.kind.map_or("claim", ClaimKind::as_str);
    (due < today).then(|| {
        Diagnostic::new(
            Rule::ReviewOverdue,
            checked.span,
            format!("`{id}` is a {kind}, and was last checked on {}", checked.value),
            format!(
                "{again}; a {kind} is looked at again after {days} days, or by the day that `review_by` names"
            ),
        )
    })
}
