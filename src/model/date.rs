//! Dates: uncertain ones as EDTF (ISO 8601-2, levels 0 to 2), and plain days and instants.
//!
//! [`Date`] is what a claim or an event carries, [`Timing`] adds "some time between", and [`Moment`] is when a page was
//! published. How a date reads in words is in `words`.

mod order;
mod slips;

use edtf_core::{Bound, BoundDate, Edtf, IntervalEndpoint, Precision, SetElement};
use jiff::civil;
use jiff::tz::TimeZone;

use crate::files::Spanned;
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value};

/// A day that a date may fall on at the earliest or latest. `Past` and `Future` are open ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// No lower bound.
    Past,
    /// A day: astronomical year (0 is 1 BC), month, day.
    Day(i64, u8, u8),
    /// No upper bound.
    Future,
}

impl From<civil::Date> for Edge {
    fn from(day: civil::Date) -> Self {
        // Months and days are never negative.
        Self::Day(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
    }
}

impl Edge {
    /// Returns the day, where there is one that a calendar of four-digit years has.
    pub fn day(self) -> Option<civil::Date> {
        let Self::Day(year, month, day) = self else { return None };
        civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    }

    fn from_bound(bound: Bound) -> Option<Self> {
        match bound {
            Bound::NegativeInfinity => Some(Self::Past),
            Bound::Date(BoundDate { year, month, day }) => Some(Self::Day(year, month, day)),
            Bound::PositiveInfinity => Some(Self::Future),
            Bound::Unknown => None,
        }
    }
}

/// An EDTF date, interval or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// The parsed expression.
    pub edtf: Edtf,
    earliest: Edge,
    latest: Edge,
}

impl Date {
    /// Returns the first day it can mean; of an interval with an unknown start, the first that its end can mean.
    pub fn earliest(&self) -> Edge {
        self.earliest
    }

    /// Returns the last day it can mean; of an interval with an unknown end, the last that its start can mean.
    pub fn latest(&self) -> Edge {
        self.latest
    }

    /// Returns the lower bound for `<time datetime>`, at its own precision; `None` before the year 1 or without one, as
    /// where the start is open or unknown.
    ///
    /// HTML's date strings know days, months and years from 1 on.
    pub fn datetime(&self) -> Option<String> {
        let Edge::Day(year, month, day) = self.earliest else { return None };
        if !(1..=9999).contains(&year) {
            return None;
        }
        let first = match &self.edtf {
            Edtf::Date(date) => date,
            Edtf::DateTime(time) => &time.date,
            Edtf::Interval(interval) => dated(&interval.start)?,
            Edtf::Set(set) => set
                .elements
                .iter()
                .filter_map(|element| match element {
                    SetElement::Date(d) | SetElement::OnOrAfter(d) | SetElement::Range(d, _) => Some(d),
                    SetElement::OnOrBefore(_) => None,
                })
                .find(|d| edges(&Edtf::Date(**d)).0 == Some(self.earliest))?,
        };
        let known = |field: Option<edtf_core::DateField>| field.is_some_and(|f| !f.has_unspecified());
        Some(match first.precision() {
            Precision::Year => format!("{year:04}"),
            Precision::Day | Precision::Month if !known(first.month) => format!("{year:04}"),
            Precision::Day if known(first.day) => format!("{year:04}-{month:02}-{day:02}"),
            Precision::Day | Precision::Month | Precision::Season => format!("{year:04}-{month:02}"),
        })
    }
}

impl Date {
    /// Tells whether it names a day, or what lasted from one date to another, and nothing about it is uncertain.
    fn is_known(&self) -> bool {
        let is_plain =
            !self.edtf.is_uncertain() && !self.edtf.is_approximate() && !self.edtf.has_unspecified();
        let is_dated = match &self.edtf {
            Edtf::Date(_) | Edtf::DateTime(_) => self.earliest == self.latest,
            Edtf::Interval(interval) => [&interval.start, &interval.end]
                .into_iter()
                .all(|end| !matches!(end, IntervalEndpoint::OnOrBefore(_) | IntervalEndpoint::OnOrAfter(_))),
            Edtf::Set(_) => false,
        };
        is_plain && is_dated
    }

