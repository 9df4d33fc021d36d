use proptest::prelude::{Just, Strategy, any, prop, proptest};

use super::{Verdict, Words, plain};

fn said(text: &str, quote: &str) -> String {
    match Words::new(text).verdict(quote) {
        Verdict::Same => "same".to_owned(),
        Verdict::Changed(why) => why,
    }
}

#[test]
fn white_space_and_quotation_marks_may_differ() {
    let text = "He said:\n  “We   won’t go,” and left.\u{A0}Then\r\nit rained; na\u{69}\u{308}ve\u{AD}ly so.";
    for quote in
        ["\"We won't go,\" and", "«We won’t go,» and left. Then it rained", "naïvely so", "said: 'We"]
    {
        assert_eq!(said(text, quote), "same", "{quote}");
    }
    assert_eq!(said("C'est « un lieu » sûr.", "\"un lieu\" sûr"), "same");
    assert_eq!(said("他说这是一个测试。", "这是一个"), "same", "words without spaces between them");
}

#[test]
fn everything_else_is_a_change() {
    let text = "The group has signalled no willingness to talk - at least 1,500 people heard it.";
    for (quote, wanted) in [
        (
            "signalled a willingness to talk",
            "the source has \"signalled no willingness\" where the quote has \"signalled a willingness\"",
        ),
        ("the group has", "the source has \"The group\" where the quote has \"the group\""),
        ("willingness to talk – at least", "the source has \"talk - at\" where the quote has \"talk – at\""),
        (
            "has signalled willingness to talk",
            "\"signalled no willingness\" where the quote has \"signalled willingness\"",
        ),
        ("500 people heard it", "the source has \"1,500\" where the quote has \"500\""),
        ("people heard it!", "the source has \"it.\" where the quote has \"it!\""),
        ("The groups has signalled no will to talk", "; it differs in one more place"),
        (
            "a quite different sentence on ferries",
            "no passage of the source is like \"a quite different sentence on ferries\"",
        ),
        ("[…]", "the quote holds no words"),
    ] {
        let said = said(text, quote);
        assert!(said.contains(wanted), "{quote}: {said}");
    }
    assert_eq!(said("They can't do it.", "They can"), "the source has \"can't\" where the quote has \"can\"");
    assert_eq!(said("The council's vote stands.", "The council"), "same");
}

#[test]
fn what_is_left_out_is_marked_and_the_rest_in_order() {
    let text = "We met on Monday. We talked for hours, in vain. We shall meet again.";
    for quote in
        ["We met … We shall meet", "met on Monday. [...] in vain.", "... talked for hours […]", "We ... We"]
    {
        assert_eq!(said(text, quote), "same", "{quote}");
    }
    assert_eq!(
        said(text, "We shall meet again. … We met"),
        "the source has \"We met\" before the words that precede it in the quote"
    );
    assert!(
        said(text, "We met We shall").starts_with("the source has"),
        "nothing says that words are left out"
    );
    assert_eq!(said("Well … perhaps [sic] so.", "Well … perhaps [sic]"), "same", "the source's own");
}

#[test]
fn html_is_read_as_readers_see_it() {
    let html = "<!doctype html><title>A &amp; B</title><style>p{}</style><script>if (a<b) x()</script>\
        <p>Line&nbsp;7 is <em>un</em>safe.</p><p>Stay <q>home</q>!<br>Now<!-- no --> &eacute;&#8217;s</p><template>Never</template>";
    let text = plain(html);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words.join(" "), "A & B Line 7 is unsafe. Stay \"home\"! Now é’s");
    assert_eq!(said(&text, "safe"), "no passage of the source is like \"safe\"", "no part of a word");
    assert_eq!(said(&text, "unsafe. Stay 'home'!"), "same");
    assert_eq!(plain("<p>open <b"), " open ");
}

#[test]
fn a_long_quote_from_a_long_text() {
    let text: Vec<String> = (0..50_000).map(|n| format!("w{}", n * 7919 % 5_003)).collect();
    let text = text.join(" ");
    let words = Words::new(&text);
    let quote = &text[text.len() / 2..];
    let quote = &quote[quote.find(' ').unwrap()..];
    assert_eq!(words.verdict(quote), Verdict::Same);
    let changed = quote.replacen("w1 ", "v1 ", 1);
    assert!(matches!(words.verdict(&changed), Verdict::Changed(why) if why.contains("v1")));
    let same = Words::new(&"a ".repeat(50_000));
    assert!(matches!(same.verdict(&format!("{}b", "a ".repeat(25_000))), Verdict::Changed(_)));
}

/// Words with a sign here and there, each behind white space.
fn text() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-dA-Dé]{1,4}[,.;’\"]?", 4..60)
}

proptest! {
    #[test]
    fn a_span_is_the_same_whatever_its_white_space_and_quotation_marks(
        (words, from, to) in text().prop_flat_map(|words| {
            let len = words.len();
            (Just(words), 0..len).prop_flat_map(move |(words, from)| (Just(words), Just(from), from + 1..=len))
        }),
        space in prop::sample::select(vec![" ", "\n", "  \t", "\u{A0}", "\u{2009}\n"]),
        mark in prop::sample::select(vec!["'", "\"", "“", "»", "‘"]),
    ) {
        let quote = words[from..to].join(space).replace(['’', '"'], mark);
        assert_eq!(Words::new(&words.join(" ")).verdict(&quote), Verdict::Same);
    }

    #[test]
    fn a_changed_letter_is_a_change(words in text(), at in any::<prop::sample::Index>()) {
        let text = words.join(" ");
        let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphabetic()).collect();
        let (at, letter) = letters[at.index(letters.len())];
        let quote = format!("{}z{}", &text[..at], &text[at + letter.len_utf8()..]);
        assert!(matches!(Words::new(&text).verdict(&quote), Verdict::Changed(_)));
    }

    #[test]
    fn any_text_and_any_quote(text in any::<String>(), quote in any::<String>()) {
        let _ = Words::new(&text).verdict(&quote);
        let _ = Words::new(&plain(&text)).verdict(&text);
    }
}
