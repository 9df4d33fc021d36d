//! Beyond routes: what is documented, whose reporting it is, who disputes, and the status of views and events.

use super::super::{Evidence, Standing, Status};
use super::{Facts, ONE, UNNAMED, World, confirmed, named, outlet, own_reporting, record, source, unnamed};
use crate::origins::Node;

#[test]
fn a_record_documents_where_the_place_in_it_is_given() {
    let world = World::of([record("decree"), record("map")]);
    assert_eq!(world.found("decree#3"), (Evidence::Documented, 1));
    assert_eq!(world.found("decree"), ONE);
    assert_eq!(world.found("decree map"), confirmed(2));
    assert_eq!(world.found("decree map#north"), (Evidence::Documented, 2));
}

#[test]
fn only_a_record_that_the_claim_itself_cites_documents() {
    let world = World::of([record("decree"), outlet("post").from("decree")]);
    assert_eq!(world.found("post#2"), ONE);
    assert_eq!(world.found("post#2 decree"), ONE);
    assert_eq!(world.found("post decree#2"), (Evidence::Documented, 1));
}

#[test]
fn a_record_that_derives_from_another_source_documents_nothing() {
    let world = World::of([
        unnamed("officials"),
        record("decree"),
        record("digest").from("decree"),
        record("leak").from("officials"),
        record("census").from("itself officials"),
    ]);
    assert_eq!(world.found("digest#3"), ONE);
    assert_eq!(world.found("leak#3"), UNNAMED);
    assert_eq!(world.found("census#3"), (Evidence::Documented, 1));
}

#[test]
fn other_sources_document_no_fact_however_exact_the_place() {
    let world = World::of([named("minister"), own_reporting("visit"), outlet("post").from("itself")]);
    for name in ["minister#1", "visit#1", "post#1"] {
        assert_eq!(world.found(name), ONE, "{name}");
    }
}

#[test]
fn a_record_that_disputes_or_gives_background_documents_nothing() {
    let world = World::of([record("decree"), named("minister")]);
    let mut claim = world.claim("minister");
    claim.cites.extend(world.cites("decree#3", false, true));
    claim.cites.extend(world.cites("decree#4", false, false));
    assert_eq!(world.sourcing(&claim).evidence, Evidence::SingleSource);
}

#[test]
fn the_speakers_own_words_document_what_was_said() {
    let world = World::of([
        named("interview").by("minister post"),
        named("rival").by("rival"),
        outlet("times").from("interview").by("times"),
        outlet("page").from("itself").by("minister"),
    ]);
    let said = |cites: &str, by: &str| {
        let facts = Facts { is_utterance: true, by: world.actors(by), ..world.claim(cites) };
        world.sourcing(&facts).evidence
    };
    assert_eq!(said("interview", "minister"), Evidence::Documented);
    assert_eq!(said("interview", "rival minister"), Evidence::Documented);
    assert_eq!(said("rival", "minister"), Evidence::SingleSource);
    assert_eq!(said("interview", ""), Evidence::SingleSource);
    assert_eq!(said("times", "minister"), Evidence::SingleSource);
    assert_eq!(said("page", "minister"), Evidence::SingleSource);
}

#[test]
fn the_speakers_own_words_do_not_document_a_fact() {
    let world = World::of([named("interview").by("minister")]);
    let facts = Facts { by: world.actors("minister"), ..world.claim("interview#2") };
    assert_eq!(world.sourcing(&facts).evidence, Evidence::SingleSource);
}

/// The publisher of an interview passes its words on; they are the speaker's.
#[test]
fn an_interview_documents_what_its_speaker_says_and_not_its_publisher() {
    let world = World::of([named("interview").by("minister post")]);
    let of = |by: &str| {
        let facts = Facts { is_utterance: true, by: world.actors(by), ..world.claim("interview") };
        world.sourcing(&facts).evidence
    };
    assert_eq!((of("minister"), of("post")), (Evidence::Documented, Evidence::SingleSource));
}

#[test]
fn retracted_words_document_nothing() {
    let world = World::of([named("interview").by("minister").retracted(), named("rival")]);
    let facts = Facts { is_utterance: true, by: world.actors("minister"), ..world.claim("interview rival") };
    assert_eq!(world.sourcing(&facts).evidence, Evidence::SingleSource);
}

