use std::collections::BTreeSet;

use proptest::prelude::{any, proptest};

use super::{Cues, Reason, judge};
use crate::diagnostic::Sink;
use crate::files::Files;
use crate::markdown::{self, Dialect};
use crate::model::text::Lang;
use crate::paths::FilePath;
use crate::prose;
use crate::slug::PageParts;

fn judged_in(text: &str, lang: &str) -> Vec<(String, Option<Reason>)> {
    let mut files = Files::default();
    let id = files.add(FilePath::new("a.md").unwrap(), text);
    let lang: Lang = lang.parse().unwrap();
    let dialect = Dialect::Onrecord(PageParts::default());
    let document = markdown::parse(files.get(id), 0..text.len(), dialect, &lang, &mut Sink::default());
    let sentences = prose::read(&document, &lang);
    let reasons = judge(&sentences, &lang);
    sentences.into_iter().map(|sentence| sentence.text).zip(reasons).collect()
}

/// Checks that each sentence, alone in its paragraph, is judged so.
fn all(reason: Option<Reason>, sentences: &[&str]) {
    for sentence in sentences {
        let judged = judged_in(sentence, "en");
        assert_eq!(judged.iter().map(|(_, found)| *found).collect::<Vec<_>>(), [reason], "{sentence}");
    }
}

#[test]
fn what_can_be_checked() {
    all(
        None,
        &[
            "The council voted on Monday.",
            "It did so twice",
            "\"We will talk,\" the minister said.",
            "Officials said the state should pay.",
            "The US was not asked.",
            "The bridge was built after World War I.",
            "Use of force was ruled out.",
            "Mark Ashe told the court so.",
            "*Where* she went is not known.",
            "(The line was closed in 1998.)",
            "- Prisoners were exchanged",
            "- Hamas released 33 hostages",
            "She asked who \"should you\" meant.",
            "They met, and a film about \"my life\" was shown.",
        ],
    );
}

#[test]
fn what_cannot() {
    all(Some(Reason::Heading), &["# The council voted"]);
    all(
        Some(Reason::Question),
        &["Who voted?", "Did she say \"yes\"?", "(But why?)", "- Who would give them"],
    );
    all(
        Some(Reason::Quotation),
        &["> The council voted.", "\"The council voted.\"", "“We won.”", "‘We won.’"],
    );
    all(
        Some(Reason::Author),
        &[
            "We asked the ministry on Monday.",
            "So far I’ve found nothing.",
            "It told us so.",
            "This page names nobody.",
        ],
    );
    all(Some(Reason::Opinion), &["The state should pay for it.", "It is arguably the worst bridge."]);
    all(
        Some(Reason::Reader),
        &["Read more about the bridge.", "You can see the minutes here.", "Choose a line.", "Please write."],
    );
    all(
        Some(Reason::Fragment),
        &[
            "By Ada Brook",
            "- The price of bread",
            "Three things are known:",
            "Not yet.",
            "- The proposed terms",
        ],
    );
    assert_eq!(
        judged_in("| Was it so |\n|---|\n| It was. |\n", "en"),
        [("Was it so".to_owned(), Some(Reason::ColumnHeading)), ("It was.".to_owned(), None)]
    );
}

#[test]
fn a_quotation_goes_on_over_its_sentences() {
    let judged =
        judged_in("He said: \"We won. They lost. I saw it,\" and left. \"They lost. We won.\"", "en");
    let reasons: Vec<_> = judged.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(reasons, [None, Some(Reason::Quotation)], "{judged:?}");
    let judged = judged_in("\"We won.\n\nThey lost.", "en");
    assert_eq!(judged[1].1, None, "a mark that nothing closes ends with its block");
}

#[test]
fn what_is_marked_can_be_checked() {
    let text = "The state [should pay](claim:a).\n\n> We [won](claim:b). They lost.\n";
    let reasons: Vec<_> = judged_in(text, "en").into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, [None, None, Some(Reason::Quotation)]);
}

#[test]
fn other_languages_are_judged_by_shape() {
    let reasons = |text: &str, lang: &str| -> Vec<Option<Reason>> {
        judged_in(text, lang).into_iter().map(|(_, reason)| reason).collect()
    };
    assert_eq!(
        reasons("# Rat\n\nDer Rat stimmte ab.\n\nWarum?\n", "de"),
        [Some(Reason::Heading), None, Some(Reason::Question)]
    );
    assert_eq!(
        reasons("اجتمع المجلس يوم الاثنين.\n\nلماذا؟\n\n- خبز\n", "ar"),
        [None, Some(Reason::Question), Some(Reason::Fragment)]
    );
    assert_eq!(reasons("議会は月曜日に投票した。\n\n- 議会\n", "ja"), [None, Some(Reason::Fragment)]);
    assert_eq!(reasons("Der Staat should zahlen, we denken.", "de"), [None], "English cues are English");
}

#[test]
fn every_cue_stands_in_a_section_that_is_read_and_once() {
    let text = include_str!("../en.txt");
    let mut seen = BTreeSet::new();
    let mut section = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        assert!(seen.insert((section, line)), "{section} {line}");
        assert_eq!(line, line.to_lowercase());
    }
    let cues = Cues::read(text);
    let phrases = [&cues.attribution, &cues.opinion, &cues.author, &cues.reader, &cues.instruction];
    let rows: usize = phrases.iter().map(|all| all.values().map(Vec::len).sum::<usize>()).sum();
    let sets = [&cues.instruction_verbs, &cues.questions, &cues.verbs, &cues.verbs_or_nouns];
    assert_eq!(rows + sets.iter().map(|set| set.len()).sum::<usize>(), seen.len());
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>(), markdown in "[a-zI?.:“”\"' |\n#>-]{0,200}") {
        for text in [text, markdown] {
            for lang in ["en", "th"] {
                judged_in(&text, lang);
            }
        }
    }
}
