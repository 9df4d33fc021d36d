//! Marks: what they cover, where their references stand, how they nest, and what leaks.

use std::fmt::Write;

use proptest::prelude::{any, proptest};
use pulldown_cmark::Event;

use super::{Dialect, Outline, Step, parse};
use crate::diagnostic::{Levels, Sink};
use crate::files::Files;
use crate::model::text::Lang;
use crate::paths::FilePath;

/// The steps as text: `{0 …}` around marked words, `^0` for references, `<…>` around other inline elements.
struct Read {
    shape: String,
    outline: Outline,
    /// Each mark's claims and the text that their spans cover.
    claims: Vec<(String, String)>,
    /// Findings: code and the text under the caret.
    found: Vec<(&'static str, String)>,
}

fn read(text: &str) -> Read {
    let mut files = Files::default();
    let id = files.add(FilePath::new("content/a.md").unwrap(), text);
    let file = files.get(id);
    let mut sink = Sink::default();
    let document = parse(file, 0..text.len(), Dialect::Onrecord, &Lang::default(), &mut sink);
    let mut shape = String::new();
    for piece in &document.pieces {
        match &piece.step {
            Step::MarkStart { mark, first } => {
                write!(shape, "{{{}{mark} ", if *first { "" } else { "+" }).unwrap();
            }
            Step::MarkEnd { .. } => shape.push('}'),
            Step::Reference { mark } => write!(shape, "^{mark}").unwrap(),
            Step::Markdown(Event::Start(tag)) if super::is_inline(&Event::Start(tag.clone())) => {
                shape.push('<');
            }
            Step::Markdown(Event::End(end)) if super::is_inline(&Event::End(*end)) => shape.push('>'),
            Step::Markdown(Event::Text(text)) => shape.push_str(text),
            Step::Markdown(Event::Code(code)) => write!(shape, "`{code}`").unwrap(),
            Step::Markdown(Event::SoftBreak | Event::HardBreak) => shape.push(' '),
            Step::Markdown(Event::FootnoteReference(label)) => write!(shape, "[fn {label}]").unwrap(),
            Step::Markdown(_) => {}
        }
    }
    let claims = document.outline.marks.iter().flat_map(|mark| &mark.claims);
    let claims = claims.map(|(name, span)| (name.clone(), file.slice(*span).to_owned())).collect();
    let outline = document.outline;
    let found = sink.finish(&Levels::default(), &files);
    let found =
        found.iter().map(|finding| (finding.rule.code(), file.slice(finding.span).to_owned())).collect();
    Read { shape, outline, claims, found }
}

/// Reads text in which nothing is to be found.
fn clean(text: &str) -> Read {
    let read = read(text);
    assert_eq!(read.found, [], "{text}");
    read
}

fn shape(text: &str) -> String {
    clean(text).shape
}

#[test]
fn words_make_a_claim() {
    let read = clean("It [signalled *it* would `talk`](claim:talks) today.");
    assert_eq!(read.shape, "It {0 signalled <it> would `talk`}^0 today.");
    assert_eq!(read.claims, [("talks".to_owned(), "claim:talks".to_owned())]);
    assert_eq!(read.outline.marks[0].words, "signalled it would talk");
}

#[test]
fn words_make_two_claims_in_written_order() {
    let read = clean("[words](claim:a,b)");
    let names: Vec<_> = read.outline.marks[0].claims.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(read.claims, [("a".to_owned(), "a".to_owned()), ("b".to_owned(), "b".to_owned())]);
}

#[test]
fn marks_stand_in_every_kind_of_block() {
    for text in [
        "## A [b](claim:c)",
        "- A [b](claim:c)",
        "1. A [b](claim:c)\n\n   More.",
        "> A [b](claim:c)",
        "| A [b](claim:c) |\n|---|\n| x |",
    ] {
        assert!(shape(text).contains("{0 b}^0"), "{text}");
    }
    assert!(shape("Text.[^n]\n\n[^n]: A [b](claim:c)").contains("{0 b}^0"));
}

#[test]
fn a_reference_link_can_be_a_mark() {
    let read = clean("[words][r] here\n\n[r]: claim:a");
    assert_eq!((read.shape.as_str(), read.claims[0].1.as_str()), ("{0 words}^0 here", "[words][r]"));
}

#[test]
fn a_sentence_goes_from_its_start_to_the_mark() {
    assert_eq!(shape("One. Two is here.[^a] Three."), "One. {0 Two is here.}^0 Three.");
    assert_eq!(shape("One is here.[^a]"), "{0 One is here.}^0");
    assert_eq!(
        shape("He met Mr. Smith of the U.S. Army.[^a] Then more."),
        "{0 He met Mr. Smith of the U.S. Army.}^0 Then more."
    );
    assert_eq!(shape("One. In the middle[^a] of it."), "One. {0 In the middle}^0 of it.");
    assert_eq!(shape("One.[^a] Two.[^b]"), "{0 One.}^0 {1 Two.}^1");
    assert_eq!(shape("- One.\n- Two.[^a]"), "One.{0 Two.}^0");
}

#[test]
fn two_marks_share_a_sentence_the_first_one_outside() {
    assert_eq!(shape("One. Two.[^a][^b]"), "One. {0 {1 Two.}}^0^1");
}

#[test]
fn a_sentence_is_split_where_it_crosses_elements() {
    assert_eq!(shape("*One. Two* is here.[^a]"), "<One. {0 Two}>{+0  is here.}^0");
    assert_eq!(shape("**All *done. Now c* d** e.[^a]"), "<All <done. {0 Now c}>{+0  d}>{+0  e.}^0");
    assert_eq!(
        shape("A *whole* [link](https://a.example/) and `b. C` here.[^a]"),
        "{0 A <whole> <link> and `b. C` here.}^0"
    );
}

#[test]
fn a_sentence_may_hold_a_mark() {
    let read = clean("One. The [voters](claim:w) came.[^s] Two.");
    assert_eq!(read.shape, "One. {1 The {0 voters}^0 came.}^1 Two.");
    assert_eq!(read.outline.marks[1].words, "The voters came.");
    assert!(read.outline.marks[1].sentence && !read.outline.marks[0].sentence);
}

#[test]
fn text_that_is_no_mark_stays_text() {
    for text in [
        r"Escaped \[^a].",
        "Code `[^a]`.",
        "```\n[^a] [b](claim:c)\n```",
        "A [^ b] c.",
        "A [^] c.",
        "`](claim:x)`",
    ] {
        let read = clean(text);
        assert_eq!(read.outline.marks, [], "{text}");
    }
}

#[test]
fn defined_footnotes_stay_footnotes() {
    let read = clean("One.[^b] Two.[^a] Three.[^b] Four.[^c]\n\n[^a]: A.\n[^b]: B.");
    assert_eq!(read.outline.footnotes, ["b", "a"]);
    assert_eq!(read.outline.marks.len(), 1);
    assert_eq!(read.outline.marks[0].claims[0].0, "c");
}

#[test]
fn leaks_are_found() {
    for (text, at) in [
        ("[a [b](https://x.example/) c](claim:x)", "](claim:x)"),
        ("[a](claim:x, y)", "](claim:x, y)"),
        ("[a\n\nb](claim:x)", "](claim:x)"),
        ("[a [b](claim:y) c](claim:x)", "](claim:x)"),
        ("[a][^n] c](actor:x)\n\n[^n]: N.", "](actor:x)"),
        ("a](source:x)", "](source:x)"),
        ("[it's \"[b](https://x.example/)\"](claim:x)", "](claim:x)"),
    ] {
        let found = read(text).found;
        assert_eq!(found, [("leaked-mark", at.to_owned())], "{text}");
    }
}

#[test]
fn empty_marks_are_found() {
    for (text, at) in [
        ("[](claim:x)", "[](claim:x)"),
        ("[ ](claim:x)", "[ ](claim:x)"),
        ("[a](claim:)", "claim:"),
        ("[a](claim:x,)", "claim:x,"),
        ("<claim:x>", "<claim:x>"),
        ("[a](actor:)", "actor:"),
        ("[](source:x)", "[](source:x)"),
        ("[^x] First.", "[^x]"),
    ] {
        let found = read(text).found;
        assert_eq!(found, [("empty-mark", at.to_owned())], "{text}");
    }
}

#[test]
fn headings_get_ids_without_references() {
    let page = clean("# A [claim](claim:c) here\n\n## B {#own}\n\n## B\n\n## B");
    let ids: Vec<_> = page.outline.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["a-claim-here", "own", "b", "b-1"]);
    let twice = read("## A {#x}\n\n## B {#x}").found;
    assert_eq!(twice, [("duplicate-id", "x".to_owned())]);
}

