//! Properties of any drawing, and a few that can be told by name.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{Drawing, End, Event, HALF, LINE, Mark, Panel, WIDTH, draw, text};
use crate::model::date::{Edge, Extent, Timing};
use crate::strings::Words;
use crate::words;

/// What is written of a number: its half width, with the shape of the status before it, and its height.
const NUMBER: (i32, i32) = (16, 10);

fn distance(days: i128) -> String {
    words::distance(Words::english(), days)
}

fn event(timing: &Timing, actors: &[usize]) -> Event {
    Event {
        extent: timing.extent().unwrap(),
        when: words::timing(Words::english(), timing),
        rows: words::rows(Words::english(), timing),
        actors: actors.to_vec(),
    }
}

/// Makes events of dates, in the order of a timeline.
fn events(dates: &[&str]) -> Vec<Event> {
    let mut timings: Vec<Timing> = dates.iter().map(|date| Timing::At(date.parse().unwrap())).collect();
    timings.sort_by_key(Timing::sort_key);
    timings.iter().enumerate().map(|(n, timing)| event(timing, &[n % 3])).collect()
}

fn drawn(events: &[Event]) -> Drawing {
    draw(events, None, &distance, false)
}

fn own_mark(panel: &Panel, event: usize) -> &Mark {
    let placed = panel.events.iter().find(|placed| placed.event == event && !placed.is_continued);
    &placed.unwrap().marks[0]
}

fn labels(panel: &Panel) -> Vec<Vec<&str>> {
    panel.dates.iter().map(|date| date.lines.iter().map(|(line, _)| line.as_str()).collect()).collect()
}

#[test]
fn what_a_time_covers_and_whether_it_filled_it() {
    for (date, is_known, before, after) in [
        ("2025-01-20", true, false, false),
        ("2025-01-20T10:00:00Z", true, false, false),
        ("2025-01-20?", false, false, false),
        ("2025-01", false, false, false),
        ("2025-01-XX", false, false, false),
        ("2025-01/2025-03", true, false, false),
        ("2025-01~/2025-03", false, false, false),
        ("2025-01/..", true, false, true),
        ("2025-01/", true, false, true),
        ("../2025-01", true, true, false),
        ("/2025-01", true, true, false),
        ("[2025-01,2025-03]", false, false, false),
        ("[..2025]", false, true, false),
    ] {
        let extent = Timing::At(date.parse().unwrap()).extent().unwrap();
        let found = (extent.is_known, extent.is_open_before, extent.is_open_after);
        assert_eq!(found, (is_known, before, after), "{date}");
    }
    let from = Timing::Between(Some("2025-01-20".parse().unwrap()), None).extent().unwrap();
    assert!(!from.is_known && from.is_open_after && !from.is_open_before);
    assert_eq!(Timing::Unknown.extent(), None);
}

#[test]
fn nothing_gives_no_panel_with_lanes_and_one_event_gives_one() {
    assert!(drawn(&[]).panels.iter().all(|panel| panel.lanes.is_empty() && panel.events.is_empty()));
    let one = drawn(&events(&["2025-03-03"]));
    assert_eq!(one.panels.len(), 1);
    assert_eq!((one.panels[0].lanes.len(), one.panels[0].dates.len()), (1, 1));
}

#[test]
fn time_is_drawn_to_scale_where_there_is_room_and_in_steps_with_breaks_elsewhere() {
    let even = drawn(&events(&["2010", "2015", "2020-06-01", "2025"]));
    assert!(even.is_to_scale && even.panels[0].gaps.is_empty());
    let x = |n: usize| even.panels[0].dates[n].x;
    let (five, five_and_a_half) = (x(1) - x(0), x(2) - x(1));
    assert!((five_and_a_half * 60 - five * 65).abs() < 120, "{five} and {five_and_a_half}");

    let far = drawn(&events(&["-0043-03-15", "-0043-03-20", "0476-09-04", "2025-01-20", "2025-01-22"]));
    assert!(!far.is_to_scale);
    let gaps: Vec<&str> =
        far.panels.iter().flat_map(|panel| panel.gaps.iter().map(|gap| gap.label.as_str())).collect();
    assert_eq!(gaps, ["519 years", "1548 years"]);
    // Where every step is long, none is told apart.
    let slow = ["2020", "2020-01-01", "2021-03-15", "2022-06-01", "2023-08-20", "2024-11-05", "2026-01-20"];
    assert!(!drawn(&events(&slow)).is_to_scale && drawn(&events(&slow)).panels[0].gaps.is_empty());
    // A year is over when the next begins, and what is still going on leaves nothing out.
    assert!(drawn(&events(&["2023-12-30", "2024", "2025-01-01", "2025-01-02"])).panels[0].gaps.is_empty());
}

