//! Data for machines: an article's claims, and its structured data (schema.org JSON-LD).

use serde_json::{Map, Value, json};

use crate::model::actor::ActorKind;
use crate::model::source::SourceKind;
use crate::site::{ActorIx, ClaimIx, PageIx, Site, SourceIx};
use crate::view::Viewer;

/// Writes `claims.json` of an article.
pub(super) fn claims(site: &Site, page: PageIx) -> String {
    let entry = &site.pages[page];
    let viewer = Viewer::of(site, entry);
    let claims: Vec<Value> = entry
        .claims
        .iter()
        .map(|&claim| {
            let item = &site.claims[claim];
            let ids = |actors: &[ActorIx]| -> Vec<&str> { actors.iter().map(|actor| site.actors[*actor].actor.id.value.as_str()).collect() };
            let sources: Vec<Value> = item
                .cites
                .iter()
                .map(|cite| json!({"source": cite.citation.source.value.as_str(), "rel": cite.citation.rel.as_str()}))
                .collect();
            let mut object = json!({
                "id": item.local_id(&entry.parsed.key),
                "status": item.status.as_str(),
                "evidence": item.sourcing.evidence.as_str(),
                "standing": item.standing.as_str(),
                "routes": item.sourcing.routes,
                "says": viewer.text(&item.says),
                "by": ids(&item.by),
                "about": ids(&item.about),
                "sources": sources,
            });
            if let (Some(map), Some(kind)) = (object.as_object_mut(), item.claim.kind) {
                map.insert("kind".to_owned(), kind.as_str().into());
            }
            if let (Some(map), Some(date)) = (object.as_object_mut(), &item.claim.date) {
                map.insert("date".to_owned(), date.value.to_string().into());
            }
            object
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&json!({ "claims": claims }))
        .expect("strings and numbers can always be written");
    text.push('\n');
    text
}

/// Writes the structured data of an article, safe inside a script element.
pub(super) fn linked_data(site: &Site, page: PageIx) -> String {
    let entry = &site.pages[page];
    let viewer = Viewer::of(site, entry);
    let base = &site.config.base_url;
    let front = &entry.parsed.front;
    let url = base.absolute(&entry.output).unwrap_or_else(|| base.link(&entry.output));
    let mut data = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            data.insert(key.to_owned(), value);
        }
    };
    put("@context", json!("https://schema.org"));
    put("@type", json!("BackgroundNewsArticle"));
    put("@id", json!(url));
    put("url", json!(url));
    put("headline", json!(viewer.text(&front.title)));
    put("inLanguage", json!(entry.lang.as_str()));
    put("description", json!(viewer.maybe(front.description.as_ref())));
    put("datePublished", json!(front.date.as_ref().map(|date| viewer.moment(&date.value).iso)));
    put("dateModified", json!(front.updated.as_ref().map(|date| viewer.moment(&date.value).iso)));
    let authors = if front.authors.is_empty() { &site.config.authors } else { &front.authors };
    if !authors.is_empty() {
        let authors: Vec<Value> = authors
            .iter()
            .map(|author| {
                without_nulls(
                    json!({"@type": "Person", "name": viewer.text(&author.name), "url": author.url}),
                )
            })
            .collect();
        put("author", json!(authors));
    }
    put("publisher", publisher(site, viewer));
    put("image", json!(entry.image.as_ref().map(|image| base.absolute_link(&image.src).into_owned())));
    let claims: Vec<Value> =
        entry.claims.iter().map(|claim| claim_data(site, viewer, *claim, &url, &entry.parsed.key)).collect();
    if !claims.is_empty() {
        put("hasPart", json!(claims));
    }
    let mut about: Vec<ActorIx> = Vec::new();
    for claim in &entry.claims {
        for actor in site.claims[*claim].by.iter().chain(&site.claims[*claim].about) {
            if !about.contains(actor) {
                about.push(*actor);
            }
        }
    }
    if !about.is_empty() {
        put("about", json!(about.iter().map(|actor| actor_data(site, viewer, *actor)).collect::<Vec<_>>()));
    }
    let corrections: Vec<Value> = viewer
        .corrections(page)
        .into_iter()
        .map(|correction| {
            let parts: Vec<String> = [correction.was, correction.now, correction.why].into_iter().flatten().collect();
            json!({"@type": "CorrectionComment", "@id": format!("{url}#{}", correction.anchor), "text": parts.join(" "), "datePublished": correction.date.iso})
        })
        .collect();
    if !corrections.is_empty() {
        put("correction", json!(corrections));
    }
    script_safe(&Value::Object(data))
}

