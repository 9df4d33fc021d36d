//! The words that readers see for what the data says: statuses, dates, kinds, ways of knowing.
//!
//! English so far; every word that is not the site's own stands here or in the templates.

mod dates;

pub use dates::{date, day, distance, rows, timing, whole_year};

use crate::model::actor::ActorKind;
use crate::model::claim::{ClaimKind, Confidence, Directness, Likelihood, Rel};
use crate::model::event::{CorrectionKind, EventKind};
use crate::model::source::Obtained;
use crate::origins::{Evidence, Status};

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

/// Joins parts as "a, b and c".
pub fn join(parts: &[String]) -> String {
    join_with(parts, "and")
}

/// Joins parts as "a, b WORD c".
fn join_with(parts: &[String], word: &str) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
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

/// Names the lane of events in which no actor takes part, in the drawing of a timeline.
pub const OTHERS: &str = "Others";

/// Explains a sign in the drawing of a timeline, by its name there.
pub fn sign(sign: &str) -> &'static str {
    match sign {
        "joined" => "One event, several actors",
        "lasted" => "Lasted this long",
        "possible" => "Some time in this span",
        "open" => "Start or end not known, or still open",
        "gap" => "Time left out",
        name => match EventKind::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, EventKind::Happened)) => "Happened",
            Some((_, kind)) => event_kind(*kind),
            None => "",
        },
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
