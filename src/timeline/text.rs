//! How wide words are, more or less: there are no fonts at build time, so that every guess is on the wide side.

/// Returns the width of small text (11 pixels) in whole units.
pub(super) fn width(text: &str) -> i32 {
    let tenths: i32 = text.chars().map(tenths).fold(0, i32::saturating_add);
    tenths.saturating_add(9) / 10
}

fn tenths(c: char) -> i32 {
    match c {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | 'i' | 'l' | 'j' => 34,
        'm' | 'w' | 'M' | 'W' | '—' | '%' => 108,
        '0'..='9' => 70,
        'A'..='Z' => 80,
        '\u{0}'..='\u{10FF}' | '\u{1E00}'..='\u{214F}' => 66,
        _ => 118,
    }
}

/// A word up to this width stays whole in a line that should be narrower.
const WORD: i32 = 96;

/// Breaks text into lines no wider than `most`, but for a long word. What does not fit into `lines` ends in an ellipsis.
pub(super) fn wrap(text: &str, most: i32, lines: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_last = found.len() == lines;
        let Some(line) = found.last_mut() else {
            found.push(shorten(word, most.max(WORD)));
            continue;
        };
        let joined = format!("{line} {word}");
        if width(&joined) <= most {
            *line = joined;
        } else if is_last {
            *line = shorten(&joined, most);
            break;
        } else {
            found.push(shorten(word, most.max(WORD)));
        }
    }
    found
}

/// Cuts a line that is too wide, and says so.
fn shorten(line: &str, most: i32) -> String {
    if width(line) <= most {
        return line.to_owned();
    }
    let mut short = String::new();
    for c in line.chars() {
        short.push(c);
        if width(&short) + width("…") > most {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}
