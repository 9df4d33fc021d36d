//! Where sentences begin, by the rules of a language: "U.S." and "Mr." end none.

use std::ops::Range;

/// How far back a sentence is looked for, in bytes. No sentence is longer, and a block may have a megabyte.
const WINDOW: usize = 8_000;

/// Finds sentences of one text, best from its beginning to its end: what was cut into sentences is kept.
pub struct Finder<'a> {
    text: &'a str,
    language: &'a str,
    window: Range<usize>,
    /// Where the sentences of the window begin.
    starts: Vec<usize>,
}

impl<'a> Finder<'a> {
    /// Begins to look for the sentences of a text.
    pub fn new(text: &'a str, language: &'a str) -> Self {
        Self { text, language, window: 0..0, starts: Vec::new() }
    }

    /// Returns where the sentence begins that holds the last visible character before `end`, in bytes of the text.
    ///
    /// White space at the beginning of the sentence is left out.
    pub fn start_of(&mut self, end: usize) -> usize {
        // What stands behind the mark helps to see whether a full stop ends the sentence.
        let holds_what_follows = self.window.contains(&(end + 200).min(self.text.len().saturating_sub(1)));
        let holds_its_start = self.window.start == 0 || end >= self.window.start + WINDOW / 2;
        if !holds_what_follows || !holds_its_start {
            self.move_window(end);
        }
        let from = self.window.start;
        let last = from + self.text[from..end.max(from)].trim_end().len();
        let start =
            self.starts[..self.starts.partition_point(|start| *start < last)].last().copied().unwrap_or(from);
        let sentence = &self.text[start..];
        start + (sentence.len() - sentence.trim_start().len()).min(last.saturating_sub(start))
    }

    fn move_window(&mut self, end: usize) {
        let (mut from, mut to) = (end.saturating_sub(WINDOW), (end + WINDOW).min(self.text.len()));
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        while !self.text.is_char_boundary(to) {
            to += 1;
        }
        self.window = from..to;
        self.starts = sentencex::get_sentence_boundaries(self.language, &self.text[from..to])
            .iter()
            .map(|sentence| from + sentence.start_byte)
            .collect();
        self.starts.sort_unstable();
    }
}

/// Cuts a text into its sentences: bytes of the text, without white space at their ends. Empty ones are left out.
pub fn split(text: &str, language: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = text.ceil_char_boundary((from + WINDOW).min(text.len()));
        let boundaries = sentencex::get_sentence_boundaries(language, &text[from..to]);
        let mut starts: Vec<usize> = boundaries.iter().map(|sentence| from + sentence.start_byte).collect();
        starts.sort_unstable();
        starts.dedup();
        // The last sentence of a window may go on behind it; where it is the only one, it is cut there.
        let is_cut = to < text.len() && starts.len() > 1 && starts.last() > Some(&from);
        let next = if is_cut { *starts.last().expect("it has two") } else { to };
        let ends = starts.iter().skip(1).copied().filter(|end| *end <= next).chain((!is_cut).then_some(to));
        let mut start = from;
        for end in ends {
            let sentence = &text[start..end];
            let trimmed = sentence.trim();
            if !trimmed.is_empty() {
                let begin = start + (sentence.len() - sentence.trim_start().len());
                found.push(begin..begin + trimmed.len());
            }
            start = end;
        }
        from = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Finder, WINDOW, split};
    use proptest::prelude::{any, proptest};

    fn start_of(text: &str, end: usize, language: &str) -> usize {
        Finder::new(text, language).start_of(end)
    }

    #[test]
    fn sentences_are_found_in_any_order() {
        let text = "One sentence here. ".repeat(3_000);
        let mut finder = Finder::new(&text, "en");
        for end in (1..3_000).rev().step_by(7).chain((1..3_000).step_by(11)) {
            assert_eq!(finder.start_of(end * 19 - 1), (end - 1) * 19, "{end}");
        }
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        let text = "It began. The U.S. envoy met Mr. Smith on 3 Jan. 2025 in St. Louis. Later it ended.";
        let end = text.find(" Later").unwrap();
        assert_eq!(
            &text[start_of(text, end, "en")..end],
            "The U.S. envoy met Mr. Smith on 3 Jan. 2025 in St. Louis."
        );
        assert_eq!(&text[start_of(text, text.len(), "en")..], "Later it ended.");
        assert_eq!(start_of(text, 9, "en"), 0);
    }

    #[test]
    fn other_languages() {
        let text = "Das war z. B. am 3. Mai. Dann kam Dr. Weber.";
        assert_eq!(&text[start_of(text, text.len(), "de")..], "Dann kam Dr. Weber.");
        let text = "هذا خبر. وهذا خبر آخر؟ نعم.";
        assert_eq!(&text[start_of(text, text.len(), "ar")..], "نعم.");
    }

    #[test]
    fn one_after_the_other_in_a_long_text() {
        let text = "It is so. ".repeat(WINDOW);
        let mut finder = Finder::new(&text, "en");
        for end in (9..text.len()).step_by(10) {
            assert_eq!(finder.start_of(end), end - 9);
        }
        assert_eq!(finder.start_of(9), 0, "and back again");
    }

    #[test]
    fn a_text_is_cut_whole() {
        let texts =
            |text: &'static str| -> Vec<&str> { split(text, "en").into_iter().map(|at| &text[at]).collect() };
        assert_eq!(texts("  Mr. Smith came.  He left? Yes "), ["Mr. Smith came.", "He left?", "Yes"]);
        assert!(texts(" ").is_empty());
        let text = "One sentence here. ".repeat(3_000);
        let found = split(&text, "en");
        assert_eq!(found.len(), 3_000);
        assert!(found.iter().all(|at| &text[at.clone()] == "One sentence here."));
        assert_eq!(
            split(&"é".repeat(WINDOW), "en").iter().map(std::ops::Range::len).sum::<usize>(),
            2 * WINDOW
        );
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in any::<String>()) {
            let cut: String = split(&text, "en").into_iter().flat_map(|at| text[at].split_whitespace()).collect();
            assert_eq!(cut, text.split_whitespace().collect::<String>());
        }

        #[test]
        fn the_start_is_a_place_in_the_text(text in any::<String>()) {
            let start = start_of(&text, text.len(), "en");
            assert!(text.is_char_boundary(start) && start <= text.len());
        }
    }
}
