//! How an English text names somebody by a post: *former President Ada Brook*, *Ada Brook, the mayor of Wick*.
//!
//! Input: a sentence and the names and posts of an actor. Output: each place where post and name stand side by side and
//! nothing between or beside them can change what they say. A post is named as the register has it, or without what
//! follows "of", "for", "at" or "in"; the body may stand before it. Not done here: judging (see `roles`).

use std::ops::Range;

use crate::model::text::Text;
use crate::quotes::is_quotation_mark;
use crate::site::{ActorIx, Site};

/// What is said about a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// That it was held.
    Former,
    /// That it is held.
    InOffice,
}

/// A place where somebody is named by a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// What is said.
    pub(super) sense: Sense,
    /// The words, post and name, as bytes of the text.
    pub(super) place: Range<usize>,
    /// The roles that can be meant, by their places in the actor's list.
    pub(super) roles: Vec<usize>,
}

/// Words that say that a post was held.
const FORMER: &[&str] = &["former", "ex", "one-time", "onetime", "erstwhile"];

/// Words that may stand before a post in office. Any other may be a part of another post's name.
const BEFORE: &[&str] = &[
    "the", "a", "an", "and", "or", "but", "by", "with", "to", "from", "for", "of", "on", "in", "at", "as",
    "that", "when", "while", "after", "before", "because", "if", "than", "said", "says", "told", "met",
    "asked", "between",
];

/// Words after a name that make it a part of somebody or something else's.
const ATTACHED: &[&str] = &[
    "adviser",
    "advisers",
    "advisor",
    "advisors",
    "aide",
    "aides",
    "ally",
    "allies",
    "administration",
    "appointee",
    "campaign",
    "critic",
    "government",
    "lawyer",
    "loyalist",
    "official",
    "officials",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "supporter",
    "supporters",
    "years",
    "era",
];

/// A post as a text may name it.
struct Post<'a> {
    words: String,
    roles: Vec<usize>,
    /// Names of the bodies in which it is held, each with its role. Only where the words leave the body out.
    bodies: Vec<(&'a str, usize)>,
}

/// The names and posts of an actor.
pub(super) struct Posts<'a> {
    names: Vec<&'a str>,
    /// Longest first.
    posts: Vec<Post<'a>>,
}

impl<'a> Posts<'a> {
    /// Collects them. What has no dates is kept, so that it can be meant.
    pub(super) fn new(site: &'a Site, actor: ActorIx) -> Self {
        let entry = &site.actors[actor];
        let mut posts: Vec<Post<'a>> = Vec::new();
        for (at, role) in entry.actor.roles.iter().enumerate() {
            let of = entry.role_of[at].map(|body| names(site, body)).unwrap_or_default();
            for words in role.post.all().map(str::trim).filter(|words| !words.is_empty()) {
                let head = head(words);
                add(&mut posts, words, at, &[]);
                add(&mut posts, head, at, &of);
                for body in &of {
                    add(&mut posts, &format!("{head} of {body}"), at, &[]);
                    add(&mut posts, &format!("{head} of the {body}"), at, &[]);
                }
            }
        }
        posts.sort_by_key(|post| std::cmp::Reverse(post.words.len()));
        let names = if posts.is_empty() { Vec::new() } else { names(site, actor) };
        Self { names, posts }
    }

    /// Tells whether the actor has no posts.
    pub(super) fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// Tells whether a name and a post stand in a text at all; `lower`: the text in small letters.
    pub(super) fn may_stand_in(&self, text: &str, lower: &str) -> bool {
        self.names.iter().any(|name| text.contains(name))
            && self.posts.iter().any(|post| lower.contains(&post.words.to_ascii_lowercase()))
    }

