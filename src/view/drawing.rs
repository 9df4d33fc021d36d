//! The drawing of a timeline, ready for a template: places from `timeline`, words, links, and what filters need.

use serde::Serialize;

use crate::model::event::EventKind;
use crate::site::{ActorIx, EventIx};
use crate::strings::{Key, Words};
use crate::timeline::{self, End, Event, HALF, LINE, Lane, Mark, NAMES, Panel, Placed, WIDTH};
use crate::view::timeline::{EventView, Positions};
use crate::view::{StatusView, Viewer};
use crate::words;

/// The drawing of a timeline. All places are whole numbers, from the top left corner of their panel.
#[derive(Debug, Serialize)]
pub struct DrawingView {
    /// The width of the names of lanes.
    pub names_width: i32,
    /// The width of a panel.
    pub width: i32,
    /// Its parts, one below the other, from early to late.
    pub panels: Vec<PanelView>,
    /// Whether distances on the axis are like those in time.
    pub to_scale: bool,
    /// The signs that it uses, with their meaning.
    pub signs: Vec<SignView>,
}

/// A part of a drawing.
#[derive(Debug, Serialize)]
pub struct PanelView {
    /// The height.
    pub height: i32,
    /// The height at which the axis lies.
    pub axis: i32,
    /// The lanes, from the top.
    pub lanes: Vec<LaneView>,
    /// The dates above the axis.
    pub dates: Vec<DateLabelView>,
    /// Where the axis is broken.
    pub gaps: Vec<GapView>,
    /// What is drawn in the lanes.
    pub events: Vec<DrawnEventView>,
}

/// A lane of a drawing.
#[derive(Debug, Serialize)]
pub struct LaneView {
    /// Whose it is.
    pub name: String,
    /// The name as it fits beside the lane.
    pub lines: Vec<LineView>,
    /// The top.
    pub top: i32,
    /// The bottom.
    pub bottom: i32,
    /// The position of its actor among the page's, for filters.
    pub positions: String,
}

/// A line of text in a drawing.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// The words.
    pub text: String,
    /// The base line.
    pub y: i32,
}

/// A date above the axis.
#[derive(Debug, Serialize)]
pub struct DateLabelView {
    /// The middle of its first column.
    pub from: i32,
    /// The middle of its last column.
    pub to: i32,
    /// The middle of the words.
    pub x: i32,
    /// The words.
    pub lines: Vec<LineView>,
}

/// A break in the axis.
#[derive(Debug, Serialize)]
pub struct GapView {
    /// Where it begins.
    pub from: i32,
    /// Where it ends.
    pub to: i32,
    /// The middle.
    pub x: i32,
    /// How much time is left out, in words.
    pub line: LineView,
}

/// An event in a drawing.
#[derive(Debug, Serialize)]
pub struct DrawnEventView {
    /// Its number in the list.
    pub number: usize,
    /// What happened.
    pub title: String,
    /// When, in words.
    pub when: String,
    /// The fragment of its entry in the list.
    pub url: String,
    /// `happened`, `said`, `scheduled`, `alleged` or `did-not-happen`.
    pub kind: &'static str,
    /// The weakest status of its claims.
    pub status: StatusView,
    /// The positions of its actors among the page's, from 1, for filters.
    pub positions: String,
    /// Whether it began in an earlier panel.
    pub continued: bool,
    /// The middle of its numbers, and of the line that joins its lanes.
    pub x: i32,
    /// Where the line begins that joins its lanes.
    pub top: i32,
    /// Where that line ends; `top` where there is but one lane.
    pub bottom: i32,
    /// A mark for each of its lanes, from the top.
    pub marks: Vec<MarkView>,
}

/// What an event looks like in a lane.
#[derive(Debug, Serialize)]
pub struct MarkView {
    /// `dot`, `bar` for a time that it filled, or `span` for one in which it took place some time.
    pub shape: &'static str,
    /// The middle, from the top.
    pub y: i32,
    /// The outline of a bar or span, as an SVG path.
    pub path: String,
    /// Where the hatching of a span begins.
    pub from: i32,
    /// Where it ends.
    pub to: i32,
    /// The base line of the event's number above it; none where a line joins it to a mark that has one.
    pub number: Option<i32>,
}

/// A sign of a drawing and its meaning.
#[derive(Debug, Serialize)]
pub struct SignView {
    /// A kind of event, or `joined`, `lasted`, `possible`, `open` or `gap`.
    pub id: &'static str,
    /// What it means.
    pub meaning: String,
}

