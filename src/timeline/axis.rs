//! The axis: a column for each event, a label for each date, breaks, and the cuts between panels.

use super::{Event, WIDTH, day_number, text};
use crate::model::date::Edge;

/// What is left free at both ends of a panel.
const MARGIN: i32 = 12;
/// Room at the beginning of a panel for the numbers of what goes on from the one before.
const LEAD: i32 = 36;
/// The least width of a column.
const COLUMN: i32 = 34;
/// The greatest width of a date's line, and the most lines, where one panel holds all dates.
const WIDE: (i32, usize) = (92, 4);
/// The same where many dates stand close.
const CLOSE: (i32, usize) = (64, 5);
/// The greatest factor by which a panel's columns are drawn apart to fill it.
const STRETCH: (i32, i32) = (9, 4);
/// Breaks are named from so many days on …
const BREAK_DAYS: i128 = 60;
/// … where so many times more days pass than from one date to the next as a rule.
const BREAK_FACTOR: i128 = 6;

/// The whole axis.
pub(super) struct Axis {
    /// Its parts.
    pub panels: Vec<Part>,
    /// Whether distances are like those in time.
    pub is_to_scale: bool,
}

/// A part of the axis.
#[derive(Default)]
pub(super) struct Part {
    /// The place of its first event in the list.
    pub first: usize,
    /// The middle of each of its columns.
    pub columns: Vec<i32>,
    /// Where each of its events ends in this part, or nothing where it goes on in the next.
    pub ends: Vec<Option<i32>>,
    /// What goes on from earlier parts: the event, and where it ends, or nothing where it goes on.
    pub continued: Vec<(usize, Option<i32>)>,
    /// Dates: the middle of their first and last column, the middle of the words, and the lines.
    pub dates: Vec<(i32, i32, i32, Vec<String>)>,
    /// Breaks: from, to, and the words.
    pub gaps: Vec<(i32, i32, String)>,
}

/// Events with one date.
struct Group<'e> {
    first: usize,
    count: usize,
    /// Year, month and day, each in a row of its own, where the date has no more than these and dates stand close.
    rows: Option<&'e [String; 3]>,
    /// How much time is left out before it.
    gap: Option<String>,
    lines: Vec<String>,
    width: i32,
}

impl Axis {
    /// Lays out the axis.
    pub(super) fn new(events: &[Event], distance: &dyn Fn(i128) -> String) -> Self {
        let digits = i32::try_from(events.len().to_string().len()).unwrap_or(i32::MAX);
        let column = COLUMN.max(digits.saturating_mul(7).saturating_add(13)).min(COLUMN * 4);
        let groups = groups(events, column, true, distance);
        if let Some(part) = to_scale(events, &groups, column) {
            return Self { panels: vec![part], is_to_scale: true };
        }
        // The words of dates are cut short only where that saves panels.
        let close = self::groups(events, column, false, distance);
        let groups = if cut(&close, room()).len() < cut(&groups, room()).len() { close } else { groups };
        let mut panels: Vec<Part> = Vec::new();
        for part in evenly_cut(&groups) {
            panels.push(in_steps(part, panels.is_empty()));
        }
        finish(events, &mut panels);
        Self { panels, is_to_scale: false }
    }
}

