//! Independent routes: who must fall silent before a claim loses every named origin.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::super::routes::{count, count_within};
use super::super::{Graph, Node};
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

/// So many witnesses, all cited, each printed by two of so many publishers; `to`: the publishers' numbers.
fn shared_publishers(witnesses: usize, publishers: usize, to: impl Fn(usize) -> usize) -> Vec<Node> {
    (0..witnesses)
        .map(|at| Node {
            is_origin: true,
            is_named: true,
            speakers: [at % publishers, (at * at + at / 3 + 1) % publishers].map(&to).into(),
            ..Node::default()
        })
        .collect()
}

/// Past the limit of the search, numbers change nothing either; and it ends soon.
#[test]
fn many_sources_that_share_publishers_are_counted_alike_in_any_order() {
    let began = Instant::now();
    for (witnesses, publishers) in [(60, 20), (400, 40), (3_000, 300)] {
        let all: BTreeSet<usize> = (0..witnesses).collect();
        let found: BTreeSet<usize> = [1, 7, 11]
            .into_iter()
            .map(|step| {
                let mut nodes = shared_publishers(witnesses, publishers, |at| at * step % publishers);
                nodes.rotate_left(step * 5);
                count(&Graph::new(nodes), &all)
            })
            .collect();
        assert_eq!(found.len(), 1, "{witnesses} by {publishers}: {found:?}");
        assert!(found.iter().all(|routes| (2..=publishers).contains(routes)), "{found:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

/// Where nothing falls together the count is exact, however large.
#[test]
fn many_outlets_with_a_witness_each_are_as_many_routes() {
    let leaf = Node { is_origin: true, is_named: true, ..Node::default() };
    let mut nodes = vec![leaf; 2_000];
    nodes.extend((0..2_000).map(|at| Node { parents: vec![at], ..Node::default() }));
    nodes.push(Node { parents: (2_000..4_000).collect(), ..Node::default() });
    let graph = Graph::new(nodes);
    assert_eq!(count(&graph, &(2_000..4_001).collect()), 2_000);
    assert_eq!(count(&graph, &[4_000].into()), 1);
}

#[test]
fn a_long_chain_is_one_route() {
    let mut nodes = vec![Node { is_origin: true, is_named: true, ..Node::default() }];
    nodes.extend((1..20_000).map(|at| Node {
        parents: vec![at - 1],
        speakers: [at % 2].into(),
        ..Node::default()
    }));
    assert_eq!(count(&Graph::new(nodes), &[19_999].into()), 1);
}

/// Without any search left, two are told from one, and no more is said than is so.
#[test]
fn without_a_search_the_bound_is_given() {
    let world = World::of([
        own_reporting("one").by("post times"),
        own_reporting("two").by("times herald"),
        own_reporting("three").by("herald post"),
        own_reporting("four").by("sun star"),
        own_reporting("five").by("star moon"),
        own_reporting("six").by("moon sun"),
    ]);
    assert_eq!(count_within(0, &world.graph, &(0..3).collect()), 2);
    assert_eq!(count_within(0, &world.graph, &(0..2).collect()), 1);
    assert_eq!(count_within(0, &world.graph, &(0..6).collect()), 3);
    assert_eq!(world.found("one two three four five six"), confirmed(4));
}
