//! Sources: what they are called, how they know, what stands behind them.

use serde::Serialize;

use crate::model::source::{Count, GroundRules, Naming, Obtained, Parent, People, SourceKind};
use crate::site::{SourceEntry, SourceIx};
use crate::strings::Key;
use crate::view::{ActorChip, DayView, LinkView, Viewer};
use crate::words;

/// How many chains of one citation are shown.
const MAX_CHAINS: usize = 6;

/// How many links of a chain are shown.
const MAX_LINKS: usize = 50;

/// How a chain of origins ends.
#[derive(Clone, Copy)]
enum ChainEnd {
    /// With its last link.
    Shown,
    /// With an origin that is not known.
    Unknown,
    /// With the last link that is shown; it goes on.
    Cut,
}

/// A link of a chain of origins.
#[derive(Clone, Debug, Serialize)]
pub struct ChainLink {
    /// The words.
    pub title: String,
    /// The source's page; none for an origin that is not known, and for words that say that more stands behind.
    pub url: Option<String>,
    /// Whether it is named.
    pub named: bool,
    /// Whether it was withdrawn.
    pub retracted: bool,
}

/// A source for its own page and for lists.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// The id.
    pub id: String,
    /// What it is called in a line of text.
    pub label: String,
    /// The page.
    pub url: String,
    /// What it is: "an unnamed source", "a public record".
    pub kind: String,
    /// Whether it is people.
    pub is_people: bool,
    /// `named`, `role-only` or `unnamed`, for people.
    pub naming: Option<&'static str>,
    /// The work's title.
    pub title: Option<String>,
    /// The work it stands in.
    pub container: Option<String>,
    /// The authors.
    pub authors: Vec<String>,
    /// When it was published or said, in words.
    pub issued: Option<String>,
    /// When it was looked at.
    pub accessed: Option<DayView>,
    /// Its own address.
    pub link: Option<String>,
    /// A copy kept elsewhere.
    pub archived: Option<ArchiveView>,
    /// Other bibliographic fields.
    pub fields: Vec<(String, String)>,
    /// The speaker.
    pub speaker: Option<ActorChip>,
    /// The publisher.
    pub publisher: Option<ActorChip>,
    /// The body that people belong to.
    pub affiliation: Option<ActorChip>,
    /// How people may be described.
    pub described_as: Option<String>,
    /// How many they are, in words.
    pub count: Option<String>,
    /// How they know, or that it is not stated.
    pub how_they_know: Option<String>,
    /// Why they are not named, or that it is not stated.
    pub why_unnamed: Option<String>,
    /// What interest they have.
    pub motive: Option<String>,
    /// The rules under which they spoke.
    pub ground_rules: Option<&'static str>,
    /// The same in words; none where people who are not named spoke on the record.
    pub ground_rules_words: Option<String>,
    /// The chains of origins, each from this source on.
    pub chains: Vec<Vec<ChainLink>>,
    /// That it was withdrawn.
    pub retracted: Option<RetractedView>,
    /// Sources that derive from it.
    pub children: Vec<LinkView>,
    /// How many published claims cite it.
    pub claim_count: usize,
    /// A note (HTML).
    pub note_html: Option<String>,
}

/// A copy kept elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveView {
    /// Its address.
    pub url: String,
    /// When it was made.
    pub date: Option<DayView>,
}

/// That a source was withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct RetractedView {
    /// When, in words.
    pub date: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// Where that is said.
    pub url: Option<String>,
}