/// Joins the events of each date. So many that they fill more than a panel are cut.
fn groups<'e>(
    events: &'e [Event],
    column: i32,
    is_wide: bool,
    distance: &dyn Fn(i128) -> String,
) -> Vec<Group<'e>> {
    let most = usize::try_from(room() / column).unwrap_or(1).max(1);
    let (width, count) = if is_wide { WIDE } else { CLOSE };
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if let Some(last) = groups.last_mut()
            && last.count < most
            && events[last.first].extent.earliest == event.extent.earliest
            && events[last.first].when == event.when
        {
            last.count += 1;
            continue;
        }
        let fits = |rows: &&[String; 3]| !is_wide && rows.iter().all(|row| text::width(row) <= width);
        let rows = event.rows.as_ref().filter(fits);
        let lines = rows.map_or_else(|| text::wrap(&event.when, width, count), |rows| rows.to_vec());
        groups.push(Group { first: at, count: 1, rows, gap: None, lines, width: 0 });
    }
    for group in &mut groups {
        let free = if is_wide { 14 } else { 8 };
        let words = group.lines.iter().map(|line| text::width(line)).max().unwrap_or(0) + free;
        group.width = words.max(column * i32::try_from(group.count).unwrap_or(1));
    }
    let jumps: Vec<i128> =
        groups.windows(2).map(|pair| jump(&events[pair[0].first], &events[pair[1].first])).collect();
    let mut sorted: Vec<i128> = jumps.iter().copied().filter(|days| *days > 0).collect();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len().saturating_sub(1) / 4).copied().unwrap_or(0);
    for (group, days) in groups.iter_mut().skip(1).zip(jumps) {
        if days >= BREAK_DAYS && days >= usual.saturating_mul(BREAK_FACTOR) {
            group.gap = Some(distance(days));
        }
    }
    groups
}

/// Returns how many days surely lie between two dates.
fn jump(from: &Event, to: &Event) -> i128 {
    let end = if from.extent.is_open_after { from.extent.earliest } else { from.extent.latest };
    match (day_number(end), day_number(to.extent.earliest)) {
        (Some(from), Some(to)) => to.saturating_sub(from).max(0),
        _ => 0,
    }
}

/// The room for columns and breaks in a panel.
fn room() -> i32 {
    WIDTH - 2 * MARGIN - LEAD
}

/// Returns the width of the break before a group.
fn gap_width(group: &Group<'_>) -> i32 {
    group.gap.as_ref().map_or(0, |label| (text::width(label) + 16).min(room() / 2))
}

/// Cuts groups into panels of a width, each as full as can be.
fn cut<'g, 'e>(groups: &'g [Group<'e>], width: i32) -> Vec<&'g [Group<'e>]> {
    let (mut parts, mut start, mut used) = (Vec::new(), 0, 0);
    for (at, group) in groups.iter().enumerate() {
        used += gap_width(group) + group.width;
        if used > width && at > start {
            parts.push(&groups[start..at]);
            (start, used) = (at, gap_width(group) + group.width);
        }
    }
    parts.push(&groups[start..]);
    parts
}

/// Cuts groups into as few panels as can be, and all about as wide.
fn evenly_cut<'g, 'e>(groups: &'g [Group<'e>]) -> Vec<&'g [Group<'e>]> {
    let count = cut(groups, room()).len();
    let (mut low, mut high) = (1, room());
    while low < high {
        let middle = (low + high) / 2;
        if cut(groups, middle).len() <= count { high = middle } else { low = middle + 1 }
    }
    cut(groups, high)
}

