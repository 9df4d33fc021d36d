//! Marks: what they cover, where their references stand, how they nest, and what leaks.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Dialect, Document, Outline, Step, parse, unused_definitions};
use crate::diagnostic::{Levels, Sink};
use crate::files::{File, Files};
use crate::model::text::Lang;
use crate::paths::{FilePath, Written};
use crate::rules::Rule;
use crate::slug::PageParts;

/// The page of an article with corrections, which keeps the most ids for itself.
const ALL_PARTS: PageParts = PageParts { explainer: true, corrections: true };

fn file(text: &str) -> File {
    let mut files = Files::default();
    let id = files.add(FilePath::new("a.md").unwrap(), text);
    files.get(id).clone()
}

fn read<'a>(file: &'a File, lang: &str) -> (Document<'a>, Vec<(Rule, String)>) {
    let mut sink = Sink::default();
    let document = parse(
        file,
        0..file.text.len(),
        Dialect::Onrecord(ALL_PARTS),
        &lang.parse::<Lang>().unwrap(),
        &mut sink,
    );
    let mut files = Files::default();
    files.add(file.path.clone(), file.text.clone());
    let found = sink.finish(&Levels::default(), &files);
    (document, found.iter().map(|d| (d.rule, file.slice(d.span).to_owned())).collect())
}

/// Writes the steps: `⟦0:` and `⟧` around the words of mark 0, `⟦0+:` where a further part begins, `†0` its reference.
fn draw(document: &Document<'_>) -> String {
    let mut out = String::new();
    for piece in &document.pieces {
        match &piece.step {
            Step::MarkStart { mark, first } => {
                out.push_str(&format!("⟦{mark}{}:", if *first { "" } else { "+" }));
            }
            Step::MarkEnd { .. } => out.push('⟧'),
            Step::Reference { mark } => out.push_str(&format!("†{mark}")),
            Step::Markdown(event) => draw_event(event, &mut out),
        }
    }
    out
}

fn draw_event(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => out.push('¶'),
        Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => out.push('_'),
        Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => out.push_str("**"),
        Event::Start(Tag::Link { .. }) => out.push_str("<a>"),
        Event::End(TagEnd::Link) => out.push_str("</a>"),
        Event::Start(Tag::Image { .. }) => out.push_str("<img>"),
        Event::End(TagEnd::Image) => out.push_str("</img>"),
        Event::Start(tag) => out.push_str(&format!("<{}>", word(&format!("{tag:?}")))),
        Event::End(tag) => out.push_str(&format!("</{}>", word(&format!("{tag:?}")))),
        Event::Text(text) => out.push_str(text),
        Event::Code(text) => out.push_str(&format!("`{text}`")),
        Event::Html(html) | Event::InlineHtml(html) => out.push_str(html),
        Event::FootnoteReference(label) => out.push_str(&format!("(fn {label})")),
        Event::SoftBreak => out.push('␤'),
        Event::HardBreak => out.push('⏎'),
        other => out.push_str(&word(&format!("{other:?}"))),
    }
}

