use proptest::prelude::{any, proptest};

use super::{OBJECT, Part, Sentence, read};
use crate::diagnostic::Sink;
use crate::files::{File, Files};
use crate::markdown::{self, Dialect};
use crate::model::text::Lang;
use crate::paths::FilePath;
use crate::slug::PageParts;

fn with_sentences(text: &str, test: impl FnOnce(&File, &[Sentence])) {
    let mut files = Files::default();
    let id = files.add(FilePath::new("a.md").unwrap(), text);
    let file = files.get(id);
    let lang = Lang::default();
    let dialect = Dialect::Onrecord(PageParts::default());
    let document = markdown::parse(file, 0..text.len(), dialect, &lang, &mut Sink::default());
    test(file, &read(&document, &lang));
}

fn sentences(text: &str) -> Vec<(Part, String)> {
    let mut found = Vec::new();
    with_sentences(text, |_, all| found = all.iter().map(|s| (s.part, s.text.clone())).collect());
    found
}

#[test]
fn each_block_is_cut_into_its_sentences() {
    let text = "# The talks\n\nMr. Smith met *the U.S. envoy*. It\nrained.\n\n- One thing.\n- Two\n\n  More.\n\n\
        > They talked.\n\n> [!NOTE]\n> Read on.\n\n| A | B |\n|---|---|\n| Yes. | No |\n\nText.[^f]\n\n[^f]: Below.\n";
    let wanted = [
        (Part::Heading, "The talks"),
        (Part::Text, "Mr. Smith met the U.S. envoy."),
        (Part::Text, "It rained."),
        (Part::Item, "One thing."),
        (Part::Item, "Two"),
        (Part::Item, "More."),
        (Part::Quotation, "They talked."),
        (Part::Text, "Read on."),
        (Part::ColumnHeading, "A"),
        (Part::ColumnHeading, "B"),
        (Part::Cell, "Yes."),
        (Part::Cell, "No"),
        (Part::Text, "Text."),
        (Part::Footnote, "Below."),
    ];
    assert_eq!(sentences(text), wanted.map(|(part, text)| (part, text.to_owned())));
}

#[test]
fn what_is_no_prose_stands_as_an_object() {
    let text = "Write `sources said` and ![sources](a.png) so.\n\n```\nSources said.\n```\n\n`x`\n";
    assert_eq!(sentences(text), [(Part::Text, format!("Write {OBJECT} and {OBJECT} so."))]);
}

#[test]
fn marks_and_links_cover_their_words() {
    let text = "It [voted](claim:a) and [left](actor:b). A whole one.[^c] Then.";
    with_sentences(text, |_, all| {
        let marked: Vec<Vec<(usize, &str)>> = all
            .iter()
            .map(|s| s.marks.iter().map(|(mark, part)| (*mark, &s.text[part.clone()])).collect())
            .collect();
        assert_eq!(marked, [vec![(0, "voted")], vec![(1, "A whole one.")], vec![]]);
        let (_, part) = &all[0].links[0];
        assert_eq!(&all[0].text[part.clone()], "left");
        assert!(all[0].is_marked(&(0..5)) && !all[0].is_marked(&(0..3)));
    });
}

#[test]
fn places_lead_back_into_the_file() {
    let text = "*One* is &amp; was. He said \"**no**, never\" to [all](claim:a)\nof them.[^b]";
    with_sentences(text, |file, all| {
        let place = |sentence: usize, words: &str| {
            let start = all[sentence].text.find(words).unwrap();
            &file.text[all[sentence].place(start..start + words.len())]
        };
        assert_eq!(place(0, "One is"), "One* is");
        assert_eq!(place(0, "&"), "&amp;");
        assert_eq!(place(1, "“no, never”"), "\"**no**, never\"");
        assert_eq!(place(1, "to all of them"), "to [all](claim:a)\nof them");
        assert_eq!(&file.text[all[0].whole()], "One* is &amp; was.");
    });
}

proptest! {
    #[test]
    fn every_part_of_a_sentence_has_a_place(text in any::<String>(), markdown in "[a-z.\\[\\](): *_`\"&;#|>\n^-]{0,200}") {
        for text in [text, markdown] {
            with_sentences(&text, |file, all| {
                for sentence in all {
                    for (at, c) in sentence.text.char_indices() {
                        let place = sentence.place(at..at + c.len_utf8());
                        assert!(file.text.get(place).is_some(), "{sentence:?} at {at}");
                    }
                }
            });
        }
    }
}
