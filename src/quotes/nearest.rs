//! The passage that is nearest to a quote, and what differs between the two.
//!
//! Steps: the rarest words of the quote that the text has say where to look; the place with most of the quote's words is
//! aligned with it, word by word, by the fewest changes; the first difference is shown with a word on each side. Of a
//! long quote only a stretch around the first difference is looked at, and of each word only its first places, so that the
//! work does not grow with the text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Token, Words, shorten};

/// The longest stretch of a quote that is compared, in words and signs.
const STRETCH: usize = 300;

/// How many of its words say where to look, and how many places of each are tried.
const ANCHORS: usize = 8;
const PLACES: usize = 32;

/// Says in a line how a quote differs from the passage that it is nearest to. `furthest`: how many of its words stand in
/// the text from where on, at most, when counted from its first.
pub(super) fn describe(
    text: &Words,
    quote: &str,
    tokens: &[Token],
    ids: &[u32],
    furthest: (usize, usize),
) -> String {
    let from = if tokens.len() > STRETCH { furthest.0.saturating_sub(STRETCH / 10) } else { 0 };
    let to = tokens.len().min(from + STRETCH);
    let (tokens, ids) = (&tokens[from..to], &ids[from..to]);
    let prefix = (furthest.0 > from).then(|| furthest.1 + from);
    let Some(start) = nearest(text, tokens, ids, prefix) else {
        return format!("no passage of the source is like \"{}\"", shorten(slice(quote, tokens)));
    };
    let slack = tokens.len() / 4 + 6;
    let window = start.saturating_sub(slack)..(start + tokens.len() + slack).min(text.ids.len());
    let (hunks, aligned) = align(ids, &text.ids[window.clone()]);
    let at = |range: &Range<usize>| window.start + range.start..window.start + range.end;
    let (ours, theirs) = match hunks.first() {
        Some((quoted, found)) => {
            let before = usize::from(quoted.start > 0);
            let after = usize::from(quoted.end < tokens.len());
            let found = at(found);
            (quoted.start - before..quoted.end + after, found.start - before..found.end + after)
        }
        // All words stand there, but the quote begins or ends inside of one.
        None => {
            let found = at(&aligned);
            if text.is_inside_word(found.start) {
                (0..1, found.start.saturating_sub(2)..found.start + 1)
            } else {
                (tokens.len() - 1..tokens.len(), found.end - 1..(found.end + 2).min(text.tokens.len()))
            }
        }
    };
    let theirs = shorten(slice(&text.text, &text.tokens[theirs]));
    let ours = shorten(slice(quote, &tokens[ours]));
    let more = match hunks.len() {
        0 | 1 => String::new(),
        2 => "; it differs in one more place".to_owned(),
        n => format!("; it differs in {} more places", n - 1),
    };
    format!("the source has \"{theirs}\" where the quote has \"{ours}\"{more}")
}

fn slice<'t>(text: &'t str, tokens: &[Token]) -> &'t str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &text[first.start as usize..last.end as usize],
        _ => "",
    }
}

/// Returns where the passage begins that has most of the quote's words; none where it has fewer than half of them.
fn nearest(text: &Words, tokens: &[Token], ids: &[u32], prefix: Option<usize>) -> Option<usize> {
    let wanted: BTreeSet<u32> =
        tokens.iter().zip(ids).filter(|(token, _)| token.is_word).map(|(_, id)| *id).collect();
    let places = text.places();
    let mut seen = BTreeSet::new();
    let mut anchors: Vec<(usize, &Vec<u32>)> = ids
        .iter()
        .enumerate()
        .filter(|(_, id)| wanted.contains(id) && seen.insert(**id))
        .filter_map(|(at, id)| Some((at, places.get(*id as usize)?)))
        .collect();
    anchors.sort_by_key(|(at, places)| (places.len(), *at));
    let candidates: BTreeSet<usize> = anchors
        .iter()
        .take(ANCHORS)
        .flat_map(|(at, places)| {
            places.iter().take(PLACES).map(|place| (*place as usize).saturating_sub(*at))
        })
        .chain(prefix)
        .collect();
    let score = |start: usize| -> usize {
        let end = (start + ids.len()).min(text.ids.len());
        text.ids[start..end].iter().filter(|id| wanted.contains(id)).collect::<BTreeSet<_>>().len()
    };
    let (score, start) = candidates
        .into_iter()
        .map(|start| (score(start), start))
        .max_by_key(|(score, start)| (*score, std::cmp::Reverse(*start)))?;
    (score * 2 >= wanted.len()).then_some(start)
}

/// A stretch of a quote, and the stretch of the text that stands in its place.
type Hunk = (Range<usize>, Range<usize>);

/// Aligns a quote with a part of a window by the fewest changes (Sellers); returns what differs, and the part.
fn align(quote: &[u32], window: &[u32]) -> (Vec<Hunk>, Range<usize>) {
    let (rows, width) = (quote.len() + 1, window.len() + 1);
    let mut costs = vec![0_u32; rows * width];
    for row in 1..rows {
        costs[row * width] = costs[(row - 1) * width] + 1;
        for column in 1..width {
            let differs = u32::from(quote[row - 1] != window[column - 1]);
            let here = row * width + column;
            costs[here] =
                (costs[here - width - 1] + differs).min(costs[here - width] + 1).min(costs[here - 1] + 1);
        }
    }
    let last = &costs[(rows - 1) * width..];
    // Where a word more or less costs the same, an exchanged word tells more than a missing one.
    let end = (0..width).rev().min_by_key(|column| last[*column]).unwrap_or(0);
    let (mut row, mut column) = (rows - 1, end);
    let mut hunks: Vec<Hunk> = Vec::new();
    while row > 0 {
        let here = row * width + column;
        let (is_same, up, left) = if column > 0 && quote[row - 1] == window[column - 1] {
            (true, 1, 1)
        } else if column > 0 && costs[here] == costs[here - width - 1] + 1 {
            (false, 1, 1)
        } else if column > 0 && costs[here] == costs[here - 1] + 1 {
            (false, 0, 1)
        } else {
            (false, 1, 0)
        };
        let change = (row - up..row, column - left..column);
        match hunks.last_mut() {
            Some((quoted, found))
                if !is_same && quoted.start == change.0.end && found.start == change.1.end =>
            {
                (quoted.start, found.start) = (change.0.start, change.1.start);
            }
            _ if !is_same => hunks.push(change),
            _ => {}
        }
        (row, column) = (row - up, column - left);
    }
    hunks.reverse();
    (hunks, column..end)
}