fn word(debug: &str) -> String {
    debug.chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// Draws a text that has nothing wrong with it.
#[track_caller]
fn drawn(text: &str) -> String {
    let file = file(text);
    let (document, found) = read(&file, "en");
    assert_eq!(found, [], "{text}");
    draw(&document)
}

/// Returns a text's findings, and its words as they are drawn all the same.
fn found(text: &str) -> (Vec<(Rule, String)>, String) {
    let file = file(text);
    let (document, found) = read(&file, "en");
    (found, draw(&document))
}

/// Returns the marks as `claims: words`.
#[track_caller]
fn marks(text: &str) -> Vec<String> {
    outline(text)
        .marks
        .iter()
        .map(|mark| {
            let claims: Vec<&str> = mark.claims.iter().map(|(name, _)| name.as_str()).collect();
            format!("{}: {}", claims.join(","), mark.words)
        })
        .collect()
}

fn outline(text: &str) -> Outline {
    let file = file(text);
    read(&file, "en").0.outline
}

mod words {
    use super::{drawn, marks};

    #[test]
    fn make_one_claim() {
        assert_eq!(
            drawn("It [signalled it would talk](claim:talks)."),
            "¶It ⟦0:signalled it would talk⟧†0.¶"
        );
        assert_eq!(marks("It [signalled it would talk](claim:talks)."), ["talks: signalled it would talk"]);
    }

    #[test]
    fn make_several_claims() {
        assert_eq!(drawn("[a b](claim:x,y)"), "¶⟦0:a b⟧†0¶");
        assert_eq!(marks("[a b](claim:x,y) and [c](claim:other/path/x)"), ["x,y: a b", "other/path/x: c"]);
    }

    #[test]
    fn name_each_claim_once() {
        assert_eq!(marks("[a b](claim:x,y,x)"), ["x,y: a b"]);
    }

    #[test]
    fn hold_other_elements() {
        assert_eq!(
            drawn("[an *old* `file` and **a *bold* one**](claim:x)"),
            "¶⟦0:an _old_ `file` and **a _bold_ one**⟧†0¶"
        );
        assert_eq!(
            marks("[an *old* `file` and **a *bold* one**](claim:x)"),
            ["x: an old file and a bold one"]
        );
        assert_eq!(
            drawn("[a ~~b~~ ![c](d.png)](claim:x)"),
            "¶⟦0:a <Strikethrough>b</Strikethrough> <img>c</img>⟧†0¶"
        );
        assert_eq!(drawn("*an [old](claim:x) file*"), "¶_an ⟦0:old⟧†0 file_¶");
        assert_eq!(marks("[over\ntwo lines](claim:x)"), ["x: over two lines"]);
    }

    #[test]
    fn hold_an_autolink() {
        assert_eq!(drawn("[a <https://a.example> d](claim:x) e"), "¶⟦0:a <a>https://a.example</a> d⟧†0 e¶");
    }

    #[test]
    fn may_be_written_as_a_reference_or_with_a_title_or_brackets() {
        assert_eq!(drawn("[words][c]\n\n[c]: claim:x"), "¶⟦0:words⟧†0¶");
        assert_eq!(drawn("[words](<claim:x>)"), "¶⟦0:words⟧†0¶");
        assert_eq!(drawn("[words](claim:x \"title\")"), "¶⟦0:words⟧†0¶");
        assert_eq!(drawn("[a \\] b \\[ [c]](claim:x)"), "¶⟦0:a ] b [ [c]⟧†0¶");
    }

    #[test]
    fn in_every_block() {
        assert_eq!(drawn("## A [b](claim:x) c"), "<Heading>A ⟦0:b⟧†0 c</Heading>");
        assert_eq!(drawn("A [b](claim:x)\n===\n"), "<Heading>A ⟦0:b⟧†0</Heading>");
        assert_eq!(
            drawn("- [a](claim:x)\n- b\n"),
            "<List><Item>⟦0:a⟧†0</Item><Item>b</Item></List>",
            "a tight list"
        );
        assert_eq!(
            drawn("1. [a](claim:x)\n\n2. b\n"),
            "<List><Item>¶⟦0:a⟧†0¶</Item><Item>¶b¶</Item></List>",
            "a loose list"
        );
        assert_eq!(
            drawn("- a\n  - [b](claim:x)\n"),
            "<List><Item>a<List><Item>⟦0:b⟧†0</Item></List></Item></List>"
        );
        assert_eq!(drawn("- [x] [a](claim:x)"), "<List><Item>TaskListMarker⟦0:a⟧†0</Item></List>");
        assert_eq!(
            drawn("| h |\n|---|\n| [a](claim:x) |\n"),
            "<Table><TableHead><TableCell>h</TableCell></TableHead><TableRow><TableCell>⟦0:a⟧†0</TableCell></TableRow></Table>"
        );
        assert_eq!(drawn("> [a](claim:x)"), "<BlockQuote>¶⟦0:a⟧†0¶</BlockQuote>");
        assert_eq!(drawn("> [!NOTE]\n> [a](claim:x)"), "<BlockQuote>¶⟦0:a⟧†0¶</BlockQuote>");
        assert_eq!(
            drawn("See.[^1]\n\n[^1]: Says [a](claim:x)."),
            "¶See.(fn 1)¶<FootnoteDefinition>¶Says ⟦0:a⟧†0.¶</FootnoteDefinition>"
        );
    }
}

mod sentences {
    use super::{draw, drawn, file, marks, read};

    #[test]
    fn at_the_start_in_the_middle_and_at_the_end_of_a_paragraph() {
        assert_eq!(drawn("One is. Two is."), "¶One is. Two is.¶");
        assert_eq!(drawn("One is.[^a] Two is. Three is."), "¶⟦0:One is.⟧†0 Two is. Three is.¶");
        assert_eq!(drawn("One is. Two is.[^a] Three is."), "¶One is. ⟦0:Two is.⟧†0 Three is.¶");
        assert_eq!(drawn("One is. Two is. Three is.[^a]"), "¶One is. Two is. ⟦0:Three is.⟧†0¶");
        assert_eq!(marks("One is. Two is.[^a] Three is."), ["a: Two is."]);
        assert_eq!(drawn("One is.\nTwo\nis.[^a]\nThree is."), "¶One is.␤⟦0:Two␤is.⟧†0␤Three is.¶");
        assert_eq!(marks("One is.\nTwo\nis.[^a]\nThree is."), ["a: Two is."]);
    }

    #[test]
    fn before_the_full_stop_and_in_the_middle() {
        assert_eq!(drawn("One is. Two is[^a]."), "¶One is. ⟦0:Two is⟧†0.¶");
        assert_eq!(drawn("One is. Two is,[^a] and three."), "¶One is. ⟦0:Two is,⟧†0 and three.¶");
        assert_eq!(marks("One is. Two is,[^a] and three."), ["a: Two is,"]);
        assert_eq!(drawn("No full stop[^a]"), "¶⟦0:No full stop⟧†0¶");
    }

    #[test]
    fn space_before_the_mark_is_left_out_of_the_words() {
        assert_eq!(marks("One is. Two is. [^a] Three is."), ["a: Two is."]);
    }

    #[test]
    fn abbreviations_end_none() {
        for text in [
            "The U.S. envoy met Mr. Smith in St. Louis.",
            "Prices rose by 3.5 per cent to $1.20.",
            "He said: “No. Never.”",
            "Is it so?",
        ] {
            assert_eq!(marks(&format!("It began. {text}[^a] Later it ended."))[0], format!("a: {text}"));
        }
    }

    #[test]
    fn other_languages() {
        let file = file("Es begann. Das war z. B. am 3. Mai in Berlin.[^a] Dann nicht.");
        let (document, _) = read(&file, "de");
        assert_eq!(draw(&document), "¶Es begann. ⟦0:Das war z. B. am 3. Mai in Berlin.⟧†0 Dann nicht.¶");
    }

    #[test]
    fn with_elements_inside() {
        assert_eq!(
            drawn("One is. He *said* in [the report](b.md) that `x` **is**.[^a] Next."),
            "¶One is. ⟦0:He _said_ in <a>the report</a> that `x` **is**.⟧†0 Next.¶"
        );
        assert_eq!(
            marks("He *said* in [the report](b.md) that **is**.[^a]"),
            ["a: He said in the report that is."]
        );
        assert_eq!(drawn("*He* said.[^a]"), "¶⟦0:_He_ said.⟧†0¶");
        assert_eq!(drawn("One is. *He* said.[^a]"), "¶One is. ⟦0:_He_ said.⟧†0¶");
        assert_eq!(drawn("[All of it.](b.md)[^a]"), "¶⟦0:<a>All of it.</a>⟧†0¶");
        assert_eq!(drawn("*All of it.*[^a]"), "¶⟦0:_All of it._⟧†0¶");
        assert_eq!(drawn("*All of it.[^a]*"), "¶_⟦0:All of it.⟧†0_¶");
        assert_eq!(drawn("`code` began it.[^a]"), "¶⟦0:`code` began it.⟧†0¶");
        assert_eq!(drawn("![a b](c.png) shows it.[^a]"), "¶⟦0:<img>a b</img> shows it.⟧†0¶");
        assert_eq!(
            drawn("One is.[^1] Two is.[^a]\n\n[^1]: x"),
            "¶One is.(fn 1) ⟦0:Two is.⟧†0¶<FootnoteDefinition>¶x¶</FootnoteDefinition>"
        );
    }

    #[test]
    fn that_cross_elements_are_split_and_have_one_reference() {
        assert_eq!(drawn("*One is. Two* is.[^a]"), "¶_One is. ⟦0:Two⟧_⟦0+: is.⟧†0¶");
        assert_eq!(drawn("*One is. Two is.*[^a]"), "¶_One is. ⟦0:Two is.⟧_†0¶");
        assert_eq!(
            drawn("**One is. *Two* is. Three** is *so.[^a] Four*."),
            "¶**One is. _Two_ is. ⟦0:Three⟧**⟦0+: is ⟧_⟦0+:so.⟧†0 Four_.¶"
        );
        assert_eq!(drawn("One *is.[^a] Two* is."), "¶⟦0:One ⟧_⟦0+:is.⟧†0 Two_ is.¶");
        assert_eq!(marks("*One is. Two* is.[^a]"), ["a: Two is."]);
    }

    #[test]
    fn shared_and_several() {
        assert_eq!(drawn("One is. Two is.[^a][^b]"), "¶One is. ⟦0:⟦1:Two is.⟧⟧†0†1¶");
        assert_eq!(marks("One is. Two is.[^a][^b]"), ["a: Two is.", "b: Two is."]);
        assert_eq!(drawn("One is.[^a] Two is.[^b]"), "¶⟦0:One is.⟧†0 ⟦1:Two is.⟧†1¶");
        assert_eq!(drawn("One is,[^a] two is.[^b]"), "¶⟦1:⟦0:One is,⟧†0 two is.⟧†1¶");
        assert_eq!(marks("One is,[^a] two is.[^b]"), ["a: One is,", "b: One is, two is."]);
        assert_eq!(drawn("One is.[^a]\n\nTwo is.[^a]"), "¶⟦0:One is.⟧†0¶¶⟦1:Two is.⟧†1¶");
    }

    #[test]
    fn lie_in_each_other_only_so_deep() {
        let drawn = drawn(&"word [^a]".repeat(500));
        let (mut depth, mut deepest) = (0, 0);
        for c in drawn.chars() {
            depth += i32::from(c == '⟦') - i32::from(c == '⟧');
            deepest = deepest.max(depth);
        }
        assert_eq!((depth, deepest), (0, 32));
    }

    #[test]
    fn that_hold_marked_words() {
        assert_eq!(drawn("One is. It [began](claim:a) there.[^b]"), "¶One is. ⟦1:It ⟦0:began⟧†0 there.⟧†1¶");
        assert_eq!(marks("It [began](claim:a) there.[^b]"), ["a: began", "b: It began there."]);
        assert_eq!(drawn("[All of it.](claim:a)[^b]"), "¶⟦1:⟦0:All of it.⟧⟧†0†1¶");
        assert_eq!(drawn("[One is. Two](claim:a) is.[^b]"), "¶⟦0:One is. ⟦1:Two⟧⟧†0⟦1+: is.⟧†1¶");
        let sentence: Vec<bool> =
            super::outline("It [began](claim:a) there.[^b]").marks.iter().map(|mark| mark.sentence).collect();
        assert_eq!(sentence, [false, true]);
        assert_eq!(drawn("One is.[^b] It [began](claim:a)."), "¶⟦0:One is.⟧†0 It ⟦1:began⟧†1.¶");
    }

    #[test]
    fn in_every_block() {
        assert_eq!(drawn("## One is[^a]"), "<Heading>⟦0:One is⟧†0</Heading>");
        assert_eq!(
            drawn("- One. Two.[^a]\n- Three.[^b]\n"),
            "<List><Item>One. ⟦0:Two.⟧†0</Item><Item>⟦1:Three.⟧†1</Item></List>"
        );
        assert_eq!(
            drawn("- One.[^a]\n\n- Two.\n"),
            "<List><Item>¶⟦0:One.⟧†0¶</Item><Item>¶Two.¶</Item></List>"
        );
        assert_eq!(drawn("> One.\n> Two.[^a]"), "<BlockQuote>¶One.␤⟦0:Two.⟧†0¶</BlockQuote>");
        assert_eq!(
            drawn("| h |\n|---|\n| One. Two.[^a] |\n"),
            "<Table><TableHead><TableCell>h</TableCell></TableHead><TableRow><TableCell>One. ⟦0:Two.⟧†0</TableCell></TableRow></Table>"
        );
        assert_eq!(
            drawn("See.[^1]\n\n[^1]: One. Two.[^a]"),
            "¶See.(fn 1)¶<FootnoteDefinition>¶One. ⟦0:Two.⟧†0¶</FootnoteDefinition>"
        );
        assert_eq!(drawn("- [ ] Done.[^a]"), "<List><Item>TaskListMarker⟦0:Done.⟧†0</Item></List>");
    }

    #[test]
    fn smart_punctuation_changes_nothing() {
        assert_eq!(
            drawn("\"One\" is. It's \"two\" -- or...[^a] Next."),
            "¶“One” is. ⟦0:It’s “two” – or…⟧†0 Next.¶"
        );
        assert_eq!(marks("It's \"two\".[^a]"), ["a: It’s “two”."]);
        assert_eq!(marks("A &amp; B \\* C.[^a]"), ["a: A & B * C."]);
    }
}

mod text {
    use super::{Rule, drawn, found, marks};

    #[test]
    fn escaped_brackets_stay() {
        assert_eq!(drawn("One.\\[^x] Two."), "¶One.[^x] Two.¶");
        assert_eq!(drawn("One.[\\^x] Two."), "¶One.[^x] Two.¶");
        assert_eq!(drawn("One.[^x\\] Two."), "¶One.[^x] Two.¶");
        assert_eq!(drawn("One.&#91;^x] Two."), "¶One.[^x] Two.¶");
        assert_eq!(drawn("One\\\\[^x]"), "¶⟦0:One\\⟧†0¶", "the backslash itself is escaped");
    }

    #[test]
    fn code_stays() {
        assert_eq!(drawn("One `[^x]` and `[a](claim:b, c)`."), "¶One `[^x]` and `[a](claim:b, c)`.¶");
        assert_eq!(
            drawn("```\n[^x] [a](claim:b) ](claim:b, c)\n```\n"),
            "<CodeBlock>[^x] [a](claim:b) ](claim:b, c)\n</CodeBlock>"
        );
        assert_eq!(drawn("    A.[^x]\n"), "<CodeBlock>A.[^x]\n</CodeBlock>");
    }

    #[test]
    fn brackets_without_a_mark_stay() {
        for text in
            ["a [b] c", "x^2 and [2] and ^[y]", "5 [^ unclosed", "[x] a", "[^", "a \\[^] b", "a \\[^ b] c"]
        {
            assert_eq!(drawn(text), format!("¶{}¶", text.replace('\\', "")));
            assert!(marks(text).is_empty());
        }
    }

    #[test]
    fn footnotes_stay() {
        assert_eq!(
            drawn("One.[^x] Two.[^X]\n\n[^x]: Note.\n"),
            "¶One.(fn x) Two.(fn x)¶<FootnoteDefinition>¶Note.¶</FootnoteDefinition>",
            "labels are compared without regard to case"
        );
        assert!(marks("One.[^x]\n\n[^x]: Note.\n").is_empty());
        let twice = found("One.[^x]\n\n[^x]: Note.\n[^X]: Other.\n").0;
        assert_eq!(twice, [(Rule::DuplicateId, "[^X]".to_owned())]);
    }
}

mod traps {
    use super::{Rule, found};

    #[track_caller]
    fn leaks(text: &str, place: &str) {
        assert_eq!(found(text).0, [(Rule::LeakedMark, place.to_owned())], "{text}");
    }

    #[track_caller]
    fn empty(text: &str, place: &str) {
        assert_eq!(found(text).0, [(Rule::EmptyMark, place.to_owned())], "{text}");
    }

    #[test]
    fn marks_that_hold_a_link_or_footnote_leak() {
        leaks("[a [b](c.md) d](claim:x)", "](claim:x)");
        leaks("[a [b](claim:y) d](claim:x)", "](claim:x)");
        leaks("[a [b](c.md) d](actor:x)", "](actor:x)");
        leaks("[it's \"[b](c.md)\"](claim:x)", "](claim:x)");
        leaks("a](source:x)", "](source:x)");
        leaks("[a][^n] c](actor:x)\n\n[^n]: N.", "](actor:x)");
        leaks("[a [b](c.md) d](source:x)", "](source:x)");
    }

    #[test]
    fn a_footnote_inside_a_mark() {
        let (found, drawn) = found("[a[^1] d](claim:x)\n\n[^1]: Note.");
        assert_eq!(found, [(Rule::LeakedMark, "](claim:x)".to_owned())], "{drawn}");
    }

    #[test]
    fn a_space_behind_the_comma() {
        leaks("[a](claim:b, c) d", "](claim:b, c)");
        leaks("[a](claim:b, c) d [e](claim:f)", "](claim:b, c)");
        leaks("*[a](claim:b, c)* d", "](claim:b, c)");
        leaks("[it's \"so\"](claim:b, c)", "](claim:b, c)");
        leaks("[a](claim:b 'c)", "](claim:b 'c)");
        leaks("[a](claim:b\n\nc", "](claim:");
        leaks("[a](claim:*b*, c)", "](claim:*b*, c)");
    }

    #[test]
    fn a_space_before_the_address() {
        leaks("[a] (claim:b) c", "] (claim:b)");
        leaks("[a] (source:b)", "] (source:b)");
    }

    #[test]
    fn other_links_leak_too() {
        leaks("[a](b c.pdf)", "](b c.pdf)");
        leaks("![a](b c.png)", "](b c.png)");
        assert_eq!(
            found("[a](<b c.pdf>) \\[a\\](b c.pdf) \\[a\\](claim:b) [a] (b)").0,
            [],
            "written as they stand"
        );
    }

    #[test]
    fn a_mark_across_paragraphs_or_cells() {
        leaks("[a\n\nb](claim:x)", "](claim:x)");
        leaks("| h | i |\n|---|---|\n| [a | b](claim:x) |", "](claim:x)");
        leaks("- [a\n- b](claim:x)", "](claim:x)");
    }

    #[test]
    fn several_leaks_are_all_reported() {
        let places: Vec<String> = found("[a](claim:b, c) and [d](claim:e, f)\n\n[g](actor:h i)")
            .0
            .into_iter()
            .map(|(_, at)| at)
            .collect();
        assert_eq!(places, ["](claim:b, c)", "](claim:e, f)", "](actor:h i)"]);
    }

    #[test]
    fn inside_raw_html() {
        leaks("<div>\n[a](claim:x)\n</div>", "](claim:x)");
        leaks("<b>[a](claim:x, y)</b>", "](claim:x, y)");
        for comment in
            ["<!-- [a](claim:x, y) -->", "<!--\n[a](claim:x)\n-->\n", "a <!-- [a](claim:x, y) --> b"]
        {
            let outline = super::outline(comment);
            assert_eq!(found(comment).0, [], "a comment is not seen");
            assert_eq!(outline.raw_html, [], "a comment is not raw HTML: {comment}");
        }
    }

    #[test]
    fn inside_an_image_or_link() {
        leaks("![a [b](claim:x)](c.png)", "[b](claim:x)");
        leaks("![a.[^x]](c.png)", "[^x]");
        leaks("[a.[^x]](c.md)", "[^x]");
        assert_eq!(found("![a.[^x]](c.png)").1, "¶<img>a.[^x]</img>¶");
    }

    #[test]
    fn without_words() {
        empty("a [](claim:x) b", "[](claim:x)");
        empty("a [ ](claim:x) b", "[ ](claim:x)");
        empty("a <claim:x> b", "<claim:x>");
        empty("[^x] One.", "[^x]");
        empty("One.\n\n [^x]\n\nTwo.", "[^x]");
        empty("a [](actor:x) b", "[](actor:x)");
        assert_eq!(found("a [](claim:x) b").1, "¶a  b¶");
    }

    #[test]
    fn without_a_name() {
        empty("[a](claim:)", "claim:");
        empty("[a](claim:x,)", "claim:x,");
        empty("[a](claim:,x)", "claim:,x");
        empty("[a](actor:)", "actor:");
        empty("[a](source:)", "source:");
    }

    #[test]
    fn a_name_that_cannot_be_one() {
        leaks("One.[^a--b] Two.", "[^a--b]");
        leaks("One.[^a*b*c] Two.", "[^a*b*c]");
    }

    #[test]
    fn two_headings_with_one_id() {
        let text = "# A {#x}\n\n## B {#x}\n";
        assert_eq!(found(text).0, [(Rule::DuplicateId, "x".to_owned())]);
    }
}

mod headings {
    use super::{Rule, found, outline};

    fn ids(text: &str) -> Vec<String> {
        outline(text).headings.into_iter().map(|heading| heading.id).collect()
    }

    #[test]
    fn ids_as_github_makes_them() {
        assert_eq!(
            ids("# What is *known*: `x`?\n\n## What is known: x\n"),
            ["what-is-known-x", "what-is-known-x-1"]
        );
        assert_eq!(ids("# Über\n# !!!\n# \n"), ["über", "section", "section-1"]);
        assert_eq!(ids("# A {#own}\n\n# Own\n"), ["own", "own-1"]);
        assert_eq!(ids("# Own\n\n# A {#own}\n"), ["own-1", "own"], "the editor's own ids come first");
    }

    #[test]
    fn references_stay_out_of_them() {
        let outline = outline("# It [began](claim:a) there[^b]\n");
        assert_eq!(
            (outline.headings[0].id.as_str(), outline.headings[0].text.as_str()),
            ("it-began-there", "It began there")
        );
        assert_eq!(outline.headings[0].level, 1);
        let footnotes = super::outline("# A[^1]\n\n[^1]: x");
        assert_eq!(footnotes.headings[0].text, "A");
    }

    #[test]
    fn ids_of_the_page_itself_are_taken() {
        assert_eq!(
            ids("# Timeline\n\n# How we know\n\n# Corrections\n\n# Main\n"),
            ["timeline-1", "how-we-know-1", "corrections-1", "main-1"]
        );
        assert_eq!(
            ids("# Claim a\n\n# Note a\n\n# Claim b\n\n[x](claim:a)\n"),
            ["claim-a-1", "note-a-1", "claim-b"]
        );
        assert_eq!(ids("# Fn 1\n\nx[^n]\n\n[^n]: y\n"), ["fn-1-1"]);
        assert_eq!(found("# A {#timeline}\n").0, [(Rule::DuplicateId, "timeline".to_owned())]);
    }
}

mod places {
    use super::{Written, file, read, unused_definitions};

    #[test]
    fn of_marks_and_their_claims() {
        let file = file("é [a *b*](claim:x,yy) [c](<claim:z>) [d][r] One.[^s]\n\n[r]: claim:t\n");
        let (document, _) = read(&file, "en");
        let marks: Vec<(&str, Vec<&str>)> = document
            .outline
            .marks
            .iter()
            .map(|mark| {
                (file.slice(mark.span), mark.claims.iter().map(|(_, span)| file.slice(*span)).collect())
            })
            .collect();
        assert_eq!(
            marks,
            [
                ("[a *b*](claim:x,yy)", vec!["x", "yy"]),
                ("[c](<claim:z>)", vec!["claim:z"]),
                ("[d][r]", vec!["[d][r]"]),
                ("[^s]", vec!["[^s]"]),
            ]
        );
    }

    #[test]
    fn of_links_and_images() {
        let file = file(
            "[a](b.md) [c](<d e.md> \"f\") [g]( h.md 'i' ) [j][k] ![l](m.png) <https://n.example> <o@p.example> [q](r_(s).md) [`](`](t.md)\n\n[k]: u.md\n",
        );
        let (document, found) = read(&file, "en");
        assert_eq!(found, []);
        let of = |links: &[super::super::Link]| -> Vec<(String, String)> {
            links
                .iter()
                .map(|link| (file.slice(link.span).to_owned(), file.slice(link.whole).to_owned()))
                .collect()
        };
        let expected = [
            ("b.md", "[a](b.md)"),
            ("d e.md", "[c](<d e.md> \"f\")"),
            ("h.md", "[g]( h.md 'i' )"),
            ("[j][k]", "[j][k]"),
            ("https://n.example", "<https://n.example>"),
            ("o@p.example", "<o@p.example>"),
            ("r_(s).md", "[q](r_(s).md)"),
            ("t.md", "[`](`](t.md)"),
        ];
        assert_eq!(of(&document.outline.links), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(of(&document.outline.images), [("m.png".to_owned(), "![l](m.png)".to_owned())]);
        assert_eq!(document.outline.links[5].to, Written::External("mailto:o@p.example".to_owned()));
        assert_eq!(document.outline.images[0].words, "l");
    }

    #[test]
    fn of_footnotes_code_and_raw_html() {
        let file = file(
            "A[^b] <b>c</b> <!-- d -->\n\n[^b]: e\n[^f]: g\n\n<div>\n\n``` rust,x\n```\n\n> ~~~js\n> ~~~\n",
        );
        let (document, _) = read(&file, "en");
        let slices = |spans: &[(String, crate::files::Span)]| -> Vec<(String, String)> {
            spans.iter().map(|(name, span)| (name.clone(), file.slice(*span).to_owned())).collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(slices(&document.outline.definitions), [pair("b", "[^b]"), pair("f", "[^f]")]);
        assert_eq!(slices(&unused_definitions(&document.outline)), [pair("f", "[^f]")]);
        assert_eq!(slices(&document.outline.code_languages), [pair("rust", "rust"), pair("js", "js")]);
        let raw: Vec<&str> = document.outline.raw_html.iter().map(|span| file.slice(*span)).collect();
        assert_eq!(raw, ["<b>", "</b>", "<div>"]);
    }

    #[test]
    fn of_steps() {
        let file = file("x *One.* It's two.[^a]\n");
        let (document, _) = read(&file, "en");
        for piece in &document.pieces {
            assert!(file.text.get(piece.range.clone()).is_some(), "{piece:?}");
        }
    }
}

#[test]
fn the_lead_is_the_first_paragraph_without_references() {
    let outline = outline("# A\n\n- x\n\nIt *began*\nthere.[^a] [b](claim:c)\n\nTwo.\n");
    assert_eq!(outline.lead, "It began there. b");
    assert_eq!(outline.word_count, 7);
}

/// What is put together at random. The first ones come more often.
const PARTS: &[&str] = &[
    "[",
    "]",
    "](claim:a)",
    "[^a]",
    "*",
    " ",
    "a",
    ". ",
    "[",
    "]",
    "](claim:a)",
    "[^a]",
    "*",
    " ",
    "b c",
    ". ",
    "**",
    "`",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "|",
    "\n|-|-|\n",
    "<b>",
    "</b>",
    "\\",
    "é",
    "](claim:a,b)",
    "](claim:a, b)",
    "](b.md)",
    "[^",
    "\n[^b]: ",
    "[^b]",
    "[^B]",
    "![",
    "_",
    "```\n",
    "\r\n",
    "\r",
    "1. ",
    "# ",
    "    ",
    "<!--",
    "-->",
    "<claim:a>",
    "'",
    "\"",
    "...",
    "~~",
    "&amp;",
    "[x] ",
    " {#a}",
    "\t",
    "\n[r]: claim:a\n",
    "[r]",
    "U.S. ",
    "\0",
    "\u{202e}",
    "\u{301}",
    "> [!NOTE]\n",
    "---\n",
    "<div>\n",
];

fn markdownish() -> impl Strategy<Value = String> {
    vec(select(PARTS), 0..40).prop_map(|parts| parts.concat())
}

fn check_any(text: &str) -> Result<(), TestCaseError> {
    let file = file(text);
    let (document, found) = read(&file, "en");
    let mut open: Vec<String> = Vec::new();
    let mut begun = std::collections::BTreeSet::new();
    let mut references = vec![0; document.outline.marks.len()];
    let mut firsts = vec![0; document.outline.marks.len()];
    let mut links = 0_usize;
    for piece in &document.pieces {
        prop_assert!(file.text.get(piece.range.clone()).is_some(), "{:?}", piece);
        match &piece.step {
            Step::MarkStart { mark, first } => {
                firsts[*mark] += usize::from(*first);
                prop_assert_eq!(*first, begun.insert(*mark));
                open.push(format!("mark {mark}"));
            }
            Step::MarkEnd { mark } => prop_assert_eq!(open.pop(), Some(format!("mark {mark}"))),
            Step::Reference { mark } => {
                references[*mark] += 1;
                prop_assert_eq!(links, 0, "a reference is a link, and links do not nest");
            }
            Step::Markdown(Event::Start(tag)) => {
                links += usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                open.push(format!("{:?}", tag.to_end()));
            }
            Step::Markdown(Event::End(end)) => {
                links -= usize::from(matches!(end, TagEnd::Link | TagEnd::Image));
                prop_assert_eq!(open.pop(), Some(format!("{end:?}")));
            }
            Step::Markdown(_) => {}
        }
    }
    prop_assert!(open.is_empty());
    prop_assert!(references.iter().all(|n| *n == 1), "each mark has one reference: {references:?}");
    let spans: Vec<_> = document.outline.marks.iter().map(|mark| mark.span).collect();
    prop_assert!(spans.is_sorted());
    prop_assert!(
        document
            .outline
            .marks
            .iter()
            .zip(&firsts)
            .all(|(mark, firsts)| *firsts == 1 || mark.words.is_empty()),
        "each mark with words has a first part: {firsts:?}"
    );
    let starts = |wanted: fn(&Tag<'_>) -> bool| {
        let is_start = |step: &Step<'_>| matches!(step, Step::Markdown(Event::Start(tag)) if wanted(tag));
        document.pieces.iter().filter(|piece| is_start(&piece.step)).count()
    };
    prop_assert_eq!(document.outline.links.len(), starts(|tag| matches!(tag, Tag::Link { .. })));
    prop_assert_eq!(document.outline.images.len(), starts(|tag| matches!(tag, Tag::Image { .. })));
    prop_assert_eq!(document.outline.headings.len(), starts(|tag| matches!(tag, Tag::Heading { .. })));
    let mut ids: Vec<&str> = document.outline.headings.iter().map(|heading| heading.id.as_str()).collect();
    ids.sort_unstable();
    prop_assert!(
        ids.windows(2).all(|two| two[0] != two[1])
            || found.iter().any(|(rule, _)| *rule == Rule::DuplicateId),
        "two headings have one id, and nobody said so: {ids:?}"
    );
    Ok(())
}

proptest! {
    #[test]
    fn steps_nest_and_marks_are_in_order(text in markdownish()) {
        check_any(&text)?;
    }

    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        check_any(&text)?;
    }
}
