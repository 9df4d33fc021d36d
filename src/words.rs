//! The words that readers see for what the data says: statuses, dates, kinds, ways of knowing.
//!
//! English so far; every word that is not the site's own stands here or in the templates.

use edtf_core::{Date as EdtfDate, Edtf, IntervalEndpoint, Precision, SetElement, SetKind, YearKind};
use jiff::civil;

use crate::model::actor::ActorKind;
use crate::model::claim::{ClaimKind, Confidence, Directness, Likelihood, Rel};
use crate::model::date::{Date, Timing};
use crate::model::event::{CorrectionKind, EventKind};
use crate::model::source::Obtained;
use crate::origins::{Evidence, Status};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Names a status.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Retracted => "Withdrawn",
        Status::Superseded => "Superseded",
        Status::Disputed => "Disputed",
        Status::Unsourced => "No supporting source",
        Status::Unconfirmed => "No named source",
        Status::Attributed => "Attributed view",
        Status::SingleSource => "One named source",
        Status::Corroborated => "Confirmed by independent sources",
        Status::Documented => "Documented",
    }
}

/// Says in a line what a status means.
pub fn status_meaning(status: Status) -> &'static str {
    match status {
        Status::Retracted => "The editors have withdrawn this claim.",
        Status::Superseded => "A newer claim takes its place.",
        Status::Disputed => "A named source disputes it, or another claim contradicts it.",
        Status::Unsourced => "No source for it is known.",
        Status::Unconfirmed => {
            "All that is known comes from people who are not named, or from an origin that is not known."
        }
        Status::Attributed => "A view or a forecast; sources show whose it is, not that it is so.",
        Status::SingleSource => "All of it can be traced to one named source.",
        Status::Corroborated => "At least two named sources say so independently of each other.",
        Status::Documented => "A record, document or dataset says so, or the speaker's own words do.",
    }
}

/// Names a degree of evidence.
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Unsourced => status(Status::Unsourced),
        Evidence::Unconfirmed => status(Status::Unconfirmed),
        Evidence::SingleSource => status(Status::SingleSource),
        Evidence::Corroborated => status(Status::Corroborated),
        Evidence::Documented => status(Status::Documented),
    }
}

/// Names the evidence of a claim that rests on the newsroom itself.
pub const OWN_REPORTING: &str = "Our own reporting";

/// Counts routes in words.
pub fn routes(routes: usize) -> String {
    match routes {
        0 => "no route to a named source".to_owned(),
        1 => "one route to a named source".to_owned(),
        n => format!("{n} independent routes to named sources"),
    }
}

/// Writes a day.
pub fn day(day: civil::Date) -> String {
    format!("{} {} {}", day.day(), MONTHS[usize::from(day.month().unsigned_abs()) - 1], day.year())
}

/// Writes when something took place.
pub fn timing(timing: &Timing) -> String {
    match timing {
        Timing::At(at) => date(at),
        Timing::Between(Some(from), Some(to)) => format!("some time between {} and {}", date(from), date(to)),
        Timing::Between(Some(from), None) => format!("some time after {}", date(from)),
        Timing::Between(None, Some(to)) => format!("some time before {}", date(to)),
        Timing::Between(None, None) | Timing::Unknown => "date not known".to_owned(),
    }
}

/// Writes an uncertain date.
pub fn date(at: &Date) -> String {
    match &at.edtf {
        Edtf::Date(d) => one(d),
        Edtf::DateTime(time) => format!("{}, {:02}:{:02}", one(&time.date), time.time.hour, time.time.minute),
        Edtf::Interval(interval) => match (end(&interval.start), end(&interval.end)) {
            (End::At(from), End::At(to)) => format!("from {from} to {to}"),
            (End::At(from), End::Open) => format!("since {from}"),
            (End::At(from), End::Unknown) => format!("from {from} to an unknown date"),
            (End::Open, End::At(to)) => format!("until {to}"),
            (End::Unknown, End::At(to)) => format!("from an unknown date to {to}"),
            (End::Open | End::Unknown, End::Open | End::Unknown) => "date not known".to_owned(),
        },
        Edtf::Set(set) => {
            let parts: Vec<String> = set.elements.iter().map(element).collect();
            match set.kind {
                SetKind::OneMember if parts.len() > 1 => format!("one of: {}", parts.join(", ")),
                SetKind::OneMember | SetKind::AllMembers => join(&parts),
            }
        }
    }
}

enum End {
    At(String),
    Open,
    Unknown,
}

