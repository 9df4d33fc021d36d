//! What the metadata of an image gives away: where it was taken, and by whom or with whose camera.
//!
//! Read is Exif, as cameras and telephones write it (CIPA DC-008), in JPEG, TIFF, PNG, WebP, HEIF and AVIF. Not done here:
//! XMP and IPTC, which editing programs add.

use std::io;

use exif::{Context, Error, Exif, Reader, Tag};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Files;
use crate::paths::FilePath;
use crate::rules::Rule;
use crate::system::System;

/// Who took a picture, as Windows programs write it.
const XP_AUTHOR: Tag = Tag(Context::Tiff, 0x9C9D);

/// What names a person, or a camera that other pictures name, too.
const PERSONAL: &[Tag] = &[Tag::Artist, XP_AUTHOR, Tag::CameraOwnerName, Tag::BodySerialNumber];

/// The largest image that is searched. A TIFF is held in memory for it.
const MAX_IMAGE: u64 = 64 * 1024 * 1024;

/// Tells whether images of this kind can have Exif.
pub(super) fn has_exif(extension: &str) -> bool {
    matches!(extension, "jpg" | "jpeg" | "png" | "webp" | "avif" | "tif" | "tiff" | "heic" | "heif")
}

/// Reports an image that says where, by whom or with which camera it was taken.
pub(super) fn look(
    system: &dyn System,
    path: &FilePath,
    len: u64,
    files: &mut Files,
    sink: &mut Sink,
) -> io::Result<()> {
    if len > MAX_IMAGE {
        report(
            path,
            format!(
                "`{path}` is too large to be searched for metadata, with more than {} MiB",
                MAX_IMAGE / 1024 / 1024
            ),
            files,
            sink,
        );
        return Ok(());
    }
    let mut file = system.open(&system.locate(path)?)?;
    let read = Reader::new().continue_on_error(true).read_from_container(&mut file);
    // What is damaged may still be read by others; what has no Exif, or is no image, says nothing.
    let Ok(exif) = read.or_else(|error: Error| error.distill_partial_result(|_| ())) else { return Ok(()) };
    let told = told(&exif);
    if !told.is_empty() {
        report(path, format!("the metadata of `{path}` says {}", told.join(" and ")), files, sink);
    }
    Ok(())
}

fn report(path: &FilePath, message: String, files: &mut Files, sink: &mut Sink) {
    let id = files.add(path.clone(), "");
    sink.push(Diagnostic::new(
        Rule::ImageMetadata,
        files.get(id).span(0..0),
        message,
        "save the image without metadata, here and in the history of the repository: its files are public",
    ));
}

/// Lists what an image says of its making.
fn told(exif: &Exif) -> Vec<&'static str> {
    let is_there = |tag: Tag| exif.fields().any(|field| field.tag == tag && !is_blank(&field.value));
    let mut told = Vec::new();
    if is_there(Tag::GPSLatitude) || is_there(Tag::GPSLongitude) || is_there(Tag::GPSAreaInformation) {
        told.push("where it was taken");
    }
    if PERSONAL.iter().any(|tag| is_there(*tag)) {
        told.push("who took it, or with which camera");
    }
    told
}

/// Tells whether a value holds nothing: programs leave empty fields behind.
fn is_blank(value: &exif::Value) -> bool {
    match value {
        exif::Value::Ascii(texts) => {
            texts.iter().flatten().all(|byte| *byte == 0 || byte.is_ascii_whitespace())
        }
        exif::Value::Byte(bytes) | exif::Value::Undefined(bytes, _) => bytes.iter().all(|byte| *byte == 0),
        exif::Value::Rational(parts) => parts.is_empty() || parts.iter().all(|part| part.denom == 0),
        _ => false,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use exif::experimental::Writer;
    use exif::{Field, In, Rational, Tag, Value};

    use super::{XP_AUTHOR, look};
    use crate::diagnostic::{Levels, Sink};
    use crate::files::Files;
    use crate::paths::FilePath;
    use crate::system::MemorySystem;

    /// Returns a JPEG's head with some fields.
    pub(crate) fn jpeg(fields: &[(Tag, Value)]) -> Vec<u8> {
        let fields: Vec<Field> = fields
            .iter()
            .map(|(tag, value)| Field { tag: *tag, ifd_num: In::PRIMARY, value: value.clone() })
            .collect();
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut tiff = std::io::Cursor::new(Vec::new());
        writer.write(&mut tiff, false).unwrap();
        let tiff = tiff.into_inner();
        let mut bytes = b"\xFF\xD8\xFF\xE1".to_vec();
        bytes.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes.extend(b"\xFF\xD9");
        bytes
    }

    fn found(bytes: &[u8]) -> Vec<String> {
        let system = MemorySystem::default().with("content/a.jpg", bytes);
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let path = FilePath::new("content/a.jpg").unwrap();
        look(&system, &path, bytes.len() as u64, &mut files, &mut sink).unwrap();
        sink.finish(&Levels::default(), &files).iter().map(|finding| finding.message.clone()).collect()
    }

    fn text(text: &str) -> Value {
        Value::Ascii(vec![text.as_bytes().to_vec()])
    }

    pub(crate) fn degrees() -> Value {
        Value::Rational([(48, 1), (8, 1), (0, 1)].map(|(num, denom)| Rational { num, denom }).to_vec())
    }

    #[test]
    fn what_gives_somebody_away_is_found() {
        let place = "the metadata of `content/a.jpg` says where it was taken";
        let person = "the metadata of `content/a.jpg` says who took it, or with which camera";
        assert_eq!(found(&jpeg(&[(Tag::GPSLatitude, degrees())])), [place]);
        assert_eq!(found(&jpeg(&[(Tag::Artist, text("A. Person"))])), [person]);
        assert_eq!(found(&jpeg(&[(Tag::BodySerialNumber, text("01234"))])), [person]);
        assert_eq!(found(&jpeg(&[(XP_AUTHOR, Value::Byte(b"A\0".to_vec()))])), [person]);
        let both = jpeg(&[(Tag::Artist, text("A")), (Tag::GPSLongitude, degrees())]);
        assert_eq!(found(&both), [format!("{place} and who took it, or with which camera")]);
    }

    #[test]
    fn other_metadata_and_other_files_say_nothing() {
        assert!(found(&jpeg(&[(Tag::Make, text("Maker")), (Tag::Copyright, text("Agency"))])).is_empty());
        assert!(found(&jpeg(&[(Tag::Artist, text("  "))])).is_empty());
        assert!(
            found(b"\xFF\xD8\xFF\xD9").is_empty() && found(b"no image").is_empty() && found(b"").is_empty()
        );
    }

    #[test]
    fn a_file_that_is_cut_does_no_harm() {
        let whole = jpeg(&[(Tag::GPSLatitude, degrees()), (Tag::Artist, text("A. Person"))]);
        for end in 0..whole.len() {
            found(&whole[..end]);
        }
    }
}