#[test]
fn destinations_have_their_places() {
    let text = "[a](../x/index.md#y \"t\") ![b](<pic one.png>) <https://e.example/> [c][r]\n\n[r]: https://r.example/";
    let mut files = Files::default();
    let id = files.add(FilePath::new("content/a.md").unwrap(), text);
    let file = files.get(id);
    let outline =
        parse(file, 0..text.len(), Dialect::Onrecord, &Lang::default(), &mut Sink::default()).outline;
    let places: Vec<_> =
        outline.links.iter().chain(&outline.images).map(|link| file.slice(link.span)).collect();
    assert_eq!(places, ["../x/index.md#y", "https://e.example/", "[c][r]", "pic one.png"]);
}

/// Checks that elements and marks close in the order in which they opened, and that marks are numbered by place.
fn check_nesting(text: &str) {
    let mut files = Files::default();
    let id = files.add(FilePath::new("content/a.md").unwrap(), text);
    let file = files.get(id);
    let document = parse(file, 0..text.len(), Dialect::Onrecord, &Lang::default(), &mut Sink::default());
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut references = vec![0; document.outline.marks.len()];
    for piece in &document.pieces {
        assert!(piece.range.end <= text.len(), "{text:?}");
        match &piece.step {
            Step::MarkStart { mark, .. } => open.push(Some(*mark)),
            Step::MarkEnd { mark } => assert_eq!(open.pop(), Some(Some(*mark)), "{text:?}"),
            Step::Reference { mark } => references[*mark] += 1,
            Step::Markdown(Event::Start(_)) => open.push(None),
            Step::Markdown(Event::End(_)) => assert_eq!(open.pop(), Some(None), "{text:?}"),
            Step::Markdown(_) => {}
        }
    }
    assert!(open.is_empty(), "{text:?}");
    assert!(references.iter().all(|count| *count == 1), "one reference for each mark: {text:?}");
    let spans: Vec<_> = document.outline.marks.iter().map(|mark| mark.span).collect();
    assert!(spans.is_sorted(), "{text:?}");
}

proptest! {
    #[test]
    fn everything_nests(
        text in "(One\\. |two |é |[\\[]|[\\]][(]claim:a[)]|[\\]][(]claim:a,b[)]|[\\[]\\^a[\\]]|[\\[]\\^b[\\]]|\\*|\\*\\*|_|`|\n|\n\n|> |- |[|]|\n[|]-[|]\n|<b>|</b>|\\\\|!|[\\[]\\^n[\\]]: |# |\"|')" ,
        more in "(One\\. |two |é |[\\[]|[\\]][(]claim:a[)]|[\\[]\\^a[\\]]|[\\[]\\^b[\\]]|\\*|\\*\\*|`|\n|\n\n|> |- |[|]|<b>|\\\\|~~|!){0,24}",
    ) {
        check_nesting(&format!("{text}{more}"));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        check_nesting(&text);
    }
}
