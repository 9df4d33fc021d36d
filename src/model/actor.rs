//! Actors: the people, states and bodies that claims and events are about, and the posts they hold.

use crate::files::{Span, Spanned};
use crate::model::date::{self, Date};
use crate::model::text::{self, Text};
use crate::model::{ActorId, choices, decode_id, decode_key, decode_url, whole};
use crate::rules::Rule;
use crate::yaml::{Cx, Node};

choices! {
    /// What an actor is.
    ActorKind {
        /// One human being.
        Person "person",
        /// A state.
        State "state",
        /// A ministry, agency, council, court or army.
        GovernmentBody "government-body",
        /// A body of several states.
        Intergovernmental "intergovernmental",
        /// A movement.
        Movement "movement",
        /// A political party.
        Party "party",
        /// A company.
        Company "company",
        /// A news outlet.
        Outlet "outlet",
        /// Any other group.
        Group "group",
    }
}

/// A post held for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The post.
    pub post: Text,
    /// The body in which it is held.
    pub of: Option<Spanned<ActorId>>,
    /// When.
    pub when: Option<Date>,
}

impl Role {
    /// Tells whether the post had certainly ended by a date.
    pub fn has_ended_by(&self, date: Option<&Date>) -> bool {
        match (&self.when, date.and_then(Date::single_day)) {
            (Some(when), Some(day)) => when.is_before(day),
            _ => false,
        }
    }
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id.
    pub id: Spanned<ActorId>,
    /// Where its whole entry stands.
    pub entry: Span,
    /// The name that readers see.
    pub name: Text,
    /// What it is.
    pub kind: ActorKind,
    /// The body it belongs to.
    pub part_of: Option<Spanned<ActorId>>,
    /// Its item on Wikidata, such as `Q38799`.
    pub wikidata: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Posts, with dates.
    pub roles: Vec<Role>,
    /// One sentence.
    pub summary: Option<Text>,
    /// Its own web site.
    pub url: Option<String>,
}

impl Actor {
    /// Reads an entry of a register of actors.
    pub fn decode(key: &Spanned<String>, node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let id = decode_key::<ActorId>(key, cx)?;
        let fields = cx.fields(
            node,
            "an actor",
            &["name", "kind", "part_of", "wikidata", "aliases", "roles", "summary", "url"],
        )?;
        let name = match fields.get("name") {
            Some(node) => text::decode(node, cx),
            None => {
                cx.missing("name", "this actor", key.span, "write `name: …` as readers know it");
                None
            }
        };
        let kind = match fields.get("kind") {
            Some(node) => cx.choice(node, ActorKind::ALL),
            None => {
                cx.missing(
                    "kind",
                    "this actor",
                    key.span,
                    "write `kind: …`, for example `person`, `state` or `group`",
                );
                None
            }
        };
        Some(Self {
            entry: whole(key, node, cx),
            name: name.unwrap_or_else(|| Text::One(id.value.as_str().to_owned())),
            kind: kind.unwrap_or(ActorKind::Group),
            part_of: fields.get("part_of").and_then(|node| decode_id(node, cx)),
            wikidata: fields
                .get("wikidata")
                .and_then(|node| {
                    cx.parsed(
                        node,
                        Rule::UnknownValue,
                        "write the item's number, for example `Q38799`",
                        |text| {
                            let digits = text.strip_prefix('Q').unwrap_or("");
                            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
                                Ok(text.to_owned())
                            } else {
                                Err(format!("`{text}` is not an item of Wikidata"))
                            }
                        },
                    )
                })
                .map(|item| item.value),
            aliases: fields
                .get("aliases")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| Some(cx.text(node)?.value))),
            roles: fields
                .get("roles")
                .map_or_else(Vec::new, |node| cx.list(node, |cx, node| decode_role(node, cx))),
            summary: fields.get("summary").and_then(|node| text::decode(node, cx)),
            url: fields.get("url").and_then(|node| decode_url(node, cx)).map(|url| url.value),
            id,
        })
    }
}

fn decode_role(node: &Node, cx: &mut Cx<'_>) -> Option<Role> {
    let fields = cx.fields(node, "a role", &["post", "of", "when"])?;
    let of = fields.get("of").and_then(|node| decode_id(node, cx));
    let when = fields.get("when").and_then(|node| date::decode(node, cx)).map(|date| date.value);
    let Some(post) = fields.get("post") else {
        cx.missing(
            "post",
            "this role",
            node.span,
            "write `post: …`, for example `post: President of the council`",
        );
        return None;
    };
    Some(Role { post: text::decode(post, cx)?, of, when })
}