fn publisher(site: &Site, viewer: Viewer<'_>) -> Value {
    let publisher = &site.config.publisher;
    let Some(name) = &publisher.name else { return Value::Null };
    let mut data = json!({"@type": "NewsMediaOrganization", "name": viewer.text(name), "url": publisher.url});
    if let Some(map) = data.as_object_mut() {
        for ((policy, _), url) in publisher.policies.iter().zip(&site.policies) {
            if let Some(url) = url {
                map.insert(policy.property().to_owned(), site.config.base_url.absolute_link(url).into());
            }
        }
        if let Some(logo) = &site.logo {
            let logo = site.config.base_url.absolute_link(logo);
            map.insert("logo".to_owned(), json!({"@type": "ImageObject", "url": logo}));
        }
    }
    without_nulls(data)
}

fn claim_data(site: &Site, viewer: Viewer<'_>, claim: ClaimIx, url: &str, key: &str) -> Value {
    let entry = &site.claims[claim];
    let shown = viewer.status(entry.status, entry.sourcing.is_own_reporting);
    let sources: Vec<Value> = entry
        .cites
        .iter()
        .filter_map(|cite| cite.source)
        .map(|source| source_data(site, viewer, source))
        .collect();
    let author: Vec<Value> = entry.by.iter().map(|actor| author_data(site, viewer, *actor)).collect();
    let mut data = json!({
        "@type": "Claim",
        "@id": format!("{url}#claim-{}", entry.anchor(key)),
        "text": viewer.text(&entry.says),
        "creativeWorkStatus": {"@type": "DefinedTerm", "termCode": shown.id, "name": shown.label},
        "appearance": {"@id": url},
        "expires": entry.claim.review_by.as_ref().map(|day| day.value.to_string()),
    });
    if let Some(map) = data.as_object_mut() {
        if !sources.is_empty() {
            map.insert("citation".to_owned(), sources.into());
        }
        if !author.is_empty() {
            map.insert("author".to_owned(), author.into());
        }
    }
    without_nulls(data)
}

fn source_data(site: &Site, viewer: Viewer<'_>, source: SourceIx) -> Value {
    let entry = &site.sources[source];
    let base = &site.config.base_url;
    let kind = match &entry.source.kind {
        SourceKind::Work(work) => match work.csl_type.as_str() {
            "article-newspaper" | "article-magazine" => "NewsArticle",
            "dataset" => "Dataset",
            "report" => "Report",
            "book" => "Book",
            "webpage" | "post-weblog" => "WebPage",
            _ => "CreativeWork",
        },
        SourceKind::People(_) => "CreativeWork",
    };
    without_nulls(json!({
        "@type": kind,
        "@id": base.absolute(&entry.output).unwrap_or_else(|| base.link(&entry.output)),
        "name": crate::words::capital(&viewer.source_label(source)),
        "url": entry.source.url,
        "archivedAt": entry.source.archived.as_ref().map(|copy| copy.url.clone()),
    }))
}

/// An author is a person or an organisation. A state that says something is the latter, though it is a country as a subject.
fn author_data(site: &Site, viewer: Viewer<'_>, actor: ActorIx) -> Value {
    let mut data = actor_data(site, viewer, actor);
    if site.actors[actor].actor.kind == ActorKind::State {
        data["@type"] = "Organization".into();
    }
    data
}

fn actor_data(site: &Site, viewer: Viewer<'_>, actor: ActorIx) -> Value {
    let entry = &site.actors[actor];
    let base = &site.config.base_url;
    let kind = match entry.actor.kind {
        ActorKind::Person => "Person",
        ActorKind::State => "Country",
        ActorKind::GovernmentBody => "GovernmentOrganization",
        ActorKind::Outlet => "NewsMediaOrganization",
        ActorKind::Company => "Corporation",
        ActorKind::Party => "PoliticalParty",
        ActorKind::Intergovernmental | ActorKind::Movement | ActorKind::Group => "Organization",
    };
    without_nulls(json!({
        "@type": kind,
        "@id": base.absolute(&entry.output).unwrap_or_else(|| base.link(&entry.output)),
        "name": viewer.text(&entry.actor.name),
        "sameAs": entry.actor.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/entity/{item}")),
    }))
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    value
}

/// Writes JSON so that it cannot end its script element, nor a line in old JavaScript.
fn script_safe(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::script_safe;
    use serde_json::json;

    #[test]
    fn json_cannot_leave_its_script() {
        let text = script_safe(&json!({"a": "</script><!-- & \u{2028}"}));
        assert_eq!(text, r#"{"a":"\u003c/script\u003e\u003c!-- \u0026 \u2028"}"#);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap()["a"],
            "</script><!-- & \u{2028}"
        );
    }
}
