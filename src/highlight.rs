//! Code in colour: from code and the name of its language to HTML with a few short classes.
//!
//! 1. The language's grammar is looked up by name, file ending or a common other name; the grammars are unpacked at the
//!    first use, which takes a moment that sites without code do not pay.
//! 2. The grammar gives each piece of text a stack of scopes (`keyword.control.rust`). The innermost scope that
//!    [`CLASSES`] knows decides the class; the theme's style sheet gives it a colour.
//! 3. Neighbours of one class share one `<span>`, and every character is escaped.
//!
//! Not done here: the `<pre>` around it, and colours.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Longer code stays plain: grammars are regular expressions, and nobody reads so much of it.
const MOST_BYTES: usize = 512 * 1024;

/// Code with a longer line stays plain: most grammars need quadratic time on one line.
const LONGEST_LINE: usize = 20_000;

/// Scopes by prefix and their class; the first that fits counts. Without a class, a scope ends the search:
/// code within a string (`${…}`) does not look like one.
///
/// `a` attribute, `c` comment, `d` deleted, `e` escape, `f` function, `g` tag or key, `h` heading, `i` inserted,
/// `k` keyword, `l` literal, `m` emphasis, `n` number, `o` operator, `s` string, `t` type, `v` variable, `x` invalid.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("constant.character.escape", "e"),
    ("constant.numeric", "n"),
    ("constant", "l"),
    ("entity.name.function", "f"),
    ("entity.name.section", "h"),
    ("entity.name.tag", "g"),
    ("entity.other.attribute-name", "a"),
    ("entity.name", "t"),
    ("entity.other.inherited-class", "t"),
    ("invalid", "x"),
    ("keyword.operator.word", "k"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("markup.bold", "m"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
    ("markup.inserted", "i"),
    ("markup.italic", "m"),
    ("markup.raw", "s"),
    ("meta.embedded", ""),
    ("meta.interpolation", ""),
    ("source", ""),
    ("storage", "k"),
    ("string.unquoted", ""),
    ("string", "s"),
    ("support.function", "f"),
    ("support.macro", "f"),
    ("support.constant", "l"),
    ("support.type.property-name", "g"),
    ("support", "t"),
    ("text", ""),
    ("variable.function", "f"),
    ("variable.language", "k"),
    ("variable.parameter", "v"),
    ("variable", "v"),
];

/// Names that people write and no grammar carries. Languages without a grammar are known, and plain.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("atom", "xml"),
    ("console", "sh"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("golang", "go"),
    ("html5", "html"),
    ("jinja", "html"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "js"),
    ("liquid", "html"),
    ("mermaid", "txt"),
    ("node", "js"),
    ("none", "txt"),
    ("output", "txt"),
    ("plain", "txt"),
    ("plaintext", "txt"),
    ("powershell", "txt"),
    ("ps1", "txt"),
    ("python3", "py"),
    ("regex", "txt"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("tera", "html"),
    ("text", "txt"),
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    // A prefix that is not one would be a slip in the table above; a test finds it.
    CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect()
});

/// Returns code as HTML, or `None` when the language is not known. Code that is too long to colour is only escaped.
pub fn highlight(language: &str, code: &str) -> Option<String> {
    let syntax = find(language)?;
    let mut html = Html::default();
    let too_long =
        code.len() > MOST_BYTES || code.lines().any(|line| line.chars().nth(LONGEST_LINE).is_some());
    if too_long || syntax.name == "Plain Text" {
        html.add("", code);
        return Some(html.finish());
    }
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        // A grammar that fails on a line leaves that line as it is.
        for (offset, change) in state.parse_line(line, &SYNTAXES).unwrap_or_default() {
            // Many changes come at one place; a class is worth finding only for text.
            if at < offset {
                html.add(class(&stack), &line[at..offset]);
                at = offset;
            }
            if stack.apply(&change).is_err() {
                stack = ScopeStack::new();
            }
        }
        html.add(class(&stack), &line[at..]);
    }
    Some(html.finish())
}

/// Tells whether a language is known.
pub fn known(language: &str) -> bool {
    find(language).is_some()
}

/// Returns the known language whose name is most like the one given, if one is like it at all.
pub fn nearest(language: &str) -> Option<String> {
    let wanted = language.to_lowercase();
    let length = wanted.chars().count();
    // One slip in a short name, two in a longer one.
    let most = if length < 3 { 0 } else { 1 + usize::from(length > 5) };
    let names = SYNTAXES.syntaxes().iter().flat_map(|syntax| {
        let name = syntax.name.to_lowercase();
        std::iter::once(name).chain(syntax.file_extensions.iter().cloned())
    });
    let usual = |name: &String| {
        name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || "+-#".contains(c))
    };
    let others = OTHER_NAMES.iter().map(|(name, _)| (*name).to_owned());
    let near =
        names.chain(others).filter(usual).map(|name| (strsim::damerau_levenshtein(&wanted, &name), name));
    // Names before shorter endings, and the order of the alphabet, so that every run suggests the same.
    let best = near.filter(|(distance, _)| *distance <= most);
    best.min_by(|(a, x), (b, y)| a.cmp(b).then(y.len().cmp(&x.len())).then(x.cmp(y))).map(|(_, name)| name)
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_lowercase();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == language).map(|(_, name)| *name);
    // An empty name would find the grammars of files without an ending.
    let name = Some(other.unwrap_or(&language)).filter(|name| !name.is_empty())?;
    SYNTAXES.find_syntax_by_token(name)
}

