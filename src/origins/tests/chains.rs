//! From citations to origins: chains, `unknown`, `itself`, circles, withdrawn sources.

use super::{NOTHING, ONE, UNNAMED, World, confirmed, named, outlet, own_reporting, record, unnamed};

#[test]
fn without_a_supporting_citation_a_claim_is_unsourced() {
    let world = World::of([named("minister")]);
    assert_eq!(world.found(""), NOTHING);
    let mut background = world.claim("minister");
    background.cites[0].supports = false;
    assert_eq!(world.sourcing(&background).evidence, NOTHING.0);
}

#[test]
fn a_source_that_derives_from_nothing_is_an_origin() {
    let world =
        World::of([named("minister"), unnamed("officials"), record("decree"), own_reporting("visit")]);
    assert_eq!(world.found("minister"), ONE);
    assert_eq!(world.found("decree"), ONE);
    assert_eq!(world.found("visit"), ONE);
    assert_eq!(world.found("officials"), UNNAMED);
}

#[test]
fn an_outlet_that_does_not_say_how_it_knows_is_unconfirmed() {
    let world = World::of([outlet("post"), outlet("times"), outlet("blog").from("post")]);
    assert_eq!(world.found("post"), UNNAMED);
    assert_eq!(world.found("post times blog"), UNNAMED);
}

#[test]
fn a_chain_leads_to_its_end_however_long() {
    let world = World::of([
        named("minister"),
        outlet("agency").from("minister"),
        outlet("post").from("agency"),
        outlet("blog").from("post"),
        unnamed("officials"),
        outlet("times").from("officials"),
    ]);
    assert_eq!(world.found("blog"), ONE);
    assert_eq!(world.found("times"), UNNAMED);
}

#[test]
fn a_chain_of_thousands_needs_no_stack() {
    let name = |at: usize| format!("s{at}");
    let mut sources: Vec<_> = (1..2_000).map(|at| outlet(&name(at)).from(&name(at - 1))).collect();
    sources.push(named(&name(0)));
    let world = World::of(sources);
    assert_eq!(world.found(&name(1_999)), ONE);
}

#[test]
fn a_diamond_has_one_end() {
    let world = World::of([
        named("minister"),
        outlet("left").from("minister"),
        outlet("right").from("minister"),
        outlet("digest").from("left right"),
    ]);
    assert_eq!(world.found("digest"), ONE);
    assert_eq!(world.found("left right"), ONE);
    assert_eq!(world.found("left right digest minister"), ONE);
}

#[test]
fn unknown_may_stand_among_others_and_confirms_nothing() {
    let world = World::of([
        named("minister"),
        named("envoy"),
        outlet("post").from("minister unknown"),
        outlet("times").from("envoy unknown"),
        outlet("blog").from("unknown"),
    ]);
    assert_eq!(world.found("post"), ONE);
    assert_eq!(world.found("blog"), UNNAMED);
    assert_eq!(world.found("post blog"), ONE);
    assert_eq!(world.found("post times blog"), confirmed(2));
}

#[test]
fn itself_makes_an_outlet_a_named_origin_beside_its_other_parents() {
    let world = World::of([
        unnamed("officials"),
        outlet("witness").from("itself"),
        outlet("mixed").from("itself officials"),
        outlet("partly").from("itself unknown"),
        outlet("blog").from("witness"),
    ]);
    assert_eq!(world.found("witness"), ONE);
    assert_eq!(world.found("mixed"), ONE);
    assert_eq!(world.found("partly"), ONE);
    assert_eq!(world.found("blog witness"), ONE);
    assert_eq!(world.found("witness mixed"), confirmed(2));
}

#[test]
fn being_named_counts_at_the_origin_and_not_on_the_way() {
    let world = World::of([
        unnamed("officials"),
        named("aide").from("officials"),
        named("minister"),
        unnamed("colleagues").from("minister"),
        unnamed("crowd").from("itself"),
    ]);
    assert_eq!(world.found("aide"), UNNAMED);
    assert_eq!(world.found("colleagues"), ONE);
    assert_eq!(world.found("crowd"), UNNAMED);
}

#[test]
fn named_and_unnamed_mix_and_only_the_named_count() {
    let world = World::of([
        named("minister"),
        unnamed("officials"),
        unnamed("diplomats"),
        outlet("post").from("minister officials"),
        outlet("times").from("diplomats"),
    ]);
    assert_eq!(world.found("officials diplomats times"), UNNAMED);
    assert_eq!(world.found("post times officials"), ONE);
    assert_eq!(world.found("minister officials diplomats"), ONE);
}

#[test]
fn a_circle_counts_as_unknown() {
    let world = World::of([
        outlet("echo").from("echo"),
        outlet("post").from("times"),
        outlet("times").from("post"),
        outlet("a").from("b"),
        outlet("b").from("c"),
        outlet("c").from("a"),
        outlet("blog").from("a"),
    ]);
    for name in ["echo", "post", "times", "a", "b", "c", "blog"] {
        assert_eq!(world.found(name), UNNAMED, "{name}");
    }
    assert_eq!(world.found("echo post a blog"), UNNAMED);
    assert_eq!(world.circles(), [vec!["echo"], vec!["post", "times"], vec!["a", "b", "c"]]);
}

