//! Rules about sources on which published claims rest: circles, origins, and what readers must be told about unnamed people.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::source::{Count, Naming, Parent, People};
use crate::rules::Rule;
use crate::site::{Site, SourceEntry, SourceIx};

use super::claims::is_judged;
use super::waivers::Waivers;

pub(super) fn check(site: &Site, used: &Used, waivers: &mut Waivers, sink: &mut Sink) {
    for circle in site.graph.circles() {
        let first = &site.sources[circle.path[0]].source;
        let name = |source: &SourceIx| format!("`{}`", site.sources[*source].source.id.value);
        let names: Vec<String> = circle.path.iter().chain(&circle.path[..1]).map(name).collect();
        let draft = circle.members.iter().all(|source| used.get(source).copied().unwrap_or(false));
        sink.push(
            Diagnostic::new(
                Rule::CircularDerivation,
                first.id.span,
                format!("these sources derive from each other in a circle: {}", names.join(" ← ")),
                "find out who reported first, and remove that source's `derived_from`; until then the circle counts as an unknown origin",
            )
            .in_draft(draft && used.contains_key(&circle.path[0])),
        );
    }
    for (ix, entry) in site.sources.iter().enumerate() {
        let Some(&in_draft) = used.get(&ix) else { continue };
        let mut findings = Vec::new();
        origin(entry, &mut findings);
        if let Some(people) = entry.source.people() {
            described(entry, people, &mut findings);
        }
        for finding in findings {
            waivers.push(finding.in_draft(in_draft), &entry.source.waivers, sink);
        }
    }
}

/// The sources on which claims rest that the rules look at, and whether only drafts rest on them.
pub(super) type Used = BTreeMap<SourceIx, bool>;

/// Finds the sources that are used.
pub(super) fn used(site: &Site) -> Used {
    let mut used = Used::new();
    for claim in &site.claims {
        if !is_judged(site, claim) {
            continue;
        }
        for source in site.graph.chain(claim.cites.iter().filter_map(|cite| cite.source)) {
            used.entry(source).and_modify(|draft| *draft &= claim.is_draft).or_insert(claim.is_draft);
        }
    }
    used
}

fn at(entry: &SourceEntry, rule: Rule, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(rule, entry.source.id.span, message, help)
}

fn origin(entry: &SourceEntry, findings: &mut Vec<Diagnostic>) {
    let source = &entry.source;
    if source.tainted || source.retracted.is_some() {
        return;
    }
    let says_unknown = source.derived_from.iter().any(|parent| parent.value == Parent::Unknown);
    let is_second_hand = source.derived_from.is_empty() && source.passes_on();
    let id = &source.id.value;
    if says_unknown {
        findings.push(at(
            entry,
            Rule::OriginNotStated,
            format!("part of what `{id}` says comes from an origin that is not known"),
            "find out where it got it from, or waive the rule with a reason",
        ));
    } else if is_second_hand {
        let message = match source.obtained {
            Some(obtained) => format!(
                "`{id}` is {}, and where it got it from is not stated",
                crate::words::obtained(crate::strings::Words::english(), obtained)
            ),
            None => format!("how `{id}` was obtained, and where it got it from, is not stated"),
        };
        findings.push(at(entry, Rule::OriginNotStated, message, "write `derived_from:` with the sources it cites, `itself` if it established the matter, or `unknown`; and `obtained:` if it is missing"));
    }
}

/// Words that describe nobody (AP: never just "a source").
const VAGUE: &[&str] = &[
    "source",
    "sources",
    "a source",
    "the source",
    "the sources",
    "insider",
    "insiders",
    "an insider",
    "officials",
    "an official",
    "people",
    "observers",
    "analysts",
    "experts",
    "unnamed source",
    "unnamed sources",
    "anonymous source",
    "anonymous sources",
    "well-placed sources",
    "informed sources",
    "sources close to the matter",
    "people familiar with the matter",
    "a person familiar with the matter",
];

/// Reasons that say nothing (NYT: worse than none).
const BOILERPLATE: &[&str] = &[
    "not authorised to speak",
    "not authorized to speak",
    "not authorised to comment",
    "not authorized to comment",
    "was not authorised to speak",
    "were not authorised to speak",
    "was not authorized to speak",
    "were not authorized to speak",
];

