//! Every rule once: its code, its family, its default level and its explanation.
//!
//! The explanation of a rule is the file `rules/CODE.md`; `onrecord explain CODE` prints it. Not done here: finding
//! anything. A rule is applied by the stage that has what it needs.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::Level;

/// What a rule is about, and with it who may change its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The form of what editors write: YAML, keys, values, dates, ids.
    Form,
    /// What marks, links and images point to.
    Links,
    /// How claims are sourced. Errors are warnings in drafts, and a waiver with a reason lifts a finding.
    Sourcing,
    /// The protection of people who are not named. No site and no waiver can change these. The levels
    /// of some other rules are fixed, too, see [`Rule::has_fixed_level`].
    Safety,
    /// The site as a whole: templates, and what would be written where.
    Site,
}

impl Family {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Links => "links",
            Self::Sourcing => "sourcing",
            Self::Safety => "safety",
            Self::Site => "site",
        }
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $family:ident $level:ident,)*) => {
        /// A rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`")] $name,)*
        }

        impl Rule {
            /// All rules, by family.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the code that editors read and write.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Returns the family.
            pub fn family(self) -> Family {
                match self { $(Self::$name => Family::$family,)* }
            }

            /// Returns the level where a site does not change it; `None` is off.
            pub fn default_level(self) -> Option<Level> {
                match self { $(Self::$name => level!($level),)* }
            }

            /// Tells whether a site may change the rule's level. It may not where people who are not named are protected,
            /// nor where a file, an entry, a value or a page would be lost: what is not understood must not be published as
            /// if it were.
            pub fn has_fixed_level(self) -> bool {
                self.family() == Family::Safety || match self { $(Self::$name => is_fixed!($level),)* }
            }

            /// Returns the explanation: Markdown with the five sections that every rule has.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("rules/", $code, ".md")),)* }
            }
        }
    };
}

/// A rule whose word is `fixed` is an error on every site.
macro_rules! is_fixed {
    (fixed) => {
        true
    };
    ($level:ident) => {
        false
    };
}

macro_rules! level {
    (error) => {
        Some(Level::Error)
    };
    (fixed) => {
        Some(Level::Error)
    };
    (warning) => {
        Some(Level::Warning)
    };
    (off) => {
        None
    };
}

rules! {
    YamlSyntax "yaml-syntax" Form fixed,
    InvalidEncoding "invalid-encoding" Form fixed,
    FileTooLarge "file-too-large" Form fixed,
    FrontMatterUnclosed "front-matter-unclosed" Form fixed,
    UnknownKey "unknown-key" Form fixed,
    MissingKey "missing-key" Form fixed,
    WrongType "wrong-type" Form fixed,
    UnknownValue "unknown-value" Form fixed,
    InvalidDate "invalid-date" Form fixed,
    InvalidId "invalid-id" Form fixed,
    InvalidUrl "invalid-url" Form fixed,
    DuplicateKey "duplicate-key" Form fixed,
    DuplicateId "duplicate-id" Form fixed,
    NameInUse "name-in-use" Form fixed,
    StrayClaims "stray-claims" Form fixed,
    CommentInValue "comment-in-value" Form warning,
    BidiControl "bidi-control" Form warning,
    IdleWaiver "idle-waiver" Form warning,
    MissingClaim "missing-claim" Links fixed,
    MissingActor "missing-actor" Links fixed,
    MissingSource "missing-source" Links fixed,
    MissingPage "missing-page" Links error,
    MissingAnchor "missing-anchor" Links error,
    MissingImage "missing-image" Links error,
    MissingFile "missing-file" Links error,
    MissingFootnote "missing-footnote" Links error,
    LeakedMark "leaked-mark" Links error,
    EmptyMark "empty-mark" Links error,
    UnsafeUrl "unsafe-url" Links error,
    RemoteImage "remote-image" Links error,
    RawHtml "raw-html" Links error,
    UnusedClaim "unused-claim" Links warning,
    UnusedFootnote "unused-footnote" Links warning,
    ImageWithoutAlt "image-without-alt" Links warning,
    UnknownCodeLanguage "unknown-code-language" Links warning,
    ClaimUnsourced "claim-unsourced" Sourcing error,
    CircularDerivation "circular-derivation" Sourcing error,
    CircularUpdate "circular-update" Sourcing error,
    ClaimSingleRoute "claim-single-route" Sourcing warning,
    ClaimUnconfirmed "claim-unconfirmed" Sourcing warning,
    OriginNotStated "origin-not-stated" Sourcing warning,
    LocatorMissing "locator-missing" Sourcing warning,
    UnnamedUndescribed "unnamed-undescribed" Sourcing warning,
    UnnamedHowUnknown "unnamed-how-unknown" Sourcing warning,
    UnnamedWhyMissing "unnamed-why-missing" Sourcing warning,
    PluralOfOne "plural-of-one" Sourcing warning,
    OpinionUnnamed "opinion-unnamed" Sourcing warning,
    ConfidenceWithoutWhy "confidence-without-why" Sourcing warning,
    QuotationWithoutSpeaker "quotation-without-speaker" Sourcing warning,
    AbsoluteUnsourced "absolute-unsourced" Sourcing warning,
    LikelihoodMissing "likelihood-missing" Sourcing warning,
    RetractedSource "retracted-source" Sourcing warning,
    UnnamedDispute "unnamed-dispute" Sourcing warning,
    PartyNotHeard "party-not-heard" Sourcing off,
    EventUnsourced "event-unsourced" Sourcing warning,
    RetractionWithoutCorrection "retraction-without-correction" Sourcing error,
    CoverageLow "coverage-low" Sourcing error,
    UnnamedIdentity "unnamed-identity" Safety error,
    OffRecord "off-record" Safety error,
    ContactDetails "contact-details" Safety error,
    ImageMetadata "image-metadata" Safety error,
    TellingId "telling-id" Safety warning,
    OutputCollision "output-collision" Site fixed,
    CaseCollision "case-collision" Site fixed,
    AliasCollision "alias-collision" Site error,
    TemplateSyntax "template-syntax" Site fixed,
    TemplateRender "template-render" Site fixed,
    TemplateMissing "template-missing" Site fixed,
    OutsideTree "outside-tree" Site error,
}

impl Rule {
    /// Returns the first sentence of the explanation: what the rule does.
    pub fn summary(self) -> String {
        let text = self.explanation().trim_start_matches("## What it does").trim_start();
        let paragraph = text.split("\n\n").next().unwrap_or(text).replace('\n', " ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
        paragraph[..end].trim_end().to_owned()
    }

    /// Tells whether a waiver with a reason may lift a finding of this rule.
    pub fn waivable(self) -> bool {
        // An event has no waivers, an article neither, and a circle lies in several entries.
        let is_fixed =
            [Self::CircularDerivation, Self::CircularUpdate, Self::EventUnsourced, Self::CoverageLow]
                .contains(&self);
        self.family() == Family::Sourcing && !is_fixed
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Rule {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code).ok_or(())
    }
}
