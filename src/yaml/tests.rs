use proptest::prelude::{any, proptest};

use super::{Cx, Node, Value, parse};
use crate::diagnostic::Sink;
use crate::files::Files;
use crate::paths::FilePath;
use crate::rules::Rule;

fn read(text: &str) -> (Option<Node>, Vec<(Rule, String)>) {
    let mut files = Files::default();
    let id = files.add(FilePath::new("a.yaml").unwrap(), text);
    let file = files.get(id);
    let mut sink = Sink::default();
    let node = parse(0..text.len(), &mut Cx { file, sink: &mut sink });
    let found = sink.finish(&crate::diagnostic::Levels::default(), &files);
    (node, found.iter().map(|d| (d.rule, file.slice(d.span).to_owned())).collect())
}

fn scalars(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Null => vec!["<null>".to_owned()],
        Value::Scalar(text) => vec![text.clone()],
        Value::List(items) => items.iter().flat_map(scalars).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, node)| scalars(node)).collect(),
    }
}

#[test]
fn scalars_keep_the_text_the_editor_wrote() {
    let (node, found) = read(
        "a: 2025\nb: no\nc: 012\nd: 1.10\ne: 12:30\nf: 1_000\ng: NO\nh: 2025-01-20\ni: ~\nj:\nk: \"~\"\n",
    );
    assert_eq!(found, []);
    assert_eq!(
        scalars(&node.unwrap()),
        ["2025", "no", "012", "1.10", "12:30", "1_000", "NO", "2025-01-20", "<null>", "<null>", "~"]
    );
}

#[test]
fn spans_cover_the_words_without_quotation_marks() {
    let text = "k: \"vä l\"\nlist: [a, 'b c']\nm:\n  x: 1\n  y: 2\n";
    let mut files = Files::default();
    let id = files.add(FilePath::new("a.yaml").unwrap(), text);
    let file = files.get(id);
    let mut sink = Sink::default();
    let node = parse(0..text.len(), &mut Cx { file, sink: &mut sink }).unwrap();
    let Value::Map(entries) = &node.value else { panic!("a mapping") };
    assert_eq!(file.slice(entries[0].1.span), "vä l");
    let Value::List(items) = &entries[1].1.value else { panic!("a list") };
    assert_eq!(file.slice(items[1].span), "b c");
    assert_eq!(file.slice(entries[1].1.span), "[a, 'b c']");
    assert_eq!(file.slice(entries[2].1.span), "x: 1\n  y: 2");
}

#[test]
fn duplicate_keys_are_found_and_the_first_is_kept() {
    let (node, found) = read("a: 1\nb: 2\na: 3\n");
    assert_eq!(found, [(Rule::DuplicateKey, "a".to_owned())]);
    assert_eq!(scalars(&node.unwrap()), ["1", "2"]);
}

#[test]
fn slips_are_syntax_errors_at_their_place() {
    for (text, at) in [
        ("says: He said: no\n", ":"),
        ("a:\n\tb: 1\n", "\t"),
        ("a: @x\n", "@"),
        ("a: *x\n", "*"),
        ("a: &x y\n", "y"),
        ("a: [1, 2\nb: 3\n", ""),
        ("a: \"open\nb: 1\n", ""),
        ("a: 1\n---\nb: 2\n", ""),
    ] {
        let (node, found) = read(text);
        assert_eq!(node, None, "{text}");
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, Rule::YamlSyntax, "{text}");
        assert!(at.is_empty() || found[0].1 == at, "{text}: {found:?}");
    }
}

#[test]
fn deep_nesting_ends_in_an_error() {
    let (node, found) = read(&format!("a: {}", "[".repeat(5000)));
    assert_eq!(node, None);
    assert_eq!(found[0].0, Rule::YamlSyntax);
    let (_, found) = read(&"- ".repeat(5000));
    assert_eq!(found[0].0, Rule::YamlSyntax);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn no_yaml_like_text_makes_it_panic(text in "([a-c]: |- |\\[|\\]|\\{|\\}|\"|'|\n|  |\t|é|#|&|\\*|!|\\||>|, |x|~){0,40}") {
        read(&text);
    }
}