    /// Finds where the actor is named by a post in a sentence, outside of quotation marks.
    pub(super) fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for name in &self.names {
            for (at, _) in text.match_indices(name) {
                let end = at + name.len();
                let stands_alone = !ends_in_word(&text[..at]) && !begins_in_word(&text[end..]);
                if !stands_alone || is_quoted(&text[..at]) {
                    continue;
                }
                let mention = self.before(text, at, end).or_else(|| self.after(text, at, end));
                found.extend(
                    mention.filter(|mention| !found.iter().any(|other| other.place == mention.place)),
                );
            }
        }
        found
    }

    /// Reads a description that is a post, or begins with one and goes on about the person.
    pub(super) fn described(&self, text: &str) -> Option<Mention> {
        let (sense, rest) = sense(without_article(text.trim()));
        let (end, roles) = self.starting(rest)?;
        let after = &rest[end..];
        let ends = after.is_empty() || after.starts_with(['.', ',', ';', '(']) || after.starts_with(" who ");
        ends.then_some(Mention { sense, place: 0..text.len(), roles })
    }

    /// `former President NAME`, `President NAME`.
    fn before(&self, text: &str, at: usize, end: usize) -> Option<Mention> {
        let next = text[end..].trim_start();
        let next_word: &str = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if ATTACHED.contains(&next_word) {
            return None;
        }
        let words = text[..at].strip_suffix(char::is_whitespace)?.trim_end();
        let post = self.posts.iter().find(|post| strip_end(words, &post.words).is_some())?;
        let mut rest = strip_end(words, &post.words)?;
        let mut roles = post.roles.clone();
        let body = post.bodies.iter().filter_map(|(body, _)| Some((*body, strip_body(rest, body)?))).next();
        if let Some((body, before)) = body {
            rest = before;
            roles = post.bodies.iter().filter(|(other, _)| *other == body).map(|(_, role)| *role).collect();
        }
        let (before, last) = last_word(rest);
        let is_former = FORMER.iter().any(|word| last.eq_ignore_ascii_case(word));
        let (sense, start) = if is_former {
            let (_, earlier) = last_word(before.trim_end());
            if earlier.eq_ignore_ascii_case("then") || before.ends_with('-') {
                return None;
            }
            (Sense::Former, before.len())
        } else {
            let is_open = rest.trim_end().is_empty()
                || rest.trim_end().ends_with([',', ';', ':', '—', '–', '('])
                || BEFORE.iter().any(|word| last.eq_ignore_ascii_case(word)) && !rest.ends_with('-');
            // What belongs to somebody may be older than what it does.
            if !is_open || text[end..].starts_with(['\'', '’']) {
                return None;
            }
            (Sense::InOffice, words.len() - words[rest.len()..].trim_start().len())
        };
        Some(Mention { sense, place: start..end, roles })
    }

    /// `NAME, the former President,`, `NAME, the President,`.
    fn after(&self, text: &str, at: usize, end: usize) -> Option<Mention> {
        // Somebody else of that name, or a longer name that is looked for by itself.
        if last_word(&text[..at]).1.starts_with(char::is_uppercase) {
            return None;
        }
        let post = without_article(text[end..].strip_prefix(", ")?);
        let (sense, rest) = sense(post);
        let (post_end, roles) = self.starting(rest)?;
        let after = &rest[post_end..];
        let closes = after.is_empty() || after.starts_with([',', '.', ';', ':', ')', '!', '?', '—', '–']);
        let place = text.len() - post.len()..text.len() - after.len();
        closes.then_some(Mention { sense, place, roles })
    }

    /// Reads a post at the start of a text, with its body before it or not: where it ends, and which roles it can mean.
    fn starting(&self, text: &str) -> Option<(usize, Vec<usize>)> {
        self.posts.iter().find_map(|post| {
            if let Some(rest) = strip_start(text, &post.words) {
                return Some((text.len() - rest.len(), post.roles.clone()));
            }
            let body = post.bodies.iter().find_map(|(body, _)| {
                let rest = strip_start(text, body)?;
                let rest = rest.strip_prefix("'s").or(rest.strip_prefix("’s")).unwrap_or(rest);
                Some((*body, strip_start(rest.strip_prefix(' ')?, &post.words)?))
            });
            let (body, rest) = body?;
            let roles = post.bodies.iter().filter(|(other, _)| *other == body).map(|(_, role)| *role);
            Some((text.len() - rest.len(), roles.collect()))
        })
    }
}

/// Returns the names by which readers know an actor.
fn names(site: &Site, actor: ActorIx) -> Vec<&str> {
    let actor = &site.actors[actor].actor;
    let all = Text::all(&actor.name).chain(actor.aliases.iter().map(String::as_str));
    all.map(str::trim).filter(|name| name.chars().count() > 1).collect()
}

/// Returns a post without the body in which it is held.
fn head(post: &str) -> &str {
    let ends = [" of ", " for ", " at ", " in ", ", "].iter().filter_map(|word| post.find(word));
    post[..ends.min().unwrap_or(post.len())].trim_end()
}

fn add<'a>(posts: &mut Vec<Post<'a>>, words: &str, role: usize, bodies: &[&'a str]) {
    let at = posts.iter().position(|post| post.words.eq_ignore_ascii_case(words));
    let at = at.unwrap_or_else(|| {
        posts.push(Post { words: words.to_owned(), roles: Vec::new(), bodies: Vec::new() });
        posts.len() - 1
    });
    let post = &mut posts[at];
    if !post.roles.contains(&role) {
        post.roles.push(role);
    }
    post.bodies.extend(bodies.iter().map(|body| (*body, role)));
}

/// Takes words that say that a post was held from the start of a text.
fn sense(text: &str) -> (Sense, &str) {
    for word in FORMER {
        if let Some(rest) = strip_start(text, word)
            && let Some(rest) = rest.strip_prefix([' ', '-'])
        {
            return (Sense::Former, rest);
        }
    }
    (Sense::InOffice, text)
}

fn without_article(text: &str) -> &str {
    let article = ["the", "a", "an"].iter().find_map(|word| strip_start(text, word)?.strip_prefix(' '));
    article.unwrap_or(text)
}

fn begins_in_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '-')
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '-')
}

/// Takes words from the start of a text, whatever their case; not a part of a word.
fn strip_start<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(words.len())?;
    (start.eq_ignore_ascii_case(words) && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// Takes words from the end of a text, whatever their case; not a part of a word, but what follows a hyphen.
fn strip_end<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(words.len())?)?;
    (end.eq_ignore_ascii_case(words) && !rest.ends_with(char::is_alphanumeric)).then_some(rest)
}

