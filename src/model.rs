//! What a site is made of: articles, claims, sources, actors, events, corrections and dates.
//!
//! Every type here is made from a YAML node by a `decode` function that checks it on entry and reports each problem with
//! its place; what could be understood is kept. Names of other things (a claim's sources, an event's actors) are still
//! names with a place here: `resolve` turns them into numbers.

pub mod actor;
pub mod article;
pub mod claim;
pub mod date;
pub mod event;
pub mod source;
pub mod text;

use crate::files::{Span, Spanned, is_blank};
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value};

/// The longest id.
const MAX_ID: usize = 64;

/// Names that no id may have: two words of the format, and the devices of Windows, on which sites are built too.
const RESERVED: &[&str] = &[
    "itself", "unknown", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Checks an id: `[a-z0-9]+([-_][a-z0-9]+)*`, at most 64 characters, not a reserved name.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn check_id(id: &str) -> Result<(), String> {
    if id.is_empty() {
        return Err("the id is empty".to_owned());
    }
    if id.len() > MAX_ID {
        return Err(format!("the id has {} characters; {MAX_ID} are allowed", id.chars().count()));
    }
    let plain = id
        .split(['-', '_'])
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if !plain {
        return Err(format!("`{id}` is not an id"));
    }
    if RESERVED.contains(&id) {
        return Err(format!("`{id}` is a reserved name"));
    }
    Ok(())
}

/// Tells whether Windows keeps a name for a device, with or without an ending; sites are built there, too.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    !matches!(stem.as_str(), "itself" | "unknown") && RESERVED.contains(&stem.as_str())
}

/// Returns the place of a whole entry of a map: from its key to its value's end.
pub(crate) fn whole(key: &Spanned<String>, node: &Node, cx: &Cx<'_>) -> Span {
    let (start, end) = (key.span.range().start, key.span.range().end);
    cx.file.span(start..end.max(node.span.range().end))
}

/// What to do about a bad id.
pub const ID_HELP: &str =
    "use small letters a to z, digits, and single `-` or `_` between them, for example `deal-terms`";

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(id: &str) -> Result<Self, String> {
                check_id(id).map(|()| Self(id.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// The id of a claim within its article or the site-wide register.
    ClaimId;
    /// The id of an actor.
    ActorId;
    /// The id of a source.
    SourceId;
    /// The id of an event within its article or the site-wide register.
    EventId;
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All words that editors may write, with what they mean.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)*];

            /// Returns the word that editors write.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}
pub(crate) use choices;

/// A waiver: a rule that is known not to be kept here, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: Spanned<Rule>,
    /// The reason, for the desk.
    pub reason: String,
}

/// Reads `waive: {rule: reason}`.
pub fn decode_waivers(node: &Node, cx: &mut Cx<'_>) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    if matches!(node.value, Value::List(_) | Value::Scalar(_)) {
        cx.wrong_type(node, "a rule and a reason", "write `waive: {claim-unsourced: the reason}`");
        return waivers;
    }
    for (key, value) in cx.entries(node, "rules and reasons") {
        let waivable = || Rule::ALL.iter().filter(|rule| rule.waivable()).map(|rule| rule.code());
        let rule = match key.value.parse::<Rule>() {
            Ok(rule) if rule.waivable() => rule,
            Ok(rule) => {
                cx.report(
                    Rule::UnknownValue,
                    key.span,
                    format!("`{rule}` cannot be waived"),
                    "only rules about what stands behind a claim can be waived; mend what the rule finds",
                );
                continue;
            }
            Err(()) => {
                let help = crate::diagnostic::did_you_mean(
                    &key.value,
                    waivable(),
                    "see the list of rules in the documentation of checks",
                );
                cx.report(Rule::UnknownKey, key.span, format!("there is no rule `{}`", key.value), help);
                continue;
            }
        };
        match &value.value {
            Value::Scalar(reason) if !is_blank(reason) => {
                waivers.push(Waiver { rule: Spanned::new(rule, key.span), reason: reason.clone() });
            }
            _ => cx.missing("reason", "this waiver", key.span, format!("write why: `{rule}: the reason`")),
        }
    }
    waivers
}

/// Reads an id of any kind.
pub fn decode_id<T: std::str::FromStr<Err = String>>(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<T>> {
    let is_list = matches!(&node.value, Value::Scalar(text) if text.contains(','));
    let help = if is_list { "several ids are a list: write `[one-id, another-id]`" } else { ID_HELP };
    cx.parsed(node, Rule::InvalidId, help, str::parse)
}

/// Reads the key of a register's entry as an id.
pub fn decode_key<T: std::str::FromStr<Err = String>>(
    key: &Spanned<String>,
    cx: &mut Cx<'_>,
) -> Option<Spanned<T>> {
    match key.value.parse() {
        Ok(id) => Some(Spanned::new(id, key.span)),
        Err(message) => {
            cx.report(Rule::InvalidId, key.span, message, ID_HELP);
            None
        }
    }
}

/// Reads an absolute web address.
pub fn decode_url(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<String>> {
    cx.parsed(
        node,
        Rule::InvalidUrl,
        "write the whole address, for example `https://example.org/page`",
        |text| crate::paths::web_url(text).map_err(|why| format!("`{text}` is not a web address: {why}")),
    )
}

#[cfg(test)]
mod tests {
    use super::check_id;
    use proptest::prelude::proptest;

    #[test]
    fn ids() {
        for good in ["a", "hamas-talks", "a_b-c9", "2025"] {
            assert!(check_id(good).is_ok(), "{good}");
        }
        for bad in ["", "A", "a--b", "-a", "a-", "a b", "é", "a/b", "itself", "unknown", "con", "a.b"] {
            assert!(check_id(bad).is_err(), "{bad}");
        }
        assert!(check_id(&"a".repeat(64)).is_ok());
        assert!(check_id(&"a".repeat(65)).is_err());
    }

    proptest! {
        #[test]
        fn an_id_needs_no_escaping_anywhere(id in ".{0,70}") {
            if check_id(&id).is_ok() {
                assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            }
        }
    }
}
