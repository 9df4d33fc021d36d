//! What a site decides for some of its folders: levels of rules, and coverage.

use crate::files::Spanned;
use crate::paths::FilePath;
use crate::rules::Rule;
use crate::yaml::{Cx, Node};

use super::Config;
use super::coverage::Thresholds;
use super::decode_levels;

/// Reads `folders` into a configuration.
pub(super) fn decode(node: &Node, config: &mut Config, cx: &mut Cx<'_>) {
    for (key, node) in cx.entries(node, "folders of `content/`") {
        let Some(folder) = folder(key, cx) else { continue };
        if config.folders.iter().any(|known| known.value == folder) {
            let message = format!("the folder `{folder}` is named twice");
            cx.report(
                Rule::DuplicateKey,
                key.span,
                message,
                "put all that is said of a folder into one entry",
            );
            continue;
        }
        let Some(fields) = cx.fields(node, "a folder", &["rules", "coverage"]) else { continue };
        if let Some(node) = fields.get("rules") {
            let levels = decode_levels(node, cx);
            config.levels.folders.insert(folder.clone(), levels);
        }
        if let Some(node) = fields.get("coverage") {
            let thresholds = Thresholds::decode(node, cx);
            config.coverage.folders.insert(folder.clone(), thresholds);
        }
        config.folders.push(Spanned::new(folder, key.span));
    }
}

/// Reads the path of a folder under `content/`; it ends in `/`.
fn folder(key: &Spanned<String>, cx: &mut Cx<'_>) -> Option<String> {
    let folder = FilePath::new(key.value.trim_matches('/')).map(|path| format!("{}/", path.as_str()));
    if folder.is_none() {
        cx.report(
            Rule::UnknownValue,
            key.span,
            format!("`{}` is not the path of a folder", key.value),
            "write its path below `content/`, for example `news/`",
        );
    }
    folder
}