impl Viewer<'_> {
    /// Returns what a source is called in a line of text.
    pub fn source_label(self, source: SourceIx) -> String {
        let entry = &self.site.sources[source];
        let work_name = |container: Option<&crate::model::text::Text>| {
            let title = self.maybe(entry.source.title.as_ref());
            let publisher = container
                .map(|text| self.text(text))
                .or_else(|| Some(self.actor(entry.publisher?, None).name));
            match (publisher, title) {
                (Some(publisher), Some(title)) => {
                    self.words.say(Key::LabelValue, &[("label", &publisher), ("value", &title)])
                }
                (Some(name), None) | (None, Some(name)) => name,
                (None, None) => entry.source.id.value.to_string(),
            }
        };
        match &entry.source.kind {
            SourceKind::Work(work) => work_name(work.container_title.as_ref()),
            SourceKind::People(people) => match (people.naming, entry.actor) {
                (Naming::Named, Some(actor)) => self.actor(actor, None).name,
                _ => self.people_label(people, entry),
            },
        }
    }

    /// Returns the short name of a source for a sentence: the outlet, the person, the description.
    pub fn source_short(self, source: SourceIx) -> String {
        let entry = &self.site.sources[source];
        if let SourceKind::Work(work) = &entry.source.kind {
            if let Some(publisher) = entry.publisher {
                return self.actor(publisher, None).name;
            }
            if let Some(container) = &work.container_title {
                return self.text(container);
            }
        }
        self.source_label(source)
    }

    fn people_label(self, people: &People, entry: &SourceEntry) -> String {
        let described = people.described_as.as_ref().map(|text| self.text(&text.value));
        let affiliation = entry.affiliation.map(|actor| self.actor(actor, None).name);
        let label = match (described, affiliation) {
            (Some(described), _) => described,
            (None, Some(affiliation)) => self.words.say(Key::PeopleOf, &[("body", &affiliation)]),
            (None, None) => self.words.get(Key::PeopleUndescribed).to_owned(),
        };
        if people.naming != Naming::Unnamed || label.to_lowercase().contains(self.words.get(Key::UnnamedWord))
        {
            return label;
        }
        // "Unnamed officials", but "two officials (unnamed)".
        let first = label.split_whitespace().next().unwrap_or("").to_lowercase();
        let counted = ["a", "an", "the", "one", "two", "three", "four", "five", "several", "some", "many"];
        let is_counted = counted.contains(&first.as_str()) || first.starts_with(|c: char| c.is_ascii_digit());
        let key = if is_counted { Key::UnnamedCountedPeople } else { Key::UnnamedPeople };
        self.words.say(key, &[("people", &label)])
    }

    /// Says in a sentence's words who or what a source is: "one outlet, The National".
    pub fn source_phrase(self, source: SourceIx) -> String {
        let item = &self.site.sources[source].source;
        let (short, label) = (self.source_short(source), self.source_label(source));
        let say = |key: Key, source: &str| self.words.say(key, &[("source", source)]);
        let speaker = self.site.sources[source].actor.map(|speaker| self.actor(speaker, None).name);
        match (&item.kind, item.obtained) {
            (SourceKind::People(people), Some(Obtained::Interview)) if people.naming == Naming::Named => {
                say(Key::SourceInInterview, &short)
            }
            (SourceKind::People(people), _) if people.naming == Naming::Named => {
                say(Key::SourceByName, &short)
            }
            (SourceKind::People(_), _) => short,
            (SourceKind::Work(_), Some(obtained @ Obtained::OwnReporting)) => {
                words::obtained(self.words, obtained).to_owned()
            }
            (SourceKind::Work(_), Some(Obtained::OtherOutlet)) => say(Key::SourceOutlet, &short),
            (SourceKind::Work(_), Some(Obtained::Agency)) => say(Key::SourceAgency, &short),
            (SourceKind::Work(_), Some(Obtained::Interview)) => match speaker {
                Some(speaker) => say(Key::SourceInInterview, &speaker),
                None => say(Key::SourceInterview, &label),
            },
            (SourceKind::Work(_), Some(Obtained::OfficialStatement)) => {
                say(Key::SourceStatement, &speaker.unwrap_or(short))
            }
            (SourceKind::Work(_), Some(obtained)) => {
                let obtained = words::obtained(self.words, obtained);
                self.words.say(Key::SourceOther, &[("obtained", obtained), ("source", &label)])
            }
            (SourceKind::Work(_), None) => label,
        }
    }

    /// Returns the chains of origins that begin at a source: the first few, each cut after [`MAX_LINKS`]. Where
    /// something was cut, words say so. A chain ends at a source that was withdrawn, since what stands behind it supports
    /// nothing (as in [`crate::origins::Graph::chain`]).
    pub fn chains(self, source: SourceIx) -> Vec<Vec<ChainLink>> {
        let mut done = Vec::new();
        let mut path = Vec::new();
        self.walk_chain(source, &mut path, &mut done);
        let has_more = done.len() > MAX_CHAINS;
        done.truncate(MAX_CHAINS);
        let words = |key: Key| ChainLink {
            title: self.words.get(key).to_owned(),
            url: None,
            named: false,
            retracted: false,
        };
        let mut chains: Vec<Vec<ChainLink>> = done
            .into_iter()
            .map(|(chain, end)| {
                let links = chain.into_iter().map(|source| self.chain_link(source));
                match end {
                    ChainEnd::Shown => links.collect(),
                    ChainEnd::Unknown => links.chain([words(Key::OriginNotKnown)]).collect(),
                    ChainEnd::Cut => links.chain([words(Key::ChainGoesOn)]).collect(),
                }
            })
            .collect();
        if has_more {
            chains.push(vec![words(Key::ChainsMore)]);
        }
        chains
    }

    /// Collects the chains that begin at a source, and one more than are shown where there are more.
    fn walk_chain(
        self,
        source: SourceIx,
        path: &mut Vec<SourceIx>,
        done: &mut Vec<(Vec<SourceIx>, ChainEnd)>,
    ) {
        if done.len() > MAX_CHAINS {
            return;
        }
        path.push(source);
        let node = self.site.graph.node(source);
        let goes_on = !node.is_retracted && (node.has_unknown || !node.parents.is_empty());
        if node.is_retracted {
            done.push((path.clone(), ChainEnd::Shown));
        } else if path.len() == MAX_LINKS && goes_on {
            done.push((path.clone(), ChainEnd::Cut));
        } else {
            if node.is_origin {
                done.push((path.clone(), ChainEnd::Shown));
            }
            if node.has_unknown {
                done.push((path.clone(), ChainEnd::Unknown));
            }
            for &parent in &node.parents {
                self.walk_chain(parent, path, done);
            }
        }
        path.pop();
    }

    fn chain_link(self, source: SourceIx) -> ChainLink {
        let node = self.site.graph.node(source);
        ChainLink {
            title: self.source_short(source),
            url: Some(self.url(&self.site.sources[source].output)),
            named: !node.is_origin || node.is_named,
            retracted: node.is_retracted,
        }
    }

    /// Returns a source for its own page.
    pub fn source(self, source: SourceIx) -> SourceView {
        let entry = &self.site.sources[source];
        let item = &entry.source;
        let people = item.people();
        let work = match &item.kind {
            SourceKind::Work(work) => Some(work),
            SourceKind::People(_) => None,
        };
        let stated = |text: Option<&crate::model::text::Text>| {
            self.maybe(text).or_else(|| Some(self.words.get(Key::NotStated).to_owned()))
        };
        let hidden = people.is_some_and(|people| people.naming != Naming::Named);
        SourceView {
            id: item.id.value.to_string(),
            label: words::capital(&self.source_label(source)),
            url: self.url(&entry.output),
            kind: self.source_kind(source),
            is_people: people.is_some(),
            naming: people.map(|people| people.naming.as_str()),
            title: self.maybe(item.title.as_ref()),
            container: work.and_then(|work| self.maybe(work.container_title.as_ref())),
            authors: work.map_or_else(Vec::new, |work| work.authors.clone()),
            issued: item.issued.as_ref().map(|date| self.date(date)),
            accessed: item.accessed.map(|day| self.day(day)),
            link: item.url.clone(),
            archived: item
                .archived
                .as_ref()
                .map(|copy| ArchiveView { url: copy.url.clone(), date: copy.date.map(|day| self.day(day)) }),
            fields: work.map_or_else(Vec::new, |work| {
                work.fields
                    .iter()
                    .map(|(key, value)| (words::field(self.words, key), value.clone()))
                    .collect()
            }),
            speaker: entry.actor.map(|actor| self.actor(actor, None)),
            publisher: entry.publisher.map(|actor| self.actor(actor, None)),
            affiliation: entry.affiliation.map(|actor| self.actor(actor, None)),
            described_as: people
                .and_then(|people| self.maybe(people.described_as.as_ref().map(|text| &text.value))),
            count: people.filter(|_| hidden).map(|people| self.people_count(people)),
            how_they_know: people.filter(|_| hidden).and_then(|people| stated(people.how_they_know.as_ref())),
            why_unnamed: people
                .filter(|_| hidden)
                .and_then(|people| stated(people.why_unnamed.as_ref().map(|text| &text.value))),
            motive: people.and_then(|people| self.maybe(people.motive.as_ref())),
            ground_rules: people.map(|_| item.ground_rules.as_str()),
            ground_rules_words: people
                .filter(|_| item.ground_rules != GroundRules::OnRecord || !hidden)
                .map(|_| words::ground_rules(self.words, item.ground_rules).to_owned()),
            chains: self.chains(source),
            retracted: item.retracted.as_ref().map(|retracted| RetractedView {
                date: retracted.date.as_ref().map(|date| self.date(date)),
                why: self.maybe(retracted.why.as_ref()),
                url: retracted.url.clone(),
            }),
            children: entry.children.iter().map(|child| self.source_link(*child)).collect(),
            claim_count: entry.claims.len(),
            note_html: item.note.as_ref().map(|note| self.note_text(&note.value, &entry.note_links)),
        }
    }

    /// Returns a source's name and page.
    pub fn source_link(self, source: SourceIx) -> LinkView {
        let entry = &self.site.sources[source];
        LinkView { title: words::capital(&self.source_label(source)), url: self.url(&entry.output) }
    }

    /// Says what a source is, in a few words.
    pub fn source_kind(self, source: SourceIx) -> String {
        let item = &self.site.sources[source].source;
        let says_itself = item.derived_from.iter().any(|parent| parent.value == Parent::Itself);
        let key = match (&item.kind, item.obtained) {
            (SourceKind::People(people), _) => match people.naming {
                Naming::Named => Key::KindNamed,
                Naming::RoleOnly => Key::KindRoleOnly,
                Naming::Unnamed => Key::KindUnnamed,
            },
            (SourceKind::Work(_), Some(obtained)) => {
                let obtained = words::obtained(self.words, obtained);
                return if says_itself {
                    self.words.say(Key::KindItself, &[("obtained", obtained)])
                } else {
                    obtained.to_owned()
                };
            }
            (SourceKind::Work(_), None) => Key::KindNotStated,
        };
        self.words.get(key).to_owned()
    }

    /// Makes a link to the words of a quote on the source's own page (text fragments).
    pub fn passage(self, source: SourceIx, quote: &str) -> Option<String> {
        let url = self.site.sources[source].source.url.as_ref()?;
        let words: Vec<&str> = quote.split_whitespace().collect();
        let encode = |words: &[&str]| {
            percent_encoding::utf8_percent_encode(&words.join(" "), percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let fragment = match words.len() {
            0 => return None,
            1..=8 => encode(&words),
            n => format!("{},{}", encode(&words[..4]), encode(&words[n - 4..])),
        };
        let separator = if url.contains('#') { ":~:text=" } else { "#:~:text=" };
        Some(format!("{url}{separator}{fragment}"))
    }

    fn people_count(self, people: &People) -> String {
        match people.count.map(|count| count.value) {
            Some(Count::Number(n)) => {
                self.words.count(Key::PeopleCount, usize::try_from(n).unwrap_or(usize::MAX), &[])
            }
            Some(Count::NotStated) | None => self.words.get(Key::NotStated).to_owned(),
        }
    }
}
