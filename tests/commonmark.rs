//! The examples of CommonMark 0.31.2 through our Markdown path: extensions, heading ids and URL policy off, raw HTML on.
//! Both sides are normalised: attribute order, entities, self-closing slashes, and white space where it has no meaning.

use std::sync::LazyLock;

use regex::Regex;

use crate::support::{read, root};

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)^<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*(/?)>"#).unwrap()
});

static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)([A-Za-z_:][\w.:-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?"#).unwrap()
});

/// Elements around which white space has no meaning.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "br",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
    "style",
    "script",
    "textarea",
];

fn decoded(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn normalised(html: &str) -> String {
    let (mut out, mut rest, mut in_pre) = (String::new(), html, false);
    let mut after_block = true;
    while !rest.is_empty() {
        if let Some(tag) = TAG.captures(rest) {
            let name = tag[2].to_lowercase();
            let is_block = BLOCKS.contains(&name.as_str());
            if is_block {
                out.truncate(out.trim_end().len());
            }
            let mut attributes: Vec<String> = ATTRIBUTE
                .captures_iter(&tag[3])
                .map(|part| {
                    let value = part.get(2).map_or("", |value| value.as_str()).trim_matches(['"', '\'']);
                    format!("{}=\"{}\"", part[1].to_lowercase(), decoded(value))
                })
                .collect();
            attributes.sort();
            let parts: Vec<String> =
                std::iter::once(format!("<{}{name}", &tag[1])).chain(attributes).collect();
            out.push_str(&parts.join(" "));
            out.push('>');
            if name == "pre" {
                in_pre = tag[1].is_empty();
            }
            after_block = is_block;
            rest = &rest[tag[0].len()..];
            continue;
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find('<').map_or(rest.len(), |n| n + first);
        let text = decoded(&rest[..end]);
        if in_pre {
            out.push_str(&text);
        } else {
            for (n, c) in text.chars().enumerate() {
                let is_space = c == ' ' || c == '\n' || c == '\t';
                let repeats = out.ends_with(' ') || n == 0 && after_block;
                match (is_space, repeats) {
                    (true, true) => {}
                    (true, false) => out.push(' '),
                    (false, _) => out.push(c),
                }
            }
        }
        after_block = after_block && text.trim().is_empty() && !in_pre;
        rest = &rest[end..];
    }
    out.trim().to_owned()
}

#[test]
fn all_652_examples() {
    let examples: serde_json::Value =
        serde_json::from_str(&read(&root().join("tests/commonmark/spec.json"))).unwrap();
    let examples = examples.as_array().unwrap();
    assert_eq!(examples.len(), 652);
    let mut wrong = Vec::new();
    for example in examples {
        // The specification writes tabs as arrows.
        let text = |key: &str| example[key].as_str().unwrap().replace('→', "\t");
        let (found, wanted) =
            (normalised(&onrecord::html::commonmark(&text("markdown"))), normalised(&text("html")));
        if found != wanted {
            wrong.push(format!(
                "{} ({}): {:?}\n  wanted {wanted:?}\n  found  {found:?}",
                example["number"],
                text("section"),
                text("markdown")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of 652 are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_means_something_is_kept() {
    for (one, other) in [
        ("<p>a</p>", "<p>b</p>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<em>a</em> b", "<em>a</em>b"),
        ("<a href=\"x\">", "<a href=\"y\">"),
    ] {
        assert_ne!(normalised(one), normalised(other));
    }
    assert_eq!(normalised("<p >a\n b &quot;</p>\n<hr />"), normalised("<p>a b \"</p><hr>"));
}