impl Viewer<'_> {
    /// Draws dated events. `views`: the same events as the list shows them; `whose`: the actor whose lane stands on top.
    pub(super) fn drawing(
        self,
        events: &[EventIx],
        views: &[EventView],
        positions: &Positions,
        whose: Option<ActorIx>,
    ) -> Option<DrawingView> {
        let drawn: Vec<Event> = events
            .iter()
            .filter_map(|event| {
                let entry = &self.site.events[*event];
                Some(Event {
                    extent: entry.timing.extent()?,
                    when: words::timing(self.words, &entry.timing),
                    rows: words::rows(self.words, &entry.timing),
                    actors: entry.actors.iter().map(|(actor, _)| *actor).collect(),
                })
            })
            .collect();
        if drawn.is_empty() {
            return None;
        }
        let drawing =
            timeline::draw(&drawn, whose, &|days| words::distance(self.words, days), self.lang.is_rtl());
        let panels: Vec<PanelView> = drawing
            .panels
            .iter()
            .map(|panel| PanelView {
                height: panel.height,
                axis: panel.axis,
                lanes: panel.lanes.iter().map(|lane| self.lane(lane, positions)).collect(),
                dates: panel
                    .dates
                    .iter()
                    .map(|date| DateLabelView {
                        from: date.from,
                        to: date.to,
                        x: date.x,
                        lines: date.lines.iter().map(|(text, y)| line(text, *y)).collect(),
                    })
                    .collect(),
                gaps: panel
                    .gaps
                    .iter()
                    .map(|gap| GapView {
                        from: gap.from,
                        to: gap.to,
                        x: (gap.from + gap.to) / 2,
                        line: line(&gap.label, gap.y),
                    })
                    .collect(),
                events: panel
                    .events
                    .iter()
                    .map(|placed| drawn_event(placed, &drawn[placed.event], &views[placed.event]))
                    .collect(),
            })
            .collect();
        let signs = signs(self.words, &drawing.panels, &drawn, views);
        Some(DrawingView { names_width: NAMES, width: WIDTH, panels, to_scale: drawing.is_to_scale, signs })
    }

    fn lane(self, lane: &Lane, positions: &Positions) -> LaneView {
        let name = lane.actor.map_or_else(
            || self.words.get(Key::DrawingOthers).to_owned(),
            |actor| self.actor(actor, None).name,
        );
        let lines = timeline::name(&name);
        let up = LINE * i32::try_from(lines.len()).unwrap_or(1) / 2;
        let first = lane.y + lane.height / 2 - up + LINE - 3;
        LaneView {
            lines: lines.iter().zip(0..).map(|(text, n)| line(text, first + LINE * n)).collect(),
            name,
            top: lane.y,
            bottom: lane.y + lane.height,
            positions: positions.of(lane.actor),
        }
    }
}

fn line(text: &str, y: i32) -> LineView {
    LineView { text: text.to_owned(), y }
}

fn drawn_event(placed: &Placed, event: &Event, view: &EventView) -> DrawnEventView {
    let middles = placed.marks.iter().map(|mark| mark.y);
    let (top, bottom) = (middles.clone().min().unwrap_or(0), middles.max().unwrap_or(0));
    DrawnEventView {
        number: view.number,
        title: view.title.clone(),
        when: view.when.clone(),
        url: format!("#event-{}", view.number),
        kind: view.kind,
        status: view.status.clone(),
        positions: view.positions.clone(),
        continued: placed.is_continued,
        x: placed.x,
        top,
        bottom: if placed.is_continued { top } else { bottom },
        marks: placed.marks.iter().map(|of| mark(of, event)).collect(),
    }
}

fn mark(mark: &Mark, event: &Event) -> MarkView {
    let shape = match event.extent.is_known {
        _ if event.is_dot() => "dot",
        true => "bar",
        false => "span",
    };
    MarkView {
        shape,
        y: mark.y,
        path: if shape == "dot" { String::new() } else { outline(mark) },
        from: mark.from + 5,
        to: mark.to - 5,
        number: mark.number,
    }
}

/// Writes the outline of a bar. An open end is pointed; one that goes on in another panel lies beyond the panel's edge.
fn outline(mark: &Mark) -> String {
    let (top, middle, bottom) = (mark.y - HALF + 1, mark.y, mark.y + HALF - 1);
    let (from, to) = (mark.from, mark.to);
    let start = match mark.ends.0 {
        End::Closed => format!("M{from} {bottom}V{top}"),
        End::Open => format!("M{} {bottom}L{from} {middle}L{} {top}", from + 7, from + 7),
        End::Cut => format!("M{} {bottom}V{top}", from - 4),
    };
    let end = match mark.ends.1 {
        End::Closed => format!("H{to}V{bottom}Z"),
        End::Open => format!("H{}L{to} {middle}L{} {bottom}Z", to - 7, to - 7),
        End::Cut => format!("H{}V{bottom}Z", to + 4),
    };
    start + &end
}

/// Returns the signs that a drawing uses, in a fixed order.
fn signs(words: &Words, panels: &[Panel], events: &[Event], views: &[EventView]) -> Vec<SignView> {
    let kinds = EventKind::ALL.iter().map(|(id, _)| *id);
    let has_kind = |id: &str| views.iter().any(|view| view.kind == id);
    let is_open = |event: &Event| event.extent.is_open_before || event.extent.is_open_after;
    let others = [
        ("lasted", events.iter().any(|event| event.extent.is_known && !event.is_dot())),
        ("possible", events.iter().any(|event| !event.extent.is_known)),
        ("open", events.iter().any(is_open)),
        ("joined", events.iter().any(|event| event.actors.len() > 1)),
        ("gap", panels.iter().any(|panel| !panel.gaps.is_empty())),
    ];
    kinds
        .map(|id| (id, has_kind(id)))
        .chain(others)
        .filter(|(_, is_used)| *is_used)
        .map(|(id, _)| SignView { id, meaning: words::sign(words, id).to_owned() })
        .collect()
}