#[test]
fn a_bar_reaches_as_far_as_its_time() {
    let drawing = drawn(&events(&["2025-01", "2025-01-10", "2025-01-31", "2025-02-01", "2025-02-02/.."]));
    let panel = &drawing.panels[0];
    let [month, tenth, last, february, open] = [0, 1, 2, 3, 4].map(|event| own_mark(panel, event));
    assert!(month.from < tenth.from && month.to > last.to && month.to < february.from);
    assert_eq!((month.ends, tenth.ends), ((End::Closed, End::Closed), (End::Closed, End::Closed)));
    assert_eq!((tenth.to - tenth.from, open.ends), (2 * HALF, (End::Closed, End::Open)));
    let mirrored = draw(
        &events(&["2025-01", "2025-01-10", "2025-01-31", "2025-02-01", "2025-02-02/.."]),
        None,
        &distance,
        true,
    );
    let turned = own_mark(&mirrored.panels[0], 4);
    assert_eq!((turned.from, turned.to), (WIDTH - open.to, WIDTH - open.from));
    assert_eq!(turned.ends, (End::Open, End::Closed));
}

#[test]
fn close_dates_are_short_and_repeat_neither_year_nor_month() {
    let days: Vec<String> =
        (1..=28).map(|day| format!("2025-03-{day:02}")).chain(["2026".to_owned()]).collect();
    let drawing = drawn(&events(&days.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(drawing.panels.len(), 2);
    let (first, second) = (labels(&drawing.panels[0]), labels(&drawing.panels[1]));
    assert_eq!(first[..3], [vec!["2025", "Mar", "1"], vec!["2"], vec!["3"]]);
    assert_eq!(
        (second[0][..2].to_vec(), second.last().unwrap().clone()),
        (vec!["2025", "Mar"], vec!["2026"])
    );
    // Both panels hold about as many.
    assert!(first.len().abs_diff(second.len()) < 4, "{} and {}", first.len(), second.len());
}

#[test]
fn many_events_of_one_day_stand_side_by_side_under_one_label() {
    let day = Timing::At("2025-03-03".parse().unwrap());
    let drawing = drawn(&vec![event(&day, &[0]); 60]);
    assert!(drawing.panels.len() > 1);
    for panel in &drawing.panels {
        assert_eq!(panel.dates.len(), 1);
        assert!(panel.events.windows(2).all(|pair| pair[1].x - pair[0].x >= 2 * NUMBER.0));
        assert!(panel.events.iter().all(|placed| placed.marks[0].y == panel.events[0].marks[0].y));
    }
}

#[test]
fn lanes_stand_in_the_order_of_first_part_but_for_the_actor_whose_page_it_is() {
    let at = |date: &str, actors: &[usize]| event(&Timing::At(date.parse().unwrap()), actors);
    let events = [at("2025", &[7, 2]), at("2026", &[]), at("2027", &[5, 7])];
    let lanes = |first| -> Vec<Option<usize>> {
        draw(&events, first, &distance, false).panels[0].lanes.iter().map(|lane| lane.actor).collect()
    };
    assert_eq!(lanes(None), [Some(7), Some(2), Some(5), None]);
    assert_eq!(lanes(Some(5)), [Some(5), Some(7), Some(2), None]);
}

#[test]
fn long_words_are_broken_and_cut() {
    assert_eq!(text::wrap("on or after 20 January 2025", 80, 4), ["on or after", "20 January", "2025"]);
    let cut = text::wrap("Ministry of the Affairs of all the Others", 80, 2);
    assert!(cut.len() == 2 && cut[1].ends_with('…'), "{cut:?}");
    assert!(text::wrap(&"x".repeat(500), 80, 2).iter().all(|line| text::width(line) <= 100));
    assert_eq!(text::wrap("", 80, 2), Vec::<String>::new());
}

fn edge() -> impl Strategy<Value = Edge> {
    let years =
        prop_oneof![2020_i64..2026, 2024_i64..2025, -3000_i64..3000, -1_000_000_000_i64..=1_000_000_000];
    let day = (years, 1_u8..=12, 1_u8..=28).prop_map(|(year, month, day)| Edge::Day(year, month, day));
    prop_oneof![1 => Just(Edge::Past), 1 => Just(Edge::Future), 18 => day]
}

fn any_event() -> impl Strategy<Value = Event> {
    let words =
        prop_oneof!["[0-9]{1,2} (May|September) 2025", "some time from [a-zA-Z0-9 ]{0,60}", "\\PC{0,40}"];
    let is_day = prop_oneof![Just(true), Just(true), Just(false)];
    (edge(), edge(), is_day, any::<[bool; 3]>(), words, any::<bool>(), vec(0_usize..12, 0..5)).prop_map(
        |(a, b, is_day, [is_known, before, after], when, has_rows, mut actors)| {
            let (earliest, latest) = if is_day { (a, a) } else { (a.min(b), a.max(b)) };
            let mut seen = std::collections::HashSet::new();
            actors.retain(|actor| seen.insert(*actor));
            let rows = match earliest {
                Edge::Day(year, month, day) if has_rows => Some([
                    words::whole_year(Words::english(), year),
                    if month > 10 { String::new() } else { format!("m{month}") },
                    if month > 9 { String::new() } else { day.to_string() },
                ]),
                _ => None,
            };
            let extent = Extent {
                earliest,
                latest,
                is_known,
                is_open_before: earliest == Edge::Past || (before && !is_day),
                is_open_after: latest == Edge::Future || (after && !is_day),
            };
            Event { extent, when, rows, actors }
        },
    )
}

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    let some =
        prop_oneof![vec((any_event(), any::<bool>()), 0..=200), vec((any_event(), any::<bool>()), 1..9)];
    (some, any::<bool>()).prop_map(|(mut events, is_dense)| {
        events.sort_by_key(|(event, _)| (event.extent.earliest, event.extent.latest));
        let mut found: Vec<Event> = Vec::new();
        for (mut event, repeats) in events {
            // In half of the timelines many events have one date.
            if let Some(before) = found.last().filter(|_| is_dense && repeats) {
                event.extent = before.extent;
                (event.when, event.rows) = (before.when.clone(), before.rows.clone());
            }
            found.push(event);
        }
        found
    })
}

/// A box: left, top, right, bottom.
type Area = [i32; 4];

fn touch(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Returns where words stand in a panel.
fn words_of(panel: &Panel) -> Vec<Area> {
    let around = |x: i32, y: i32, half: i32, height: i32| [x - half, y - height, x + half, y];
    let mut found = Vec::new();
    for date in &panel.dates {
        for (line, y) in &date.lines {
            found.push(around(date.x, *y, text::width(line).div_euclid(2), LINE));
        }
    }
    for gap in &panel.gaps {
        found.push(around((gap.from + gap.to) / 2, gap.y, text::width(&gap.label) / 2, LINE));
    }
    for placed in &panel.events {
        for y in placed.marks.iter().filter_map(|mark| mark.number) {
            found.push(around(placed.x, y, NUMBER.0, NUMBER.1));
        }
    }
    found
}

fn marks_of(panel: &Panel) -> Vec<Area> {
    let marks = panel.events.iter().flat_map(|placed| &placed.marks);
    marks.map(|mark| [mark.from, mark.y - HALF, mark.to, mark.y + HALF]).collect()
}

fn first_touch(areas: &[Area]) -> Option<(Area, Area)> {
    let mut sorted = areas.to_vec();
    sorted.sort_unstable();
    sorted.iter().enumerate().find_map(|(n, a)| {
        let near = sorted[n + 1..].iter().take_while(|b| b[0] < a[2]);
        near.into_iter().find(|b| touch(a, b)).map(|b| (*a, *b))
    })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(96))]

    #[test]
    fn nothing_overlaps_and_all_lies_inside(events in any_events(), is_rtl in any::<bool>()) {
        let drawing = draw(&events, None, &distance, is_rtl);
        for panel in &drawing.panels {
            let (marks, words) = (marks_of(panel), words_of(panel));
            prop_assert_eq!(first_touch(&marks), None, "marks");
            prop_assert_eq!(first_touch(&words), None, "words");
            prop_assert_eq!(first_touch(&[marks.clone(), words.clone()].concat()), None, "words on marks");
            for area in marks.iter().chain(&words) {
                let [left, top, right, bottom] = *area;
                prop_assert!(left >= 0 && top >= 0 && right <= WIDTH && bottom <= panel.height, "{area:?}");
            }
            prop_assert!(panel.lanes.windows(2).all(|pair| pair[0].y + pair[0].height == pair[1].y));
            for placed in &panel.events {
                for mark in &placed.marks {
                    let lane = &panel.lanes[mark.lane];
                    prop_assert!(mark.y - HALF >= lane.y && mark.y + HALF <= lane.y + lane.height);
                    prop_assert!(mark.number.is_none_or(|y| y - NUMBER.1 >= lane.y));
                }
            }
        }
    }

    #[test]
    fn every_event_stands_once_in_each_of_its_lanes_and_in_order(events in any_events()) {
        let drawing = drawn(&events);
        let own: Vec<(usize, i32)> = drawing
            .panels
            .iter()
            .enumerate()
            .flat_map(|(n, panel)| panel.events.iter().map(move |placed| (n, placed)))
            .filter(|(_, placed)| !placed.is_continued)
            .map(|(n, placed)| (placed.event, i32::try_from(n).unwrap() * WIDTH + placed.x))
            .collect();
        prop_assert_eq!(own.iter().map(|(event, _)| *event).collect::<Vec<_>>(), (0..events.len()).collect::<Vec<_>>());
        prop_assert!(own.is_sorted_by(|a, b| a.1 < b.1));
        for panel in &drawing.panels {
            for placed in &panel.events {
                let mut found: Vec<Option<usize>> = placed.marks.iter().map(|mark| panel.lanes[mark.lane].actor).collect();
                let mut wanted: Vec<Option<usize>> = events[placed.event].actors.iter().copied().map(Some).collect();
                if wanted.is_empty() {
                    wanted.push(None);
                }
                found.sort_unstable();
                wanted.sort_unstable();
                prop_assert_eq!(found, wanted);
                prop_assert!(placed.marks[0].number.is_some());
            }
        }
    }

    #[test]
    fn what_goes_on_is_in_every_panel_up_to_its_end(events in any_events()) {
        let drawing = drawn(&events);
        for (event, of) in events.iter().enumerate() {
            let on: Vec<(usize, &Mark)> = drawing
                .panels
                .iter()
                .enumerate()
                .flat_map(|(n, panel)| panel.events.iter().map(move |placed| (n, placed)))
                .filter(|(_, placed)| placed.event == event)
                .map(|(n, placed)| (n, placed.marks.iter().rfind(|_| placed.is_continued).unwrap_or(&placed.marks[0])))
                .collect();
            prop_assert!(on.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
            prop_assert!(on.iter().all(|(_, mark)| mark.number.is_some()));
            prop_assert!(on.windows(2).all(|pair| pair[0].1.ends.1 == End::Cut && pair[1].1.ends.0 == End::Cut));
            let (first, last) = (on[0].1.ends.0, on[on.len() - 1].1.ends.1);
            prop_assert!(first != End::Cut && last != End::Cut);
            prop_assert_eq!((first == End::Open, last == End::Open), (of.extent.is_open_before, of.extent.is_open_after));
        }
    }

    #[test]
    fn other_numbers_of_actors_change_nothing(events in any_events(), by in 1_usize..100) {
        let renumbered: Vec<Event> = events
            .iter()
            .map(|event| Event { actors: event.actors.iter().map(|actor| 10_000 - actor * by).collect(), ..event.clone() })
            .collect();
        let mut drawing = drawn(&events);
        for lane in drawing.panels.iter_mut().flat_map(|panel| &mut panel.lanes) {
            lane.actor = lane.actor.map(|actor| 10_000 - actor * by);
        }
        prop_assert_eq!(drawing, drawn(&renumbered));
    }
}
