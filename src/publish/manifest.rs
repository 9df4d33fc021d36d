//! The list of what a build wrote, kept in the output itself.
//!
//! JSON, sorted, one line a file: `"talks/index.html":[4711,"<xxh3-128 in hex>"]`. Without times: the same site gives
//! the same manifest. It decides what a later build may delete, so every path in it is checked when it is read.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use crate::paths::OutputPath;

/// The manifest's name in the output folder.
pub(super) const NAME: &str = ".onrecord-manifest.json";

/// The only version there is.
const VERSION: u64 = 1;

/// Length and hash of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Length in bytes.
    pub(super) len: u64,
    /// xxh3-128 of the bytes.
    pub(super) hash: u128,
}

/// Files of a build by path.
pub(super) type Manifest = BTreeMap<String, Mark>;

#[derive(Deserialize)]
struct Written {
    version: u64,
    files: BTreeMap<String, (u64, String)>,
}

/// Writes a manifest.
pub(super) fn write(files: &Manifest) -> String {
    let mut text = format!("{{\"version\":{VERSION},\"files\":{{");
    for (i, (path, mark)) in files.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let path = serde_json::Value::from(path.as_str());
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}\n{path}:[{},\"{:032x}\"]", mark.len, mark.hash);
    }
    text.push_str("\n}}\n");
    text
}

/// Reads a manifest; the error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Manifest, String> {
    let written: Written = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if written.version != VERSION {
        return Err(format!("version {} is not known to this program", written.version));
    }
    let mut files = Manifest::new();
    for (path, (len, hash)) in written.files {
        if OutputPath::new(&path).is_none_or(|plain| plain.as_str() != path) {
            return Err(format!("`{path}` is no path of a site"));
        }
        let hash = u128::from_str_radix(&hash, 16).map_err(|_| format!("`{path}` has no hash"))?;
        files.insert(path, Mark { len, hash });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{Manifest, Mark, read, write};

    #[test]
    fn is_read_as_written() {
        let mut files = Manifest::new();
        assert_eq!(read(write(&files).as_bytes()).unwrap(), files);
        files.insert("b \"é\n/x.html".to_owned(), Mark { len: 3, hash: 7 });
        files.insert("a".to_owned(), Mark { len: u64::MAX, hash: u128::MAX });
        assert_eq!(read(write(&files).as_bytes()).unwrap(), files);
        assert_eq!(write(&files).lines().count(), 4);
    }

    #[test]
    fn refuses_what_could_delete_other_files() {
        for path in ["../x", "/etc/passwd", "a/../../x", "a//b", "a\\\\b", "", ".", "a/./b"] {
            let text = format!("{{\"version\":1,\"files\":{{\"{path}\":[1,\"00\"]}}}}");
            assert!(read(text.as_bytes()).is_err(), "{path}");
        }
        assert!(read(b"{\"version\":2,\"files\":{}}").is_err());
        assert!(read(b"").is_err());
    }
}
