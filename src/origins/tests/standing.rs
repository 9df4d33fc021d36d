//! Where claims stand among each other: withdrawn, superseded, disputed, live.

use std::collections::BTreeSet;

use super::super::{Evidence, Facts, Sourcing, standings, update_circles};

/// A published claim before its names are looked up.
struct Claim {
    name: &'static str,
    contradicts: &'static str,
    updates: &'static str,
    facts: Facts,
    sourcing: Sourcing,
}

/// A published claim with one source.
fn claim(name: &'static str) -> Claim {
    Claim {
        name,
        contradicts: "",
        updates: "",
        facts: Facts { is_published: true, ..Facts::default() },
        sourcing: Sourcing {
            evidence: Evidence::SingleSource,
            routes: 1,
            is_own_reporting: false,
            named_dispute: false,
            unnamed_dispute: false,
        },
    }
}

impl Claim {
    fn contradicts(self, others: &'static str) -> Self {
        Self { contradicts: others, ..self }
    }

    fn updates(self, older: &'static str) -> Self {
        Self { updates: older, ..self }
    }

    fn evidence(mut self, evidence: Evidence) -> Self {
        self.sourcing.evidence = evidence;
        self
    }

    fn disputed_by_named(mut self) -> Self {
        self.sourcing.named_dispute = true;
        self
    }

    fn disputed_by_unnamed(mut self) -> Self {
        self.sourcing.unnamed_dispute = true;
        self
    }

    fn retracted(mut self) -> Self {
        self.facts.is_retracted = true;
        self
    }

    fn unpublished(mut self) -> Self {
        self.facts.is_published = false;
        self
    }
}

fn facts(claims: &[Claim]) -> Vec<Facts> {
    let find = |name: &str| claims.iter().position(|claim| claim.name == name).unwrap();
    let find_all = |names: &str| names.split_whitespace().map(find).collect();
    claims
        .iter()
        .map(|claim| Facts {
            contradicts: find_all(claim.contradicts),
            updates: find_all(claim.updates),
            ..claim.facts.clone()
        })
        .collect()
}

/// The claims that are not live, each with where it stands.
fn stand(claims: &[Claim]) -> BTreeSet<String> {
    let sourcing: Vec<Sourcing> = claims.iter().map(|claim| claim.sourcing.clone()).collect();
    standings(&facts(claims), &sourcing)
        .iter()
        .zip(claims)
        .map(|(standing, claim)| format!("{} {}", claim.name, standing.as_str()))
        .filter(|line| !line.ends_with(" live"))
        .collect()
}