/// Returns the class of the innermost scope that has one; empty for none.
fn class(stack: &ScopeStack) -> &'static str {
    let known = |scope: &Scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
    stack.scopes.iter().rev().find_map(known).map_or("", |(_, class)| class)
}

/// HTML that grows from the left, with at most one open `<span>`.
#[derive(Default)]
struct Html {
    text: String,
    open: &'static str,
    /// White space that waits to see whether the same class goes on behind it.
    space: String,
}

impl Html {
    fn add(&mut self, class: &'static str, code: &str) {
        let rest = code.trim_start();
        self.space.push_str(&code[..code.len() - rest.len()]);
        if rest.is_empty() {
            return;
        }
        if class == self.open {
            self.text.push_str(&self.space);
            self.space.clear();
        } else {
            self.close();
            if !class.is_empty() {
                self.text.extend(["<span class=\"", class, "\">"]);
                self.open = class;
            }
        }
        let word = rest.trim_end();
        self.space.push_str(&rest[word.len()..]);
        for c in word.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                _ => self.text.push(c),
            }
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.text.push_str("</span>");
            self.open = "";
        }
        self.text.push_str(&self.space);
        self.space.clear();
    }

    fn finish(mut self) -> String {
        self.close();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, LONGEST_LINE, MOST_BYTES, OTHER_NAMES, SCOPES, highlight, known, nearest};

    #[test]
    fn classes_are_short_and_neighbours_are_merged() {
        let html = highlight("rust", "// a\n// b\nlet x = \"<1>\"; // c\n").unwrap();
        assert_eq!(
            html,
            "<span class=\"c\">// a\n// b</span>\n<span class=\"k\">let</span> x <span class=\"o\">=</span> \
             <span class=\"s\">&quot;&lt;1&gt;&quot;</span>; <span class=\"c\">// c</span>\n"
        );
        let html = highlight("yaml", "deal: \"a\" # b\n").unwrap();
        assert_eq!(
            html,
            "<span class=\"g\">deal</span>: <span class=\"s\">&quot;a&quot;</span> <span class=\"c\"># b</span>\n"
        );
        let html = highlight("js", "`a${b}`").unwrap();
        assert!(html.starts_with("<span class=\"s\">`a</span>${"), "{html}");
    }

    #[test]
    fn no_character_is_lost_or_left_raw() {
        let codes = [
            "",
            "\n",
            "  x\r\n\ty",
            "a\u{a0}\n\n",
            "<script>alert('x')</script>&\"",
            "é\u{202e}λ\u{2028}x\0",
            "```\n\"\"\"/*",
        ];
        for language in ["rust", "html", "markdown", "yaml", "js", "bash", "python", "diff", "txt"] {
            for code in codes {
                let html = highlight(language, code).unwrap();
                let mut text = String::new();
                let mut rest = html.as_str();
                while let Some(at) = rest.find('<') {
                    text.push_str(&rest[..at]);
                    let end = rest[at..].find('>').unwrap() + at + 1;
                    let tag = &rest[at..end];
                    assert!(
                        tag == "</span>" || (tag.starts_with("<span class=\"") && tag.len() == 16),
                        "{tag}"
                    );
                    rest = &rest[end..];
                }
                text.push_str(rest);
                assert!(!text.contains(['"', '\'', '>']), "{language}: {html}");
                let text = text
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'");
                assert_eq!(text.replace("&amp;", "&"), code, "{language}");
                assert_eq!(html.matches("<span").count(), html.matches("</span>").count());
            }
        }
    }

    #[test]
    fn languages_are_known_by_many_names() {
        for name in [
            "rust",
            "Rust",
            "rs",
            "yaml",
            "yml",
            "c++",
            "typescript",
            "toml",
            "bash",
            "html",
            "md",
            "diff",
            "r",
        ] {
            assert!(known(name), "{name}");
        }
        for (name, _) in OTHER_NAMES {
            assert!(known(name), "{name}");
        }
        for name in ["", "rustt", "no such", "<b>", "a/b"] {
            assert!(!known(name), "{name}");
            assert_eq!(highlight(name, "x"), None);
        }
    }

    #[test]
    fn near_names_are_suggested() {
        assert_eq!(nearest("pyhton").as_deref(), Some("python"));
        assert_eq!(nearest("Rustt").as_deref(), Some("rust"));
        assert_eq!(nearest("yaaml").as_deref(), Some("yaml"));
        for name in ["xyzzy", "", "zz"] {
            assert_eq!(nearest(name), None, "{name}");
        }
        for name in ["javscript", "htlm", "jsn", "markdwon"] {
            assert!(known(&nearest(name).unwrap()), "{name}");
        }
    }

    #[test]
    fn long_code_stays_plain() {
        let long = "let x = 1;\n".repeat(MOST_BYTES / 11 + 1);
        assert_eq!(highlight("rust", &long).unwrap(), long);
        let line = "é".repeat(LONGEST_LINE + 1);
        assert_eq!(highlight("rust", &format!("{line}\nlet")).unwrap(), format!("{line}\nlet"));
    }

    #[test]
    fn every_prefix_is_a_scope_and_none_hides_a_later_one() {
        assert_eq!(SCOPES.len(), CLASSES.len());
        for (i, (prefix, _)) in CLASSES.iter().enumerate() {
            let hidden = CLASSES[..i].iter().find(|(before, _)| prefix.starts_with(&format!("{before}.")));
            assert_eq!(hidden, None, "{prefix}");
        }
    }
}
