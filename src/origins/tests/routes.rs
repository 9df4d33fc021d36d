//! Independent routes: who must fall silent before a claim loses every named origin.

use super::{ONE, UNNAMED, World, confirmed, named, outlet, own_reporting, record, unnamed};

#[test]
fn ten_outlets_that_repeat_one_report_are_one_route() {
    let names: Vec<String> = (0..10).map(|at| format!("outlet{at}")).collect();
    let world = World::of(
        names
            .iter()
            .map(|name| outlet(name).from("report").by(name))
            .chain([outlet("report").from("minister"), named("minister")]),
    );
    assert_eq!(world.found(&names.join(" ")), ONE);
    assert_eq!(world.found(&format!("{} report minister", names.join(" "))), ONE);
}

#[test]
fn one_outlet_that_cites_ten_people_is_one_route() {
    let people: Vec<String> = (0..10).map(|at| format!("person{at}")).collect();
    let world = World::of(
        people.iter().map(|name| named(name).by(name)).chain([outlet("post").from(&people.join(" "))]),
    );
    assert_eq!(world.found("post"), ONE);
    assert_eq!(world.found(&people.join(" ")), confirmed(10));
    assert_eq!(world.found("post person3"), confirmed(2));
}

#[test]
fn ten_outlets_with_a_witness_each_are_ten_routes() {
    let at = |kind: &str, at: usize| format!("{kind}{at}");
    let world = World::of((0..10).flat_map(|n| {
        [outlet(&at("outlet", n)).from(&at("witness", n)).by(&at("outlet", n)), named(&at("witness", n))]
    }));
    let all: Vec<String> = (0..10).map(|n| at("outlet", n)).collect();
    assert_eq!(world.found(&all.join(" ")), confirmed(10));
}

#[test]
fn one_publisher_twice_is_one_route() {
    let world = World::of([
        named("minister"),
        named("envoy"),
        outlet("monday").from("minister").by("post"),
        outlet("tuesday").from("envoy").by("post"),
        outlet("wednesday").from("envoy").by("times"),
    ]);
    assert_eq!(world.found("monday tuesday"), ONE);
    assert_eq!(world.found("monday wednesday"), confirmed(2));
    assert_eq!(world.found("monday tuesday wednesday"), confirmed(2));
}

#[test]
fn one_speaker_twice_is_one_route_whoever_prints_it() {
    let world = World::of([
        named("to-post").by("minister post"),
        named("to-times").by("minister times"),
        named("said").by("minister"),
        outlet("herald").from("to-post").by("herald"),
    ]);
    assert_eq!(world.found("to-post to-times said"), ONE);
    assert_eq!(world.found("herald to-times"), ONE);
}

#[test]
fn a_speaker_who_publishes_elsewhere_is_one_route() {
    let world = World::of([
        named("interview").by("ministry post"),
        record("bulletin").by("ministry"),
        record("register").by("court"),
    ]);
    assert_eq!(world.found("interview bulletin"), ONE);
    assert_eq!(world.found("interview bulletin register"), confirmed(2));
}

#[test]
fn an_origins_speaker_who_is_also_the_publisher_of_a_report_is_one_route() {
    let world = World::of([
        named("spokesman").by("army"),
        outlet("post").from("spokesman").by("post"),
        named("witness"),
        outlet("bulletin").from("witness").by("army"),
    ]);
    assert_eq!(world.found("post bulletin"), ONE);
    assert_eq!(world.found("post bulletin witness"), confirmed(2));
}

#[test]
fn two_speakers_of_one_outlet_stand_apart_only_where_they_are_cited_themselves() {
    let world = World::of([
        named("minister").by("minister"),
        named("envoy").by("envoy"),
        outlet("post").from("minister envoy").by("post"),
        outlet("times").from("minister envoy").by("times"),
    ]);
    assert_eq!(world.found("post"), ONE);
    assert_eq!(world.found("post times"), confirmed(2));
    assert_eq!(world.found("minister envoy"), confirmed(2));
    assert_eq!(world.found("minister envoy post times"), confirmed(2));
}

#[test]
fn a_bottleneck_anywhere_on_the_way_makes_one_route() {
    let world = World::of([
        named("minister"),
        named("envoy"),
        outlet("agency").from("minister envoy"),
        outlet("post").from("agency"),
        outlet("times").from("agency"),
        outlet("digest").from("post times"),
        outlet("herald").from("post times envoy"),
    ]);
    assert_eq!(world.found("post times"), ONE);
    assert_eq!(world.found("digest"), ONE);
    assert_eq!(world.found("post herald"), confirmed(2));
}

#[test]
fn unnamed_origins_and_their_speakers_add_no_route() {
    let world = World::of([
        named("minister"),
        unnamed("officials").by("ministry"),
        outlet("post").from("officials").by("post"),
        outlet("times").from("minister officials").by("times"),
    ]);
    assert_eq!(world.found("post officials"), UNNAMED);
    assert_eq!(world.found("post times officials"), ONE);
}

#[test]
fn citing_a_source_twice_adds_nothing() {
    let world = World::of([named("minister"), named("envoy")]);
    assert_eq!(world.found("minister minister#2 minister#3"), ONE);
    assert_eq!(world.found("minister envoy minister"), confirmed(2));
}

#[test]
fn an_origin_with_parents_of_its_own_is_reached_without_them() {
    let world = World::of([
        named("minister"),
        outlet("post").from("itself minister"),
        outlet("times").from("post"),
        outlet("herald").from("minister"),
    ]);
    assert_eq!(world.found("times"), ONE);
    assert_eq!(world.found("times herald"), confirmed(2));
}

/// A short path first taken through `x` would block the second route.
#[test]
fn the_first_path_that_is_found_does_not_hide_another() {
    let world = World::of([named("x"), named("y"), outlet("post").from("x y"), outlet("times").from("x")]);
    assert_eq!(world.found("post times"), confirmed(2));
}

/// No two of the three are independent, and yet no single loss silences all: what counts is the cut, not the paths.
#[test]
fn three_reports_that_share_publishers_in_pairs_are_two_routes() {
    let world = World::of([
        own_reporting("one").by("post times"),
        own_reporting("two").by("times herald"),
        own_reporting("three").by("herald post"),
    ]);
    assert_eq!(world.found("one two"), ONE);
    assert_eq!(world.found("one two three"), confirmed(2));
}

#[test]
fn a_retracted_source_is_no_route_and_no_way_through() {
    let world = World::of([
        named("minister"),
        named("envoy").retracted(),
        outlet("post").from("minister envoy"),
        outlet("times").from("envoy unknown"),
        outlet("relay").from("minister").retracted(),
        outlet("herald").from("relay minister"),
    ]);
    assert_eq!(world.found("minister envoy"), ONE);
    assert_eq!(world.found("post times"), ONE);
    assert_eq!(world.found("herald post relay"), ONE);
}
