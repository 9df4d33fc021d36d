//! The lanes of a panel: marks on tracks, so that none touches another.

use super::axis::Part;
use super::{DateLabel, End, Event, Gap, HALF, LINE, Lane, Mark, Panel, Placed, WIDTH};

/// The least height of a lane: two lines of a name.
const LANE: i32 = 36;
/// What is left free above and below the tracks of a lane.
const PADDING: i32 = 5;
/// The height of a track without numbers.
const TRACK: i32 = 2 * HALF + 6;
/// Half of what a column needs.
const REACH: i32 = 17;

/// Returns the lanes of a timeline from the top: those who take part, by when they first do; `first` before them, what
/// has no actors after them.
pub(super) fn order(events: &[Event], first: Option<usize>) -> Vec<Option<usize>> {
    let mut seen = std::collections::HashSet::new();
    let mut order: Vec<Option<usize>> = events
        .iter()
        .flat_map(|event| event.actors.iter().copied())
        .filter(|actor| seen.insert(*actor))
        .map(Some)
        .collect();
    order.sort_by_key(|actor| *actor != first);
    if events.iter().any(|event| event.actors.is_empty()) {
        order.push(None);
    }
    order
}

/// A mark before it has its place from the top.
struct Piece {
    /// The place of its event among the panel's.
    placed: usize,
    from: i32,
    to: i32,
    /// What it needs, with its number.
    reach: (i32, i32),
    ends: (End, End),
}

/// Lays out a panel.
pub(super) fn place(events: &[Event], part: &Part, order: &[Option<usize>]) -> Panel {
    let (mut placed, pieces) = pieces(events, part);
    let lines = part.dates.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
    let axis = LINE * i32::try_from(lines).unwrap_or(0) + 12;
    let mut panel = Panel {
        height: 0,
        axis,
        lanes: Vec::new(),
        dates: part.dates.iter().map(|(from, to, x, lines)| date(*from, *to, *x, lines, axis)).collect(),
        gaps: part
            .gaps
            .iter()
            .map(|(from, to, label)| Gap { from: *from, to: *to, label: label.clone(), y: axis - 9 })
            .collect(),
        events: Vec::new(),
    };
    let mut y = axis + 6;
    for actor in order {
        let own: Vec<&Piece> =
            pieces.iter().filter(|piece| is_of(&events[placed[piece.placed].event], *actor)).collect();
        if own.is_empty() {
            continue;
        }
        let lane = panel.lanes.len();
        let tracks = tracks(&own);
        let has_number = |piece: &Piece| {
            let of = &placed[piece.placed];
            of.is_continued || of.marks.is_empty()
        };
        let with_number: Vec<bool> = (0..=tracks.iter().copied().max().unwrap_or(0))
            .map(|track| own.iter().zip(&tracks).any(|(piece, of)| *of == track && has_number(piece)))
            .collect();
        let heights = with_number.iter().map(|has| TRACK + if *has { LINE } else { 0 });
        let middles: Vec<i32> = heights
            .clone()
            .scan(0, |top, height| {
                *top += height;
                Some(*top - TRACK / 2)
            })
            .collect();
        let full: i32 = heights.sum();
        let height = LANE.max(full + 2 * PADDING);
        let top = y + (height - full) / 2;
        let mut marks = Vec::new();
        for (piece, track) in own.iter().zip(&tracks) {
            let y = top + middles[*track];
            let number = has_number(piece).then_some(y - HALF - 4);
            marks.push((
                piece.placed,
                Mark { lane, y, from: piece.from, to: piece.to, ends: piece.ends, number },
            ));
        }
        for (at, mark) in marks {
            placed[at].marks.push(mark);
        }
        panel.lanes.push(Lane { actor: *actor, y, height });
        y += height;
    }
    panel.height = y + 2;
    panel.events = placed;
    panel
}

fn date(from: i32, to: i32, x: i32, lines: &[String], axis: i32) -> DateLabel {
    let places = (0..).map(|n| axis - 9 - LINE * n);
    let mut lines: Vec<(String, i32)> = lines.iter().rev().cloned().zip(places).collect();
    lines.reverse();
    DateLabel { from, to, x, lines }
}

fn is_of(event: &Event, actor: Option<usize>) -> bool {
    actor.map_or(event.actors.is_empty(), |actor| event.actors.contains(&actor))
}

/// Returns what stands in a panel, in the order of the timeline, and the mark of each.
fn pieces(events: &[Event], part: &Part) -> (Vec<Placed>, Vec<Piece>) {
    let (mut placed, mut pieces) = (Vec::new(), Vec::new());
    let mut add = |event: usize, is_continued: bool, x: i32, end: Option<i32>| {
        let of = &events[event];
        let (from, start) = match (is_continued, of.extent.is_open_before) {
            (true, _) => (0, End::Cut),
            (false, true) => (x - 15, End::Open),
            (false, false) => (x - if of.is_dot() { HALF } else { 12 }, End::Closed),
        };
        let (to, stop) = match (end, of.extent.is_open_after) {
            (None, _) => (WIDTH, End::Cut),
            (Some(to), true) => (to + 3, End::Open),
            (Some(to), false) => (if of.is_dot() { x + HALF } else { to }, End::Closed),
        };
        let reach = (from.min(x - REACH), to.max(x + REACH));
        pieces.push(Piece { placed: placed.len(), from, to, reach, ends: (start, stop) });
        placed.push(Placed { event, is_continued, x, marks: Vec::new() });
    };
    for (event, end) in &part.continued {
        add(*event, true, 30, *end);
    }
    for ((x, end), event) in part.columns.iter().zip(&part.ends).zip(part.first..) {
        add(event, false, *x, *end);
    }
    (placed, pieces)
}

/// Gives each mark of a lane the first track on which it touches none before it.
fn tracks(pieces: &[&Piece]) -> Vec<usize> {
    let mut ends: Vec<i32> = Vec::new();
    pieces
        .iter()
        .map(|piece| {
            let track = ends.iter().position(|end| *end <= piece.reach.0).unwrap_or(ends.len());
            if track == ends.len() {
                ends.push(0);
            }
            ends[track] = piece.reach.1;
            track
        })
        .collect()
}