/// Takes the name of a body, with `'s` or without, from the end of a text that goes on with a post.
fn strip_body<'t>(text: &'t str, body: &str) -> Option<&'t str> {
    let text = text.strip_suffix(' ')?;
    let owner = text.strip_suffix("'s").or(text.strip_suffix("’s")).unwrap_or(text);
    let rest = owner.strip_suffix(body)?;
    (!ends_in_word(rest)).then_some(rest)
}

/// Cuts the last word off; a hyphen ends it.
fn last_word(text: &str) -> (&str, &str) {
    let text = text.trim_end().trim_end_matches('-');
    let at = text.rfind(|c: char| c.is_whitespace() || "(“\"‘'".contains(c));
    let at = at.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    text.split_at(at)
}

/// Tells whether a quotation is open at the end of a text.
fn is_quoted(text: &str) -> bool {
    let marks = text.chars().filter(|c| is_quotation_mark(*c) && !matches!(c, '\'' | '’' | '`' | '´'));
    marks.fold(false, |is_open, mark| match mark {
        '“' | '„' | '«' | '‘' | '‹' => true,
        '”' | '»' | '›' => false,
        _ => !is_open,
    })
}

#[cfg(test)]
mod tests {
    use super::{Mention, Post, Posts, Sense};

    fn brook() -> Posts<'static> {
        let post = |words: &str, roles: &[usize], bodies: &[(&'static str, usize)]| Post {
            words: words.to_owned(),
            roles: roles.to_vec(),
            bodies: bodies.to_vec(),
        };
        Posts {
            names: vec!["Ada Brook", "Brook"],
            posts: vec![
                post("Deputy Mayor of Wick", &[1], &[]),
                post("Deputy Mayor", &[1], &[("Wick", 1)]),
                post("Mayor of Wick", &[0], &[]),
                post("Mayor", &[0], &[("Wick", 0)]),
            ],
        }
    }

    fn found(text: &str) -> Vec<(Sense, &str, Vec<usize>)> {
        let cut = |mention: Mention| (mention.sense, &text[mention.place], mention.roles);
        brook().mentions(text).into_iter().map(cut).collect()
    }

    #[test]
    fn posts_beside_names() {
        for (text, sense, words) in [
            ("Former mayor Ada Brook said no.", Sense::Former, "Former mayor Ada Brook"),
            ("It was ex-Mayor Brook who left.", Sense::Former, "ex-Mayor Brook"),
            ("Then came former Wick mayor Ada Brook’s turn.", Sense::Former, "former Wick mayor Ada Brook"),
            ("Ada Brook, the former mayor of Wick, said no.", Sense::Former, "former mayor of Wick"),
            ("Mayor Ada Brook said no.", Sense::InOffice, "Mayor Ada Brook"),
            ("That the Mayor of Wick Ada Brook said.", Sense::InOffice, "Mayor of Wick Ada Brook"),
            ("It was Wick's mayor Brook.", Sense::InOffice, ""),
            ("By Wick's mayor Brook.", Sense::InOffice, "Wick's mayor Brook"),
            ("So said Ada Brook, mayor of Wick.", Sense::InOffice, "mayor of Wick"),
        ] {
            let wanted = if words.is_empty() { vec![] } else { vec![(sense, words, vec![0])] };
            assert_eq!(found(text), wanted, "{text}");
        }
        assert_eq!(
            found("Former deputy mayor Brook left."),
            [(Sense::Former, "Former deputy mayor Brook", vec![1])]
        );
    }

    #[test]
    fn what_may_mean_something_else() {
        for text in [
            "The then former mayor Ada Brook said no.",
            "The then-mayor Ada Brook said no.",
            "Acting mayor Ada Brook said no.",
            "Lord Mayor Ada Brook said no.",
            "Former French mayor Ada Brook said no.",
            "Former mayor Ada Brook aide Tom said no.",
            "Former mayor Ada Brooks said no.",
            "Former mayor Zada Brook said no.",
            "He spoke of \"former mayor Ada Brook\" once.",
            "Ada Brook, the former mayor of Otherville, said no.",
            "Ada Brook, mayor of Otherville, said no.",
            "Ada Brook, now mayor, said no.",
            "Zoe Brook, the former mayor, said no.",
            "By mayor Ada Brook's order it was closed.",
            "Former mayors Clerk and Ada Brook said no.",
            "The mayor told Ada Brook.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn descriptions_that_are_a_post() {
        let said = |text: &str| brook().described(text).map(|mention| (mention.sense, mention.roles));
        assert_eq!(said("the former mayor of Wick"), Some((Sense::Former, vec![0])));
        assert_eq!(said("Mayor of Wick."), Some((Sense::InOffice, vec![0])));
        assert_eq!(said("ex-mayor"), Some((Sense::Former, vec![0])));
        assert_eq!(said("a former mayor who knows the plans"), Some((Sense::Former, vec![0])));
        assert_eq!(said("a former mayor of two towns"), None);
        assert_eq!(said("a former mayor and clerk"), None);
    }
}