/// A statement whose speaker is not stated is an origin without a name.
#[test]
fn a_statement_of_nobody_is_unconfirmed() {
    let world = World::of([source("note", Node::default())]);
    let facts = Facts { is_utterance: true, ..world.claim("note") };
    assert_eq!(world.sourcing(&facts).evidence, Evidence::Unconfirmed);
}

#[test]
fn own_reporting_is_told_only_where_nothing_else_is_named() {
    let world = World::of([
        own_reporting("visit"),
        own_reporting("call"),
        named("minister"),
        named("envoy").retracted(),
        unnamed("officials"),
        outlet("post").from("visit"),
        outlet("times").from("minister"),
        outlet("blog").from("visit envoy"),
    ]);
    let own = |cites| world.sourcing(&world.claim(cites)).is_own_reporting;
    for cites in ["visit", "visit call", "visit officials", "post", "visit envoy", "blog"] {
        assert!(own(cites), "{cites}");
    }
    for cites in ["", "officials", "minister", "visit minister", "visit times"] {
        assert!(!own(cites), "{cites}");
    }
}

#[test]
fn a_dispute_is_named_where_a_named_origin_stands_behind_it() {
    let world = World::of([
        named("minister"),
        unnamed("officials"),
        outlet("post").from("minister"),
        outlet("times").from("officials"),
        outlet("blog"),
    ]);
    assert_eq!(world.disputes(""), (false, false));
    assert_eq!(world.disputes("minister"), (true, false));
    assert_eq!(world.disputes("post"), (true, false));
    assert_eq!(world.disputes("officials times blog"), (false, true));
    assert_eq!(world.disputes("officials minister"), (true, false));
}

#[test]
fn a_retracted_source_disputes_nothing() {
    let world = World::of([
        named("minister").retracted(),
        outlet("post").from("minister"),
        outlet("times").from("minister unknown"),
    ]);
    assert_eq!(world.disputes("minister post"), (false, false));
    assert_eq!(world.disputes("minister times"), (false, true));
}

#[test]
fn a_dispute_leaves_the_evidence_as_it_is() {
    let world = World::of([named("minister"), named("envoy"), named("rival")]);
    let mut claim = world.claim("minister envoy");
    claim.cites.extend(world.cites("rival", false, true));
    let sourcing = world.sourcing(&claim);
    assert_eq!((sourcing.evidence, sourcing.routes), confirmed(2));
    assert!(sourcing.named_dispute);
}

#[test]
fn status_is_the_standing_or_the_evidence_of_a_live_claim() {
    for evidence in Evidence::ALL {
        for is_view in [false, true] {
            assert_eq!(Status::derive(Standing::Retracted, evidence, is_view), Status::Retracted);
            assert_eq!(Status::derive(Standing::Superseded, evidence, is_view), Status::Superseded);
            assert_eq!(Status::derive(Standing::Disputed, evidence, is_view), Status::Disputed);
        }
        assert_eq!(Status::derive(Standing::Live, evidence, false).as_str(), evidence.as_str());
    }
}

#[test]
fn a_view_with_a_named_source_is_attributed() {
    for (evidence, status) in [
        (Evidence::Unsourced, Status::Unsourced),
        (Evidence::Unconfirmed, Status::Unconfirmed),
        (Evidence::SingleSource, Status::Attributed),
        (Evidence::Corroborated, Status::Attributed),
        (Evidence::Documented, Status::Attributed),
    ] {
        assert_eq!(Status::derive(Standing::Live, evidence, true), status);
    }
}

#[test]
fn an_event_shows_the_weakest_of_its_claims() {
    assert_eq!(Status::of_event([]), Status::Unsourced);
    for pair in Status::ALL[2..].windows(2) {
        assert_eq!(Status::of_event([pair[1], pair[0]]), pair[0]);
        assert_eq!(Status::of_event([pair[1]]), pair[1]);
    }
    assert_eq!(Status::of_event([Status::Documented, Status::Disputed, Status::Unsourced]), Status::Disputed);
}

#[test]
fn an_event_leaves_out_withdrawn_and_superseded_claims_unless_all_are() {
    use Status::{Corroborated, Disputed, Retracted, Superseded};
    assert_eq!(Status::of_event([Retracted, Corroborated, Superseded]), Corroborated);
    assert_eq!(Status::of_event([Superseded, Disputed]), Disputed);
    assert_eq!(Status::of_event([Superseded]), Superseded);
    assert_eq!(Status::of_event([Superseded, Retracted]), Retracted);
}