    /// Tells whether it is an interval of which an end is not known; `first`: the start, else the end.
    fn has_unknown_end(&self, first: bool) -> bool {
        let Edtf::Interval(interval) = &self.edtf else { return false };
        matches!(if first { &interval.start } else { &interval.end }, IntervalEndpoint::Unknown)
    }
}

/// Returns the date of an end of an interval.
fn dated(endpoint: &IntervalEndpoint) -> Option<&edtf_core::Date> {
    match endpoint {
        IntervalEndpoint::Date(d) | IntervalEndpoint::OnOrAfter(d) | IntervalEndpoint::OnOrBefore(d) => {
            Some(d)
        }
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
    }
}

/// Returns the first and the last day that an expression can mean, where they are known.
fn edges(edtf: &Edtf) -> (Option<Edge>, Option<Edge>) {
    let bounds = edtf.bounds();
    (Edge::from_bound(bounds.earliest), Edge::from_bound(bounds.latest))
}

impl std::str::FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The standard has no spaces in sets; editors write them after commas.
        let compact = if text.starts_with(['[', '{']) { text.replace(", ", ",") } else { text.to_owned() };
        let edtf = Edtf::parse(&compact).map_err(|error| {
            let error = error.to_string();
            let why = error.split_once(": ").map_or(error.as_str(), |(_, why)| why);
            format!("`{text}` is not a date: {why}")
        })?;
        let (earliest, latest) = edges(&edtf);
        // Where one end of an interval is not known, all that is known is the other.
        let other = match &edtf {
            Edtf::Interval(interval) => dated(&interval.start)
                .filter(|_| latest.is_none())
                .or(dated(&interval.end))
                .map(|d| edges(&Edtf::Date(*d))),
            Edtf::Date(_) | Edtf::DateTime(_) | Edtf::Set(_) => None,
        };
        let (first, last) = other.unwrap_or_default();
        match (earliest.or(first), latest.or(last)) {
            (Some(earliest), Some(latest)) => Ok(Self { edtf, earliest, latest }),
            _ => Err(format!("`{text}` says nothing about when")),
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.edtf.fmt(f)
    }
}

/// What to write for an uncertain date.
pub const EDTF_HELP: &str = "write `2025-01-20`, `2025-01`, `2025`, with `~` for about or `?` for uncertain, `2025-01/2025-03` for from … to";

/// Reads an EDTF date.
pub fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Date>> {
    parsed(node, false, EDTF_HELP, str::parse, cx)
}

/// When something took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timing {
    /// At a date, which may itself be uncertain or an interval.
    At(Date),
    /// Once, some time between two dates; at least one is there.
    Between(Option<Date>, Option<Date>),
    /// Not known.
    Unknown,
}

impl Timing {
    /// Returns the key that orders a timeline: earliest day, then latest; what is undated comes last.
    pub fn sort_key(&self) -> (bool, Edge, Edge) {
        match self {
            Self::At(date) => (false, date.earliest(), date.latest()),
            // As in a date, a start that is not known counts as the end.
            Self::Between(None, Some(to)) => (false, to.latest(), to.latest()),
            Self::Between(from, to) => (
                false,
                from.as_ref().map_or(Edge::Past, Date::earliest),
                to.as_ref().map_or(Edge::Future, Date::latest),
            ),
            Self::Unknown => (true, Edge::Future, Edge::Future),
        }
    }

    /// Returns the lower bound for `<time datetime>`.
    pub fn datetime(&self) -> Option<String> {
        match self {
            Self::At(date) | Self::Between(Some(date), _) => date.datetime(),
            Self::Between(None, _) | Self::Unknown => None,
        }
    }
}

/// The time that a timing covers, as a drawing shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The first day.
    pub earliest: Edge,
    /// The last day.
    pub latest: Edge,
    /// Whether it filled that time: a known day, or all from one known date to another. Else it was some time in it.
    pub is_known: bool,
    /// Whether it may have begun before.
    pub is_open_before: bool,
    /// Whether it may go on after.
    pub is_open_after: bool,
}