fn end(endpoint: &IntervalEndpoint) -> End {
    match endpoint {
        IntervalEndpoint::Date(d) => End::At(one(d)),
        IntervalEndpoint::OnOrBefore(d) => End::At(format!("{} or earlier", one(d))),
        IntervalEndpoint::OnOrAfter(d) => End::At(format!("{} or later", one(d))),
        IntervalEndpoint::Open => End::Open,
        IntervalEndpoint::Unknown => End::Unknown,
    }
}

fn element(element: &SetElement) -> String {
    match element {
        SetElement::Date(d) => one(d),
        SetElement::OnOrBefore(d) => format!("{} or earlier", one(d)),
        SetElement::OnOrAfter(d) => format!("{} or later", one(d)),
        SetElement::Range(from, to) => format!("{} to {}", one(from), one(to)),
    }
}

fn one(d: &EdtfDate) -> String {
    let plain = plain(d);
    match (d.is_uncertain(), d.is_approximate()) {
        (false, false) => plain,
        (false, true) => format!("about {plain}"),
        (true, false) => format!("{plain} (uncertain)"),
        (true, true) => format!("about {plain} (uncertain)"),
    }
}

fn plain(d: &EdtfDate) -> String {
    let year = year(d);
    let number = |field: Option<edtf_core::DateField>| field.and_then(edtf_core::DateField::value);
    match (d.precision(), number(d.month), number(d.day)) {
        (Precision::Year, ..) => year,
        (Precision::Season, Some(season), _) => match season {
            21 | 25 | 29 => format!("spring {year}"),
            22 | 26 | 30 => format!("summer {year}"),
            23 | 27 | 31 => format!("autumn {year}"),
            24 | 28 | 32 => format!("winter {year}"),
            33..=36 => format!("quarter {} of {year}", season - 32),
            37..=39 => format!("third {} of {year}", season - 36),
            _ => format!("half {} of {year}", season.saturating_sub(39)),
        },
        (Precision::Month, Some(month), _) => format!("{} {year}", month_name(month)),
        (Precision::Month | Precision::Season, None, _) => format!("a month of {year}"),
        (Precision::Day, Some(month), Some(day)) => format!("{day} {} {year}", month_name(month)),
        (Precision::Day, Some(month), None) => format!("a day in {} {year}", month_name(month)),
        (Precision::Day, None, _) => format!("a day of {year}"),
    }
}

fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("an unknown month of")
}

fn year(d: &EdtfDate) -> String {
    if let YearKind::Standard { negative: false, digits } = d.year.kind
        && digits.iter().any(Option::is_none)
    {
        let text: String = digits.iter().map(|digit| digit.map_or('0', |n| char::from(b'0' + n))).collect();
        return match digits {
            [Some(_), Some(_), Some(_), None] => format!("the {text}s"),
            [Some(_), Some(_), None, None] => format!("some year from {text} to {}99", &text[..2]),
            _ => "an unknown year".to_owned(),
        };
    }
    d.year.value().map_or_else(|| "an unknown year".to_owned(), whole_year)
}

/// Writes a year that is counted as astronomers do: 0 is 1 BC.
pub fn whole_year(year: i64) -> String {
    match year {
        ..=0 => format!("{} BC", 1 - year),
        1..1000 => format!("AD {year}"),
        _ => year.to_string(),
    }
}

/// Joins parts as "a, b and c".
pub fn join(parts: &[String]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Names how an event is known to have taken place; nothing for one that plainly happened.
pub fn event_kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Happened => "",
        EventKind::Said => "Said",
        EventKind::Scheduled => "Scheduled",
        EventKind::Alleged => "Alleged",
        EventKind::DidNotHappen => "Did not happen",
    }
}

/// Names a kind of claim.
pub fn claim_kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Event => "Event",
        ClaimKind::Statement => "Statement",
        ClaimKind::Quotation => "Quotation",
        ClaimKind::Quantity => "Figure",
        ClaimKind::Causal => "Cause and effect",
        ClaimKind::Rule => "Rule or agreement",
        ClaimKind::Background => "Background",
        ClaimKind::Characterisation => "Description",
        ClaimKind::Prediction => "Forecast",
        ClaimKind::Absence => "Something that is said not to be so",
        ClaimKind::Opinion => "Opinion",
    }
}

/// Says how a source bears on a claim.
pub fn rel(rel: Rel) -> &'static str {
    match rel {
        Rel::Supports => "supports it",
        Rel::Confirms => "confirms it",
        Rel::Disputes => "disputes it",
        Rel::Refutes => "refutes it",
        Rel::Qualifies => "qualifies it",
        Rel::Background => "gives background",
    }
}

