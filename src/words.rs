//! Which word stands for what the data says: statuses, dates, kinds, ways of knowing.
//!
//! Each function takes the [`Words`] of the reader's language. What the command line says is always English.

mod dates;

pub use dates::{date, day, distance, rows, timing, whole_year};

use crate::config::Policy;
use crate::model::actor::ActorKind;
use crate::model::claim::{ClaimKind, Confidence, Directness, Likelihood, Rel};
use crate::model::event::{CorrectionKind, EventKind};
use crate::model::source::{GroundRules, Obtained};
use crate::origins::{Evidence, Status};
use crate::strings::{Key, Words};

/// Names a status.
pub fn status(words: &Words, status: Status) -> &str {
    words.get(match status {
        Status::Retracted => Key::StatusRetracted,
        Status::Superseded => Key::StatusSuperseded,
        Status::Disputed => Key::StatusDisputed,
        Status::Unsourced => Key::StatusUnsourced,
        Status::Unconfirmed => Key::StatusUnconfirmed,
        Status::Attributed => Key::StatusAttributed,
        Status::SingleSource => Key::StatusSingleSource,
        Status::Corroborated => Key::StatusCorroborated,
        Status::Documented => Key::StatusDocumented,
    })
}

/// Says in a line what a status means.
pub fn status_meaning(words: &Words, status: Status) -> &str {
    words.get(match status {
        Status::Retracted => Key::MeaningRetracted,
        Status::Superseded => Key::MeaningSuperseded,
        Status::Disputed => Key::MeaningDisputed,
        Status::Unsourced => Key::MeaningUnsourced,
        Status::Unconfirmed => Key::MeaningUnconfirmed,
        Status::Attributed => Key::MeaningAttributed,
        Status::SingleSource => Key::MeaningSingleSource,
        Status::Corroborated => Key::MeaningCorroborated,
        Status::Documented => Key::MeaningDocumented,
    })
}

/// Names a degree of evidence.
pub fn evidence(words: &Words, evidence: Evidence) -> &str {
    let same = match evidence {
        Evidence::Unsourced => Status::Unsourced,
        Evidence::Unconfirmed => Status::Unconfirmed,
        Evidence::SingleSource => Status::SingleSource,
        Evidence::Corroborated => Status::Corroborated,
        Evidence::Documented => Status::Documented,
    };
    status(words, same)
}

/// Counts routes in words.
pub fn routes(words: &Words, routes: usize) -> String {
    match routes {
        0 => words.get(Key::RoutesNone).to_owned(),
        n => words.count(Key::RoutesToNamed, n, &[]),
    }
}

/// Names how an event is known to have taken place; nothing for one that plainly happened.
pub fn event_kind(words: &Words, kind: EventKind) -> &str {
    words.get(match kind {
        EventKind::Happened => return "",
        EventKind::Said => Key::EventSaid,
        EventKind::Scheduled => Key::EventScheduled,
        EventKind::Alleged => Key::EventAlleged,
        EventKind::DidNotHappen => Key::EventDidNotHappen,
    })
}

/// Explains a sign in the drawing of a timeline, by its name there.
pub fn sign<'w>(words: &'w Words, sign: &str) -> &'w str {
    words.get(match sign {
        "joined" => Key::SignJoined,
        "lasted" => Key::SignLasted,
        "possible" => Key::SignPossible,
        "open" => Key::SignOpen,
        "gap" => Key::SignGap,
        name => match EventKind::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, EventKind::Happened)) => Key::EventHappened,
            Some((_, kind)) => return event_kind(words, *kind),
            None => return "",
        },
    })
}

/// Names a kind of claim.
pub fn claim_kind(words: &Words, kind: ClaimKind) -> &str {
    words.get(match kind {
        ClaimKind::Event => Key::ClaimEvent,
        ClaimKind::Statement => Key::ClaimStatement,
        ClaimKind::Quotation => Key::ClaimQuotation,
        ClaimKind::Quantity => Key::ClaimQuantity,
        ClaimKind::Causal => Key::ClaimCausal,
        ClaimKind::Rule => Key::ClaimRule,
        ClaimKind::Background => Key::ClaimBackground,
        ClaimKind::Characterisation => Key::ClaimCharacterisation,
        ClaimKind::Prediction => Key::ClaimPrediction,
        ClaimKind::Absence => Key::ClaimAbsence,
        ClaimKind::Opinion => Key::ClaimOpinion,
    })
}

/// Says how a source bears on a claim.
pub fn rel(words: &Words, rel: Rel) -> &str {
    words.get(match rel {
        Rel::Supports => Key::RelSupports,
        Rel::Confirms => Key::RelConfirms,
        Rel::Disputes => Key::RelDisputes,
        Rel::Refutes => Key::RelRefutes,
        Rel::Qualifies => Key::RelQualifies,
        Rel::Background => Key::RelBackground,
    })
}