impl Timing {
    /// Returns the time that it covers; nothing where that is not known.
    pub fn extent(&self) -> Option<Extent> {
        let (_, earliest, latest) = self.sort_key();
        let (is_known, open_before, open_after) = match self {
            Self::At(date) => (date.is_known(), date.has_unknown_end(true), date.has_unknown_end(false)),
            Self::Between(..) => (false, false, false),
            Self::Unknown => return None,
        };
        Some(Extent {
            earliest,
            latest,
            is_known,
            is_open_before: open_before || earliest == Edge::Past,
            is_open_after: open_after || latest == Edge::Future,
        })
    }
}

/// When a page was published or changed: a day, or an instant with its offset (RFC 3339).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A day; it begins at midnight in the site's time zone.
    Day(civil::Date),
    /// An instant, and the day the editor wrote.
    Instant(jiff::Timestamp, civil::Date),
}

impl Moment {
    /// Returns the day as the editor wrote it.
    pub fn day(&self) -> civil::Date {
        match self {
            Self::Day(day) | Self::Instant(_, day) => *day,
        }
    }

    /// Returns the instant; a day begins at midnight in `zone`.
    pub fn instant(&self, zone: &TimeZone) -> jiff::Timestamp {
        match self {
            Self::Day(day) => {
                zone.to_ambiguous_zoned(day.at(0, 0, 0, 0)).compatible().map_or(
                    if day.year() > 0 { jiff::Timestamp::MAX } else { jiff::Timestamp::MIN },
                    |zoned| zoned.timestamp(),
                )
            }
            Self::Instant(instant, _) => *instant,
        }
    }

    /// Returns the instant as RFC 3339 with the zone's offset, for feeds.
    pub fn rfc3339(&self, zone: &TimeZone) -> String {
        let zoned = self.instant(zone).to_zoned(zone.clone());
        zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

impl std::str::FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(day) = parse_day(text) {
            return Ok(Self::Day(day));
        }
        let bad = || format!("`{text}` is neither a day nor a date with time and offset");
        let instant: jiff::Timestamp = text.parse().map_err(|_| bad())?;
        let day = text.get(..10).and_then(|day| parse_day(day).ok()).ok_or_else(bad)?;
        Ok(Self::Instant(instant, day))
    }
}

/// Reads a day: four digits, two, two.
///
/// # Errors
/// A sentence that says so.
pub fn parse_day(text: &str) -> Result<civil::Date, String> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err(format!("`{text}` is not a day"));
    }
    text.parse().map_err(|_| format!("`{text}` is not a day of the calendar"))
}

