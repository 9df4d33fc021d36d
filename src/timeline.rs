//! The drawing of a timeline: where its lanes, marks, lines and labels lie, as whole numbers.
//!
//! In: what is dated, in the order of the timeline, each with its time, its actors and its date in words. Out: [`Panel`]s
//! that stand below each other like the staves of a score, each with the lanes of those who take part in it.
//!
//! 1. `axis` gives each event a column of its own, joins those of one date under its label, and cuts the row into panels.
//!    Time is drawn to scale where that leaves room for every label; else dates follow each other in like steps, and
//!    where much more time passes than between others, a break says how much.
//! 2. `lanes` gives each actor a lane and lays marks that would touch on tracks below each other.
//!
//! A column is wide enough for its number, and only its own event has a connector in it. That is why nothing overlaps.
//! One unit is a pixel of a drawing at its full size. Not done here: words, colours and shapes (see `view` and the
//! templates), and time that is not known, which the list alone shows.

mod axis;
mod lanes;
mod text;

use crate::model::date::{Edge, Extent};

/// The width of the names of lanes, which stand beside a panel.
pub const NAMES: i32 = 150;
/// The width of a panel.
pub const WIDTH: i32 = 800;
/// The height of a line of small text.
pub const LINE: i32 = 13;
/// Half the height of a mark.
pub const HALF: i32 = 5;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub extent: Extent,
    /// When, in words.
    pub when: String,
    /// Year, month and day in short, where the date has no more than these; those that it lacks are empty.
    pub rows: Option<[String; 3]>,
    /// Who took part, by number.
    pub actors: Vec<usize>,
}

/// A whole drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Its parts, from early to late.
    pub panels: Vec<Panel>,
    /// Whether distances on the axis are like those in time.
    pub is_to_scale: bool,
}

/// A part of a drawing, as wide as [`WIDTH`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Its height.
    pub height: i32,
    /// The height at which the axis lies; dates stand above it, lanes below.
    pub axis: i32,
    /// Its lanes, from the top.
    pub lanes: Vec<Lane>,
    /// Its dates.
    pub dates: Vec<DateLabel>,
    /// Breaks in the axis.
    pub gaps: Vec<Gap>,
    /// What is drawn in it: first what goes on from an earlier panel, then its own.
    pub events: Vec<Placed>,
}

/// The lane of an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Whose it is; none for events without actors.
    pub actor: Option<usize>,
    /// The top.
    pub y: i32,
    /// The height.
    pub height: i32,
}

/// A date above the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateLabel {
    /// The middle of its first column, going with the axis.
    pub from: i32,
    /// The middle of its last column.
    pub to: i32,
    /// The middle of the words.
    pub x: i32,
    /// The words, and the base line of each line.
    pub lines: Vec<(String, i32)>,
}

/// A break in the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it begins.
    pub from: i32,
    /// Where it ends.
    pub to: i32,
    /// How much time is left out, in words.
    pub label: String,
    /// The base line of the words.
    pub y: i32,
}

/// An event in a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which, by its place in the list.
    pub event: usize,
    /// Whether it began in an earlier panel.
    pub is_continued: bool,
    /// The middle of its numbers, and of the line that joins its marks.
    pub x: i32,
    /// One mark for each of its lanes, from the top.
    pub marks: Vec<Mark>,
}

/// What an event looks like in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The lane, by its place in the panel.
    pub lane: usize,
    /// Its middle, from the top.
    pub y: i32,
    /// Where it begins, going with the text.
    pub from: i32,
    /// Where it ends.
    pub to: i32,
    /// The way in which each end is drawn.
    pub ends: (End, End),
    /// The base line of the event's number, where it stands above this mark: the first one, and each that no line joins.
    pub number: Option<i32>,
}

/// The end of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It ends there.
    Closed,
    /// It ends at a time that is open or not known.
    Open,
    /// It goes on in another panel.
    Cut,
}

impl Event {
    /// Tells whether it is drawn as a dot: a day that is known.
    pub fn is_dot(&self) -> bool {
        let time = &self.extent;
        time.is_known && time.earliest == time.latest && !time.is_open_before && !time.is_open_after
    }
}

/// Draws a timeline. `events`: in the order of the timeline; `first`: whose lane stands on top; `distance`: writes a number
/// of days in words; `is_rtl`: time runs from right to left.
pub fn draw(
    events: &[Event],
    first: Option<usize>,
    distance: &dyn Fn(i128) -> String,
    is_rtl: bool,
) -> Drawing {
    let axis = axis::Axis::new(events, distance);
    let order = lanes::order(events, first);
    let mut panels: Vec<Panel> = axis.panels.iter().map(|part| lanes::place(events, part, &order)).collect();
    if is_rtl {
        panels.iter_mut().for_each(mirror);
    }
    Drawing { panels, is_to_scale: axis.is_to_scale }
}

/// Returns the name of a lane as the lines that fit beside it.
pub fn name(name: &str) -> Vec<String> {
    text::wrap(name, (NAMES - 10) * 11 / 12, 2)
}

/// Turns a panel over, so that time runs from right to left.
fn mirror(panel: &mut Panel) {
    let turn = |from: &mut i32, to: &mut i32| (*from, *to) = (WIDTH - *to, WIDTH - *from);
    for date in &mut panel.dates {
        turn(&mut date.from, &mut date.to);
        date.x = WIDTH - date.x;
    }
    for gap in &mut panel.gaps {
        turn(&mut gap.from, &mut gap.to);
    }
    for placed in &mut panel.events {
        placed.x = WIDTH - placed.x;
        for mark in &mut placed.marks {
            turn(&mut mark.from, &mut mark.to);
            mark.ends = (mark.ends.1, mark.ends.0);
        }
    }
}

/// Returns the number of a day, counted on for ever in both directions; nothing for an open end.
fn day_number(edge: Edge) -> Option<i128> {
    let Edge::Day(year, month, day) = edge else { return None };
    // Years that begin in March have their leap day last.
    let year = i128::from(year) - i128::from(month <= 2);
    let month = (i128::from(month) + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leap_days + (month * 153 + 2) / 5 + i128::from(day) - 1)
}

#[cfg(test)]
mod tests;