/// Says how near a source was; nothing where that is not known.
pub fn directness(words: &Words, directness: Directness) -> &str {
    words.get(match directness {
        Directness::Witnessed => Key::Witnessed,
        Directness::Firsthand => Key::Firsthand,
        Directness::Secondhand => Key::Secondhand,
        Directness::Unknown => return "",
    })
}

/// Names a degree of confidence.
pub fn confidence(words: &Words, confidence: Confidence) -> &str {
    words.get(match confidence {
        Confidence::High => Key::ConfidenceHigh,
        Confidence::Moderate => Key::ConfidenceModerate,
        Confidence::Low => Key::ConfidenceLow,
        Confidence::NotAssessed => Key::ConfidenceNotAssessed,
    })
}

/// Writes a likelihood with its band (ICD 203).
pub fn likelihood(words: &Words, likelihood: Likelihood) -> &str {
    words.get(match likelihood {
        Likelihood::AlmostNoChance => Key::LikelyAlmostNoChance,
        Likelihood::VeryUnlikely => Key::LikelyVeryUnlikely,
        Likelihood::Unlikely => Key::LikelyUnlikely,
        Likelihood::RoughlyEven => Key::LikelyRoughlyEven,
        Likelihood::Likely => Key::LikelyLikely,
        Likelihood::VeryLikely => Key::LikelyVeryLikely,
        Likelihood::AlmostCertain => Key::LikelyAlmostCertain,
    })
}

/// Names a kind of correction.
pub fn correction_kind(words: &Words, kind: CorrectionKind) -> &str {
    words.get(match kind {
        CorrectionKind::Correction => Key::CorrectionCorrection,
        CorrectionKind::Clarification => Key::CorrectionClarification,
        CorrectionKind::Update => Key::CorrectionUpdate,
        CorrectionKind::Retraction => Key::CorrectionRetraction,
        CorrectionKind::EditorsNote => Key::CorrectionEditorsNote,
    })
}

/// Says how the newsroom obtained a source.
pub fn obtained(words: &Words, obtained: Obtained) -> &str {
    words.get(match obtained {
        Obtained::OwnReporting => Key::ObtainedOwnReporting,
        Obtained::Interview => Key::ObtainedInterview,
        Obtained::Document => Key::ObtainedDocument,
        Obtained::PublicRecord => Key::ObtainedPublicRecord,
        Obtained::Dataset => Key::ObtainedDataset,
        Obtained::OfficialStatement => Key::ObtainedOfficialStatement,
        Obtained::OtherOutlet => Key::ObtainedOtherOutlet,
        Obtained::Agency => Key::ObtainedAgency,
        Obtained::SocialPost => Key::ObtainedSocialPost,
    })
}

/// Names a kind of actor.
pub fn actor_kind(words: &Words, kind: ActorKind) -> &str {
    words.get(match kind {
        ActorKind::Person => Key::ActorPerson,
        ActorKind::State => Key::ActorState,
        ActorKind::GovernmentBody => Key::ActorGovernmentBody,
        ActorKind::Intergovernmental => Key::ActorIntergovernmental,
        ActorKind::Movement => Key::ActorMovement,
        ActorKind::Party => Key::ActorParty,
        ActorKind::Company => Key::ActorCompany,
        ActorKind::Outlet => Key::ActorOutlet,
        ActorKind::Group => Key::ActorGroup,
    })
}

/// Names the rules under which somebody spoke.
pub fn ground_rules(words: &Words, rules: GroundRules) -> &str {
    words.get(match rules {
        GroundRules::OnRecord => Key::OnRecord,
        GroundRules::Background => Key::OnBackground,
        GroundRules::DeepBackground => Key::OnDeepBackground,
        GroundRules::OffRecord => Key::OffRecord,
    })
}

/// Names a policy of the publisher.
pub fn policy(words: &Words, policy: Policy) -> &str {
    words.get(match policy {
        Policy::UnnamedSources => Key::PolicyUnnamedSources,
        Policy::Corrections => Key::PolicyCorrections,
        Policy::FactChecking => Key::PolicyFactChecking,
    })
}

/// Names a bibliographic field by its CSL variable; a name that is an abbreviation stays as it is.
pub fn field(words: &Words, variable: &str) -> String {
    let name = format!("field_{}", variable.replace('-', "_"));
    match name.parse::<Key>() {
        Ok(key) => words.get(key).to_owned(),
        Err(()) => variable.to_owned(),
    }
}

/// Joins parts as "a, b and c" for the command line.
pub fn join(parts: &[String]) -> String {
    Words::english().and(parts)
}

/// Puts a count before a word for the command line: "1 claim", "2 claims".
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Makes the first letter a capital one.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