/// Says how near a source was; nothing where that is not known.
pub fn directness(directness: Directness) -> &'static str {
    match directness {
        Directness::Witnessed => "witnessed it",
        Directness::Firsthand => "knows it first-hand",
        Directness::Secondhand => "knows it second-hand",
        Directness::Unknown => "",
    }
}

/// Names a degree of confidence.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "High",
        Confidence::Moderate => "Moderate",
        Confidence::Low => "Low",
        Confidence::NotAssessed => "Not assessed",
    }
}

/// Writes a likelihood with its band (ICD 203).
pub fn likelihood(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::AlmostNoChance => "Almost no chance (1–5 %)",
        Likelihood::VeryUnlikely => "Very unlikely (5–20 %)",
        Likelihood::Unlikely => "Unlikely (20–45 %)",
        Likelihood::RoughlyEven => "Roughly even chance (45–55 %)",
        Likelihood::Likely => "Likely (55–80 %)",
        Likelihood::VeryLikely => "Very likely (80–95 %)",
        Likelihood::AlmostCertain => "Almost certain (95–99 %)",
    }
}

/// Names a kind of correction.
pub fn correction_kind(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Correction => "Correction",
        CorrectionKind::Clarification => "Clarification",
        CorrectionKind::Update => "Update",
        CorrectionKind::Retraction => "Retraction",
        CorrectionKind::EditorsNote => "Editors’ note",
    }
}

/// Says how the newsroom obtained a source.
pub fn obtained(obtained: Obtained) -> &'static str {
    match obtained {
        Obtained::OwnReporting => "our own reporting",
        Obtained::Interview => "an interview",
        Obtained::Document => "a document",
        Obtained::PublicRecord => "a public record",
        Obtained::Dataset => "a dataset",
        Obtained::OfficialStatement => "an official statement",
        Obtained::OtherOutlet => "a report of another outlet",
        Obtained::Agency => "a report of a news agency",
        Obtained::SocialPost => "a post on a social network",
    }
}

/// Names a kind of actor.
pub fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "Person",
        ActorKind::State => "State",
        ActorKind::GovernmentBody => "Government body",
        ActorKind::Intergovernmental => "Intergovernmental body",
        ActorKind::Movement => "Movement",
        ActorKind::Party => "Party",
        ActorKind::Company => "Company",
        ActorKind::Outlet => "News outlet",
        ActorKind::Group => "Group",
    }
}

/// Puts a count before a word: "1 claim", "2 claims".
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Makes the first letter a capital one.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{date, timing};
    use crate::model::date::{Date, Timing};
    use proptest::prelude::proptest;

    #[test]
    fn dates_in_words() {
        for (edtf, words) in [
            ("2025-01-20", "20 January 2025"),
            ("2024-11", "November 2024"),
            ("2025~", "about 2025"),
            ("2025-05?", "May 2025 (uncertain)"),
            ("2025%", "about 2025 (uncertain)"),
            ("2025-05-XX", "a day in May 2025"),
            ("2025-XX", "a month of 2025"),
            ("202X", "the 2020s"),
            ("19XX", "some year from 1900 to 1999"),
            ("2025-21", "spring 2025"),
            ("2025-05/2025-06", "from May 2025 to June 2025"),
            ("2025-01-20/..", "since 20 January 2025"),
            ("../2025-06", "until June 2025"),
            ("2025-05/", "from May 2025 to an unknown date"),
            ("[2025-05, 2025-07]", "one of: May 2025, July 2025"),
            ("{2025-05, 2025-07}", "May 2025 and July 2025"),
            ("-0043-03-15", "15 March 44 BC"),
            ("2025-01-20T14:30:00Z", "20 January 2025, 14:30"),
        ] {
            assert_eq!(date(&edtf.parse().unwrap()), words, "{edtf}");
        }
        let from: Date = "2025-01-20".parse().unwrap();
        assert_eq!(timing(&Timing::Between(Some(from), None)), "some time after 20 January 2025");
        assert_eq!(timing(&Timing::Unknown), "date not known");
    }

    proptest! {
        #[test]
        fn every_date_has_words(text in "[-0-9X?~%./\\[\\]{},]{1,14}") {
            if let Ok(parsed) = text.parse::<Date>() {
                assert!(!date(&parsed).is_empty());
            }
        }
    }
}