fn described(entry: &SourceEntry, people: &People, findings: &mut Vec<Diagnostic>) {
    let id = &entry.source.id.value;
    if entry.source.tainted || people.naming == Naming::Named {
        return;
    }
    match &people.described_as {
        None => findings.push(at(
            entry,
            Rule::UnnamedUndescribed,
            format!("readers are not told who `{id}` is"),
            "write `described_as: …`, as precisely as the agreement with the source allows",
        )),
        Some(text) if text.value.all().all(is_vague) => findings.push(at(
            entry,
            Rule::UnnamedUndescribed,
            format!("the description of `{id}` says nothing about who speaks"),
            "describe the position that lets them know: their body, their part in the matter",
        )),
        Some(_) => {}
    }
    if let (Some(count), Some(text)) = (&people.count, &people.described_as)
        && count.value == Count::Number(1)
        && text.value.all().any(is_plural)
    {
        findings.push(at(
            entry,
            Rule::PluralOfOne,
            format!("`{id}` is one person, described as several"),
            "write the description in the singular, or correct `count`",
        ));
    }
    if people.naming != Naming::Unnamed {
        return;
    }
    if people.how_they_know.is_none() {
        findings.push(at(
            entry,
            Rule::UnnamedHowUnknown,
            format!("readers are not told how `{id}` knows"),
            "write `how_they_know: …`; if it is not known, say so in a waiver",
        ));
    }
    match &people.why_unnamed {
        None => findings.push(at(
            entry,
            Rule::UnnamedWhyMissing,
            format!("readers are not told why `{id}` is not named"),
            "write `why_unnamed: …`; if it is not known, say so in a waiver",
        )),
        Some(why) if why.value.all().all(is_boilerplate) => findings.push(at(
            entry,
            Rule::UnnamedWhyMissing,
            format!("why `{id}` is not named is said in words that explain nothing"),
            "say what the person risks; that nobody allowed them to speak is true of every unnamed source",
        )),
        Some(_) => {}
    }
}

fn plain(text: &str) -> String {
    text.trim().trim_end_matches('.').to_lowercase()
}

fn is_vague(text: &str) -> bool {
    VAGUE.contains(&plain(text).as_str())
}

fn is_boilerplate(text: &str) -> bool {
    let text = plain(text);
    let core = text.trim_start_matches("they ").trim_start_matches("the person ");
    BOILERPLATE.iter().any(|phrase| {
        core == *phrase
            || core
                .strip_prefix(phrase)
                .is_some_and(|rest| rest.split_whitespace().count() <= 3 && rest.starts_with(' '))
    })
}

/// Tells whether an English description speaks of several people: its head noun is a plural.
fn is_plural(text: &str) -> bool {
    const ENDS_HEAD: &[&str] = &[
        "of", "in", "at", "from", "with", "within", "inside", "who", "close", "familiar", "near", "on",
        "for", "to", "by", "briefed", "that",
    ];
    let text = plain(text);
    let head: Vec<&str> =
        text.split_whitespace().take_while(|word| !ENDS_HEAD.contains(&word.trim_end_matches(','))).collect();
    if matches!(head.first(), Some(&("a" | "an" | "one"))) {
        return false;
    }
    let Some(noun) = head.last().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())) else {
        return false;
    };
    noun == "people"
        || noun.ends_with("men")
        || noun.len() > 3 && noun.ends_with('s') && !["ss", "us", "is"].iter().any(|end| noun.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::{is_boilerplate, is_plural, is_vague};

    #[test]
    fn words_about_unnamed_people() {
        for plural in [
            "officials in the US State Department",
            "regional go-betweens",
            "Two people close to the talks",
            "council members",
        ] {
            assert!(is_plural(plural), "{plural}");
        }
        for single in [
            "an official in the Department of Foreign Affairs",
            "a member of the council",
            "someone close to the talks",
            "one of the aides",
        ] {
            assert!(!is_plural(single), "{single}");
        }
        assert!(is_vague("Sources.") && !is_vague("sources in the ministry of finance"));
        assert!(
            is_boilerplate("Not authorised to speak.")
                && is_boilerplate("They were not authorized to speak publicly")
        );
        assert!(!is_boilerplate("Not authorised to speak; two colleagues were dismissed for it in May"));
    }
}
