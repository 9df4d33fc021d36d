//! The files of the built-in theme: style sheet and script, compiled into the binary.
//!
//! They get names with a hash of their bytes, so that a browser never joins a new page with an old style sheet. A file of
//! the same name in the site's `static/` takes the place of a built-in one.

use crate::load::Asset;
use crate::paths::OutputPath;
use crate::site::Site;

/// The built-in files, by name.
pub const FILES: &[(&str, &str)] = &[
    ("icon.svg", include_str!("../static/icon.svg")),
    ("onrecord.css", include_str!("../static/onrecord.css")),
    ("onrecord.js", include_str!("../static/onrecord.js")),
    ("search.js", include_str!("../static/search.js")),
];

/// Returns a built-in file.
pub fn file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Gives the theme's files, and what takes their places, names with a hash.
pub fn place(site: &mut Site) {
    for (name, text) in FILES {
        let own: Option<&mut Asset> =
            site.assets.iter_mut().find(|asset| asset.from.below("static") == Some(*name));
        match own {
            Some(asset) => {
                asset.to = hashed(name, asset.hash);
                site.theme.insert(*name, asset.to.clone());
            }
            None => {
                site.theme.insert(*name, hashed(name, xxhash_rust::xxh3::xxh3_128(text.as_bytes())));
            }
        }
    }
}

/// Returns `name.HASH.ending`.
fn hashed(name: &str, hash: u128) -> OutputPath {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    OutputPath::new(&format!("{stem}.{:010x}.{ending}", hash >> 88)).expect("names of the theme are plain")
}