fn lines<const N: usize>(expected: [&str; N]) -> BTreeSet<String> {
    expected.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_claim_is_live_whatever_its_evidence() {
    for evidence in Evidence::ALL {
        assert_eq!(stand(&[claim("a").evidence(evidence)]), lines([]));
    }
}

#[test]
fn a_named_dispute_makes_disputed_and_an_unnamed_one_does_not() {
    let claims = [claim("a").disputed_by_named(), claim("b").disputed_by_unnamed(), claim("c")];
    assert_eq!(stand(&claims), lines(["a disputed"]));
}

#[test]
fn a_named_dispute_counts_on_an_unsourced_and_on_an_unpublished_claim() {
    let claims = [
        claim("a").disputed_by_named().evidence(Evidence::Unsourced),
        claim("b").disputed_by_named().unpublished(),
    ];
    assert_eq!(stand(&claims), lines(["a disputed", "b disputed"]));
}

#[test]
fn withdrawn_comes_before_superseded_and_superseded_before_disputed() {
    let claims = [
        claim("all").retracted().disputed_by_named(),
        claim("two").disputed_by_named(),
        claim("new").updates("all two"),
    ];
    assert_eq!(stand(&claims), lines(["all retracted", "two superseded"]));
}

#[test]
fn a_contradiction_makes_both_disputed_whoever_says_it() {
    let both = lines(["a disputed", "b disputed"]);
    assert_eq!(stand(&[claim("a").contradicts("b"), claim("b")]), both);
    assert_eq!(stand(&[claim("a"), claim("b").contradicts("a")]), both);
    assert_eq!(stand(&[claim("a").contradicts("b b"), claim("b").contradicts("a")]), both);
}

#[test]
fn a_contradiction_does_not_spread() {
    let claims =
        [claim("a").contradicts("b"), claim("b"), claim("c").contradicts("d"), claim("d"), claim("e")];
    assert_eq!(stand(&claims), lines(["a disputed", "b disputed", "c disputed", "d disputed"]));
    let star = [claim("a").contradicts("b c"), claim("b"), claim("c"), claim("d")];
    assert_eq!(stand(&star), lines(["a disputed", "b disputed", "c disputed"]));
}

#[test]
fn a_contradiction_needs_a_named_source_on_one_side() {
    let weak = [Evidence::Unsourced, Evidence::Unconfirmed];
    for one in Evidence::ALL {
        for other in Evidence::ALL {
            let found = stand(&[claim("a").evidence(one).contradicts("b"), claim("b").evidence(other)]);
            let is_idle = weak.contains(&one) && weak.contains(&other);
            assert_eq!(found.len(), if is_idle { 0 } else { 2 }, "{one:?} against {other:?}");
        }
    }
}

#[test]
fn withdrawn_superseded_and_unpublished_claims_contradict_nothing() {
    for (other, line) in [
        (claim("b").retracted(), lines(["b retracted"])),
        (claim("b").contradicts("a").retracted(), lines(["b retracted"])),
    ] {
        assert_eq!(stand(&[claim("a").contradicts("b"), other]), line);
    }
    let claims = [claim("a").contradicts("b"), claim("b").contradicts("a"), claim("new").updates("b")];
    assert_eq!(stand(&claims), lines(["b superseded"]));
    let found = stand(&[claim("a"), claim("b").contradicts("a").unpublished()]);
    assert!(!found.contains("a disputed"));
}

#[test]
fn an_update_that_contradicts_what_it_replaces_is_live() {
    let claims = [claim("old"), claim("new").updates("old").contradicts("old")];
    assert_eq!(stand(&claims), lines(["old superseded"]));
}

#[test]
fn a_claim_cannot_contradict_itself() {
    assert_eq!(stand(&[claim("a").contradicts("a")]), lines([]));
}

#[test]
fn the_newest_of_a_chain_is_live() {
    let claims = [claim("first"), claim("second").updates("first"), claim("third").updates("second")];
    assert_eq!(stand(&claims), lines(["first superseded", "second superseded"]));
    let shared = [claim("a"), claim("b"), claim("new").updates("a b"), claim("other").updates("a")];
    assert_eq!(stand(&shared), lines(["a superseded", "b superseded"]));
}

#[test]
fn a_withdrawn_or_unpublished_update_supersedes_nothing() {
    assert_eq!(stand(&[claim("old"), claim("new").updates("old").retracted()]), lines(["new retracted"]));
    assert_eq!(stand(&[claim("old"), claim("new").updates("old").unpublished()]), lines([]));
}

#[test]
fn when_the_last_of_a_chain_is_withdrawn_the_one_before_it_holds_again() {
    let claims =
        [claim("first"), claim("second").updates("first"), claim("third").updates("second").retracted()];
    assert_eq!(stand(&claims), lines(["first superseded", "third retracted"]));
}

/// What the newest takes the place of had taken the place of the first, withdrawn or unseen as it is by now.
#[test]
fn a_chain_reaches_past_a_withdrawn_or_unpublished_claim() {
    for (second, also) in [
        (claim("second").updates("first").retracted(), "second retracted"),
        (claim("second").updates("first").unpublished(), "second superseded"),
    ] {
        let claims = [claim("first"), second, claim("third").updates("second")];
        assert_eq!(stand(&claims), lines(["first superseded", also]));
    }
}

#[test]
fn weak_evidence_supersedes_all_the_same() {
    let claims = [claim("old"), claim("new").updates("old").evidence(Evidence::Unsourced)];
    assert_eq!(stand(&claims), lines(["old superseded"]));
}

#[test]
fn circles_of_updates_are_found() {
    // In the order of names, whatever the order of writing.
    let found = |claims: &[Claim]| -> Vec<Vec<&str>> {
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|claim| &claims[*claim].name);
        let name = |claim: &usize| claims[*claim].name;
        let circles = update_circles(&facts(claims), &order);
        circles.iter().map(|circle| circle.path.iter().map(name).collect()).collect()
    };
    assert_eq!(found(&[claim("a"), claim("b").updates("a")]), Vec::<Vec<&str>>::new());
    assert_eq!(found(&[claim("a").updates("a"), claim("b")]), [["a"]]);
    let two = [claim("x"), claim("b").updates("a"), claim("a").updates("b x")];
    assert_eq!(found(&two), [["a", "b"]]);
    let three = [claim("c").updates("b"), claim("b").updates("a"), claim("a").updates("c")];
    assert_eq!(found(&three), [["a", "c", "b"]]);
}