#[test]
fn a_circle_does_not_take_away_what_its_members_have_elsewhere() {
    let world = World::of([
        named("minister"),
        named("envoy"),
        outlet("echo").from("echo minister"),
        outlet("post").from("times minister"),
        outlet("times").from("post"),
        outlet("herald").from("itself gazette"),
        outlet("gazette").from("herald envoy"),
        outlet("blog").from("post"),
    ]);
    assert_eq!(world.found("echo"), ONE);
    assert_eq!(world.found("post"), ONE);
    assert_eq!(world.found("blog"), ONE);
    assert_eq!(world.found("post times"), ONE);
    assert_eq!(world.found("herald gazette"), confirmed(2));
    assert_eq!(world.circles(), [vec!["echo"], vec!["post", "times"], vec!["herald", "gazette"]]);
}

#[test]
fn nothing_is_had_through_a_circle() {
    let world = World::of([
        named("minister"),
        outlet("post").from("times minister"),
        outlet("times").from("post"),
        outlet("blog").from("times"),
    ]);
    assert_eq!(world.found("times"), UNNAMED);
    assert_eq!(world.found("blog"), UNNAMED);
}

/// A circle is shown as it runs, not as its members are numbered.
#[test]
fn a_circle_follows_its_edges() {
    let world = World::of([outlet("a").from("c"), outlet("b").from("a"), outlet("c").from("b")]);
    assert_eq!(world.circles(), [vec!["a", "c", "b"]]);
}

#[test]
fn circles_that_share_a_source_are_one() {
    let world = World::of([
        outlet("outside").from("a"),
        outlet("a").from("hub"),
        outlet("hub").from("a b"),
        outlet("b").from("hub"),
    ]);
    // The shortest way round from the first of them is shown, and all of them count as circular.
    assert_eq!(world.circles(), [vec!["a", "hub"]]);
    let members = ["a", "hub", "b"].map(|name| world.source(name));
    assert_eq!(world.graph.circles()[0].members, members);
    assert_eq!(World::of([outlet("a"), outlet("b").from("a"), outlet("c").from("a b")]).circles().len(), 0);
}

#[test]
fn a_retracted_source_supports_nothing() {
    let world = World::of([
        named("minister").retracted(),
        record("decree").retracted(),
        named("envoy"),
        outlet("post").from("envoy").retracted(),
        outlet("times").from("itself unknown").retracted(),
    ]);
    for name in ["minister", "decree#3", "post", "times", "minister decree#3 post times"] {
        assert_eq!(world.found(name), NOTHING, "{name}");
    }
    assert_eq!(world.found("minister envoy"), ONE);
}

#[test]
fn what_derives_from_a_retracted_source_alone_supports_nothing() {
    let world = World::of([
        named("minister").retracted(),
        outlet("post").from("minister"),
        outlet("blog").from("post"),
        named("envoy"),
        outlet("relay").from("envoy").retracted(),
        outlet("copy").from("relay"),
    ]);
    for name in ["post", "blog", "copy"] {
        assert_eq!(world.found(name), NOTHING, "{name}");
    }
}

#[test]
fn what_derives_from_others_too_keeps_them() {
    let world = World::of([
        named("minister").retracted(),
        named("envoy"),
        unnamed("officials"),
        outlet("post").from("minister envoy"),
        outlet("times").from("minister officials"),
        outlet("herald").from("minister unknown"),
        outlet("gazette").from("minister itself"),
    ]);
    assert_eq!(world.found("post"), ONE);
    assert_eq!(world.found("times"), UNNAMED);
    assert_eq!(world.found("herald"), UNNAMED);
    assert_eq!(world.found("gazette"), ONE);
    assert_eq!(world.found("post gazette"), confirmed(2));
}

#[test]
fn a_retracted_source_is_seen_from_all_that_derive_from_it() {
    let world = World::of([
        named("minister").retracted(),
        outlet("post").from("minister unknown"),
        outlet("blog").from("post"),
        outlet("times").from("unknown"),
    ]);
    let reaches = |name| world.graph.reaches_retracted(world.source(name));
    assert!(reaches("minister") && reaches("post") && reaches("blog"));
    assert!(!reaches("times"));
}

#[test]
fn a_retracted_source_hides_what_stands_behind_it() {
    let world = World::of([
        named("minister"),
        outlet("post").from("minister").retracted(),
        outlet("blog").from("post unknown"),
    ]);
    let chain = world.graph.chain([world.source("blog")]);
    assert_eq!(chain, [world.source("post"), world.source("blog")].into());
    assert_eq!(world.found("blog"), UNNAMED);
}

#[test]
fn what_sources_have_in_common_is_named_and_stands() {
    let world = World::of([
        named("minister"),
        named("aide"),
        outlet("post").from("minister aide"),
        outlet("times").from("minister unknown"),
        outlet("blog").from("aide"),
        outlet("gone").from("minister").retracted(),
    ]);
    let common = |names: &str| world.graph.common_origins(names.split(' ').map(|name| world.source(name)));
    assert_eq!(common("post times"), [world.source("minister")].into());
    assert_eq!(common("post blog"), [world.source("aide")].into());
    assert_eq!(common("post minister"), [world.source("minister")].into());
    assert!(common("times blog").is_empty() && common("post gone").is_empty());
}