/// Lays groups beside each other in like steps. In the first panel nothing goes on from another.
fn in_steps(groups: &[Group<'_>], is_first: bool) -> Part {
    let gaps: i32 = groups.iter().map(gap_width).sum();
    let words: i32 = groups.iter().map(|group| group.width).sum();
    let lead = if is_first { 0 } else { LEAD };
    let wide = (WIDTH - 2 * MARGIN - lead - gaps).min(words * STRETCH.0 / STRETCH.1).max(words);
    let mut part = Part { first: groups.first().map_or(0, |group| group.first), ..Part::default() };
    let (mut x, mut done) = (MARGIN + lead, 0);
    let mut before = None;
    for group in groups {
        if let Some(label) = &group.gap {
            part.gaps.push((x, x + gap_width(group), label.clone()));
            x += gap_width(group);
        }
        // Rounding the sums rather than the widths keeps the end where it belongs.
        let width = (done + group.width) * wide / words - done * wide / words;
        done += group.width;
        let count = i32::try_from(group.count).unwrap_or(1);
        let middle = |n: i32| x + width * (2 * n + 1) / (2 * count);
        part.columns.extend((0..count).map(middle));
        part.dates.push((middle(0), middle(count - 1), x + width / 2, without_repeats(group, before)));
        before = group.rows;
        x += width;
    }
    part
}

/// Leaves out the year, and year and month, where those of the date before are the same.
fn without_repeats(group: &Group<'_>, before: Option<&[String; 3]>) -> Vec<String> {
    let mut lines = group.lines.clone();
    if let Some(rows) = group.rows {
        let known = rows.iter().filter(|row| !row.is_empty()).count();
        let same =
            before.map_or(0, |before| rows.iter().zip(before).take_while(|(row, old)| row == old).count());
        lines.truncate(known);
        lines.drain(..same.min(known.saturating_sub(1)));
    }
    lines
}

/// Finds where events end, and what goes on from panel to panel.
fn finish(events: &[Event], panels: &mut [Part]) {
    let starts: Vec<usize> = panels.iter().map(|part| part.first).collect();
    let of = |event: usize| starts.partition_point(|first| *first <= event).saturating_sub(1);
    for (at, event) in events.iter().enumerate() {
        let last = if event.is_dot() {
            at
        } else {
            let reached = events.partition_point(|other| other.extent.earliest <= event.extent.latest);
            reached.saturating_sub(1).max(at)
        };
        let own = of(at);
        if event.extent.latest == Edge::Future {
            // What is open is drawn to the end of its panel, and does not fill all that come after.
            panels[own].ends.push(Some(WIDTH - MARGIN));
            continue;
        }
        let end = of(last);
        let stop = panels[end].columns[last - panels[end].first] + 12;
        panels[own].ends.push((own == end).then_some(stop));
        for (part, panel) in panels.iter_mut().enumerate().take(end + 1).skip(own + 1) {
            panel.continued.push((at, (part == end).then_some(stop)));
        }
    }
}

/// Lays all groups where their time is, if each has room there.
fn to_scale(events: &[Event], groups: &[Group<'_>], column: i32) -> Option<Part> {
    let (first, last) = (groups.first()?, groups.last()?);
    let starts: Vec<i128> =
        groups.iter().map(|group| day_number(events[group.first].extent.earliest)).collect::<Option<_>>()?;
    let ends = events.iter().filter_map(|event| day_number(event.extent.latest));
    let (low, high) = (*starts.first()?, starts.last().copied().into_iter().chain(ends).max()?);
    if groups.len() < 3 || high <= low {
        return None;
    }
    let (left, right) = (MARGIN + first.width / 2, WIDTH - MARGIN - last.width / 2);
    let place = |day: i128| -> Option<i32> {
        let way = (day - low).checked_mul(i128::from(right - left))? / (high - low);
        i32::try_from(way).ok().map(|way| left + way)
    };
    let middles: Vec<i32> = starts.iter().map(|day| place(*day)).collect::<Option<_>>()?;
    let has_room = middles
        .windows(2)
        .zip(groups.windows(2))
        .all(|(x, pair)| x[1] - x[0] > (pair[0].width + pair[1].width) / 2);
    if !has_room {
        return None;
    }
    let mut part = Part::default();
    for (group, x) in groups.iter().zip(&middles) {
        let count = i32::try_from(group.count).unwrap_or(1);
        let middle = |n: i32| x + column * (2 * n + 1 - count) / 2;
        part.columns.extend((0..count).map(middle));
        part.dates.push((middle(0), middle(count - 1), *x, group.lines.clone()));
    }
    for (event, x) in events.iter().zip(&part.columns) {
        let end = match day_number(event.extent.latest) {
            Some(day) => place(day)?,
            None => WIDTH - MARGIN,
        };
        part.ends.push(Some(if event.is_dot() { *x + 12 } else { end.max(*x + 12) }));
    }
    Some(part)
}
