//! What a word does to the one before it, where a pattern cannot know: a Hebrew prefix takes a hyphen before anything that
//! is not Hebrew, and the Spanish `y` and `o` become `e` and `u` before their own sound.

/// Changes what stands before a word that is to follow. `language`: without script and region.
pub(super) fn meet(before: &mut String, word: &str, language: &str) {
    match language {
        "he" => {
            let is_hebrew = |c: char| ('\u{5D0}'..='\u{5EA}').contains(&c);
            let follows = visible(word).chars().next();
            if before.ends_with(is_hebrew) && follows.is_some_and(|c| c.is_alphanumeric() && !is_hebrew(c)) {
                before.push('-');
            }
        }
        "es" => {
            let start: String = visible(word).chars().take(3).flat_map(char::to_lowercase).collect();
            let (y, e, o, u) = (" y ", " e ", " o ", " u ");
            let (old, new) = if before.ends_with(y) && sounds_as_i(&start) {
                (y, e)
            } else if before.ends_with(o) && start.trim_start_matches('h').starts_with(['o', 'ó']) {
                (o, u)
            } else {
                return;
            };
            before.truncate(before.len() - old.len());
            before.push_str(new);
        }
        _ => {}
    }
}

/// Tells whether a word begins with the sound of `i` and not with that of `y`, as in `hielo`.
fn sounds_as_i(start: &str) -> bool {
    let mut letters = start.trim_start_matches('h').chars();
    match (letters.next(), letters.next()) {
        (Some('í'), _) => true,
        (Some('i'), next) => !(start.starts_with('h') && next.is_some_and(|c| "aeou".contains(c))),
        _ => false,
    }
}

/// Leaves out the tags before the first letter.
fn visible(mut word: &str) -> &str {
    while let Some((_, rest)) = word.strip_prefix('<').and_then(|word| word.split_once('>')) {
        word = rest;
    }
    word
}