/// Reads a day or an instant.
pub fn decode_moment(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Moment>> {
    let help =
        "write a day such as `2025-06-01`, or `2025-06-01T09:30:00+02:00`; uncertain dates cannot stand here";
    parsed(node, true, help, str::parse, cx)
}

/// Reads a day.
pub fn decode_day(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<civil::Date>> {
    parsed(node, true, "write a day such as `2025-06-01`", parse_day, cx)
}

/// Reads a date; the help for what is none says what was probably meant.
fn parsed<T>(
    node: &Node,
    days_only: bool,
    help: &str,
    parse: impl Fn(&str) -> Result<T, String>,
    cx: &mut Cx<'_>,
) -> Option<Spanned<T>> {
    let advice = match &node.value {
        Value::Scalar(text) if parse(text).is_err() => slips::advice(text, days_only),
        _ => None,
    };
    cx.parsed(node, Rule::InvalidDate, advice.as_deref().unwrap_or(help), parse)
}

#[cfg(test)]
mod tests {
    use super::{Date, Edge, Moment, Timing};
    use jiff::tz::TimeZone;
    use proptest::prelude::{any, proptest};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn bounds_and_lower_bound_at_its_own_precision() {
        for (text, earliest, datetime) in [
            ("2025-01-20", Edge::Day(2025, 1, 20), Some("2025-01-20")),
            ("2025~", Edge::Day(2025, 1, 1), Some("2025")),
            ("2025-05?", Edge::Day(2025, 5, 1), Some("2025-05")),
            ("2025-05-XX", Edge::Day(2025, 5, 1), Some("2025-05")),
            ("2025-XX", Edge::Day(2025, 1, 1), Some("2025")),
            ("202X", Edge::Day(2020, 1, 1), Some("2020")),
            ("2025-05/2025-06", Edge::Day(2025, 5, 1), Some("2025-05")),
            ("../2025-06", Edge::Past, None),
            ("/2025", Edge::Day(2025, 1, 1), None),
            ("/2025-06-03", Edge::Day(2025, 6, 3), None),
            ("2025-05/", Edge::Day(2025, 5, 1), Some("2025-05")),
            ("[2025-07, 2025-05]", Edge::Day(2025, 5, 1), Some("2025-05")),
            ("{2025..2027}", Edge::Day(2025, 1, 1), Some("2025")),
            ("[..2025]", Edge::Past, None),
            ("2025-XX-03", Edge::Day(2025, 1, 3), Some("2025")),
            ("156X-12-25", Edge::Day(1560, 12, 25), Some("1560-12-25")),
            ("1950S2", Edge::Day(1900, 1, 1), Some("1900")),
            ("2025-24", Edge::Day(2025, 12, 1), Some("2025-12")),
            ("-0043-03-15", Edge::Day(-43, 3, 15), None),
        ] {
            assert_eq!(date(text).earliest(), earliest, "{text}");
            assert_eq!(date(text).datetime().as_deref(), datetime, "{text}");
        }
        // What is known of an interval with an unknown end is its start, all of it.
        assert_eq!(date("2025-05/").latest(), Edge::Day(2025, 5, 31));
        assert_eq!(date("/2025").latest(), Edge::Day(2025, 12, 31));
        for bad in ["2025-13", "2025-02-30", "20 January", "", "2025-1-2", "../..", "yesterday"] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn undated_comes_last_and_an_unknown_start_counts_as_the_end() {
        let mut timings = [
            Timing::Unknown,
            Timing::At(date("2025")),
            Timing::At(date("2025-01-01")),
            Timing::Between(None, Some(date("2024"))),
            Timing::Between(Some(date("2025-01-01")), None),
        ];
        timings.sort_by_key(Timing::sort_key);
        assert!(matches!(timings[0], Timing::Between(None, _)), "until 2024 stands before 2025");
        assert!(
            Timing::Between(None, Some(date("2027"))).sort_key() > Timing::At(date("1911")).sort_key(),
            "what may be at any time until 2027 is not the oldest"
        );
        assert_eq!(timings[1], Timing::At(date("2025-01-01")));
        assert_eq!(timings[2], Timing::At(date("2025")));
        assert!(matches!(timings[3], Timing::Between(Some(_), None)));
        assert_eq!(timings[4], Timing::Unknown);
    }

    #[test]
    fn a_day_begins_in_the_sites_zone() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let day: Moment = "2025-06-01".parse().unwrap();
        assert_eq!(day.rfc3339(&zone), "2025-06-01T00:00:00+02:00");
        let instant: Moment = "2025-06-01T23:30:00-05:00".parse().unwrap();
        assert_eq!(instant.rfc3339(&TimeZone::UTC), "2025-06-02T04:30:00+00:00");
        assert_eq!(instant.day().to_string(), "2025-06-01");
        assert!("2025~".parse::<Moment>().is_err());
        assert!("2025-02-30".parse::<Moment>().is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_an_error(text in any::<String>()) {
            if let Ok(date) = text.parse::<Date>() {
                assert_eq!(date.to_string().parse::<Date>().unwrap().earliest(), date.earliest());
            }
        }

        #[test]
        fn date_like_text_keeps_its_order(text in "[-0-9X?~%./\\[\\]{},]{1,16}") {
            if let Ok(date) = text.parse::<Date>() {
                date.datetime();
                assert!(date.earliest() <= date.latest(), "{text}");
            }
        }
    }
}
