//! Dates in words: no more is said than the date says.
//!
//! A date whose day, month or year is open says so ("a day in May 2025", "25 December in some year of the 1560s"), and a
//! bound says that its own day, month or year is part of it ("in or after January 2025").

use edtf_core::{
    Date as EdtfDate, DateField, DateTime, Edtf, IntervalEndpoint, Precision, Qualifier, SetElement, SetKind,
    TimeShift, Year, YearKind,
};
use jiff::civil;

use crate::model::date::{Date, Timing};
use crate::words::{join, join_with};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The months where there is little room.
const SHORT_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

/// Writes year, month and day in short, the last ones empty where it has none; nothing where a date says more than these.
pub fn rows(timing: &Timing) -> Option<[String; 3]> {
    let Timing::At(at) = timing else { return None };
    let Edtf::Date(d) = &at.edtf else { return None };
    let is_plain = !at.edtf.is_uncertain()
        && !at.edtf.is_approximate()
        && !at.edtf.has_unspecified()
        && d.year.significant_digits.is_none();
    let month = match d.month.and_then(DateField::value) {
        Some(month) => SHORT_MONTHS.get(usize::from(month).wrapping_sub(1))?,
        None => "",
    };
    let day = d.day.and_then(DateField::value).map_or_else(String::new, |day| day.to_string());
    is_plain.then(|| [year(&d.year), month.to_owned(), day])
}

/// Writes a day.
pub fn day(day: civil::Date) -> String {
    format!("{} {} {}", day.day(), month_name(day.month().unsigned_abs()), day.year())
}

/// Writes when something took place.
pub fn timing(timing: &Timing) -> String {
    let (from, to) = match timing {
        Timing::At(at) => return date(at),
        Timing::Between(from, to) => (from.as_ref(), to.as_ref()),
        Timing::Unknown => (None, None),
    };
    match (from.and_then(Limit::lower), to.and_then(Limit::upper)) {
        (Some(from), Some(to)) => format!("some time from {} to {}", from.words, to.words),
        (Some(Limit { words, preposition: Some(preposition) }), None) => {
            format!("{preposition} or after {words}")
        }
        (Some(from), None) => format!("not before {}", from.words),
        (None, Some(Limit { words, preposition: Some(preposition) })) => {
            format!("{preposition} or before {words}")
        }
        (None, Some(to)) => format!("not after {}", to.words),
        (None, None) => "date not known".to_owned(),
    }
}

/// A date before or after which something did not take place.
struct Limit {
    words: String,
    /// `on` a day, `in` a month or a year; nothing where the date is too vague for either.
    preposition: Option<&'static str>,
}

impl Limit {
    fn lower(date: &Date) -> Option<Self> {
        Self::of(date, |start, _| start)
    }

    fn upper(date: &Date) -> Option<Self> {
        Self::of(date, |_, end| end)
    }

    /// Reads the limit from a date; of an interval one end counts.
    fn of(date: &Date, end: fn(IntervalEndpoint, IntervalEndpoint) -> IntervalEndpoint) -> Option<Self> {
        match &date.edtf {
            Edtf::Date(d) => Some(Self::at(d)),
            Edtf::DateTime(time) => Some(Self { words: at_time(time), preposition: Some("on") }),
            Edtf::Interval(interval) => match end(interval.start, interval.end) {
                IntervalEndpoint::Date(d)
                | IntervalEndpoint::OnOrBefore(d)
                | IntervalEndpoint::OnOrAfter(d) => Some(Self::at(&d)),
                IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
            },
            Edtf::Set(_) => Some(Self { words: self::date(date), preposition: None }),
        }
    }

    fn at(d: &EdtfDate) -> Self {
        let is_plain = !d.is_approximate() && !d.has_unspecified() && d.year.significant_digits.is_none();
        let preposition = match d.precision() {
            Precision::Day => "on",
            Precision::Year | Precision::Month | Precision::Season => "in",
        };
        Self { words: one(d), preposition: is_plain.then_some(preposition) }
    }
}

/// Writes an uncertain date.
pub fn date(at: &Date) -> String {
    match &at.edtf {
        Edtf::Date(d) => one(d),
        Edtf::DateTime(time) => at_time(time),
        Edtf::Interval(interval) => match (end(&interval.start), end(&interval.end)) {
            (End::At(from), End::At(to)) => format!("from {from} to {to}"),
            (End::At(from), End::Open) => format!("since {from}"),
            (End::At(from), End::Unknown) => format!("from {from} to an unknown date"),
            (End::Open, End::At(to)) => format!("until {to}"),
            (End::Unknown, End::At(to)) => format!("from an unknown date to {to}"),
            (End::Open | End::Unknown, End::Open | End::Unknown) => "date not known".to_owned(),
        },
        Edtf::Set(set) => {
            let word = match set.kind {
                SetKind::OneMember => "or",
                SetKind::AllMembers => "and",
            };
            let parts: Vec<String> = set.elements.iter().map(|part| element(part, set.kind, word)).collect();
            join_with(&parts, word)
        }
    }
}

fn at_time(DateTime { date, time }: &DateTime) -> String {
    let zone = match time.shift {
        None => String::new(),
        Some(TimeShift::Utc) => " UTC".to_owned(),
        Some(TimeShift::Offset { minutes, .. }) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            format!(" UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    format!("{}, {:02}:{:02}{zone}", one(date), time.hour, time.minute)
}

enum End {
    At(String),
    Open,
    Unknown,
}

fn end(endpoint: &IntervalEndpoint) -> End {
    match endpoint {
        IntervalEndpoint::Date(d) => End::At(one(d)),
        IntervalEndpoint::OnOrBefore(d) => End::At(format!("{} or earlier", one(d))),
        IntervalEndpoint::OnOrAfter(d) => End::At(format!("{} or later", one(d))),
        IntervalEndpoint::Open => End::Open,
        IntervalEndpoint::Unknown => End::Unknown,
    }
}

/// Writes a part of a set; `word`: `or` where one of the set is meant, `and` where all are.
fn element(element: &SetElement, kind: SetKind, word: &str) -> String {
    match (element, kind) {
        (SetElement::Date(d), _) => one(d),
        (SetElement::OnOrBefore(d), _) => format!("{} {word} earlier", one(d)),
        (SetElement::OnOrAfter(d), _) => format!("{} {word} later", one(d)),
        (SetElement::Range(from, to), SetKind::OneMember) => {
            format!("some time from {} to {}", one(from), one(to))
        }
        (SetElement::Range(from, to), SetKind::AllMembers) => {
            let each = match from.precision() {
                Precision::Year => "every year",
                Precision::Month => "every month",
                Precision::Season => "every season",
                Precision::Day => "every day",
            };
            format!("{each} from {} to {}", one(from), one(to))
        }
    }
}

/// Writes a date with what is uncertain or approximate about it.
fn one(d: &EdtfDate) -> String {
    let parts: Vec<(&str, Qualifier)> = [("day", d.day), ("month", d.month)]
        .into_iter()
        .filter_map(|(name, field)| Some((name, field?.qualifier)))
        .chain([("year", d.year.qualifier)])
        .collect();
    // "About" goes with a date that can be named, and with its finest part.
    let is_about = parts[0].1.approximate && !d.has_unspecified() && d.year.significant_digits.is_none();
    let with = |has: fn(Qualifier) -> bool| -> Vec<String> {
        parts.iter().filter(|(_, qualifier)| has(*qualifier)).map(|(name, _)| (*name).to_owned()).collect()
    };
    let approximate = if is_about { Vec::new() } else { with(|qualifier| qualifier.approximate) };
    let uncertain = with(|qualifier| qualifier.uncertain);
    let remarks = if approximate == uncertain {
        vec![(approximate, "approximate and uncertain")]
    } else {
        vec![(approximate, "approximate"), (uncertain, "uncertain")]
    };
    let remarks: Vec<String> =
        remarks
            .into_iter()
            .filter(|(names, _)| !names.is_empty())
            .map(|(names, word)| {
                if names.len() == parts.len() { word.to_owned() } else { format!("{} {word}", join(&names)) }
            })
            .collect();
    let about = if is_about { "about " } else { "" };
    let remarks = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) };
    format!("{about}{}{remarks}", plain(d))
}

/// Writes a date without what is uncertain or approximate about it.
fn plain(d: &EdtfDate) -> String {
    let Some(month) = d.month else { return year(&d.year) };
    let season = month.value().filter(|code| *code >= 21);
    let months = Choice::of(month, 12);
    let Some(day) = d.day else {
        return match (season, months) {
            (Some(code), _) => season_of(code, &d.year),
            (None, Choice::Any) => format!("a month in {}", within(&d.year)),
            (None, Choice::Range(from, to)) => {
                format!("a month in {}–{}{}", month_name(from), month_name(to), after(&d.year))
            }
            (None, Choice::OneOf(months)) => format!("{}{}", month_names(&months), after(&d.year)),
        };
    };
    let (day, months) = (Choice::of(day, last_day(month.value(), d.year.value())), months);
    match (day, months) {
        (Choice::Any, Choice::Any) => format!("a day in {}", within(&d.year)),
        (Choice::Any, Choice::Range(from, to)) => {
            format!("a day in {}–{}{}", month_name(from), month_name(to), after(&d.year))
        }
        (Choice::Any, Choice::OneOf(months)) => {
            format!("a day in {}{}", month_names(&months), after(&d.year))
        }
        (Choice::Range(from, to), Choice::OneOf(months)) => {
            format!("a day in {from}–{to} {}{}", month_names(&months), after(&d.year))
        }
        (Choice::OneOf(days), Choice::OneOf(months)) => {
            let days: Vec<String> = days.iter().map(u8::to_string).collect();
            format!("{} {}{}", join_with(&days, "or"), month_names(&months), after(&d.year))
        }
        (day, months) => {
            let day = match day {
                Choice::OneOf(days) => {
                    format!("the {}", join_with(&days.into_iter().map(ordinal).collect::<Vec<_>>(), "or"))
                }
                Choice::Range(from, to) => format!("a day from the {} to the {}", ordinal(from), ordinal(to)),
                Choice::Any => "a day".to_owned(),
            };
            match months {
                Choice::Range(from, to) => {
                    format!("{day} of a month in {}–{}{}", month_name(from), month_name(to), after(&d.year))
                }
                _ => format!("{day} of a month in {}", within(&d.year)),
            }
        }
    }
}

/// What a month or a day can be.
enum Choice {
    /// Anything.
    Any,
    /// Many in a row.
    Range(u8, u8),
    /// One, or one of a few.
    OneOf(Vec<u8>),
}

impl Choice {
    /// Returns the numbers from 1 to `last` that fit what is written.
    fn of(field: DateField, last: u8) -> Self {
        let fits = |number: &u8| {
            [number / 10, number % 10]
                .iter()
                .zip(field.digits)
                .all(|(digit, written)| written.is_none_or(|written| written == *digit))
        };
        let numbers: Vec<u8> = (1..=last).filter(fits).collect();
        match numbers[..] {
            [] => Self::Any,
            _ if field.digits == [None, None] => Self::Any,
            [from, .., to] if numbers.len() > 3 && usize::from(to - from) + 1 == numbers.len() => {
                Self::Range(from, to)
            }
            _ => Self::OneOf(numbers),
        }
    }
}

/// Returns the last day of a month; of an unknown one 31.
fn last_day(month: Option<u8>, year: Option<i64>) -> u8 {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        Some(2) if year.is_none_or(is_leap) => 29,
        Some(2) => 28,
        Some(4 | 6 | 9 | 11) => 30,
        _ => 31,
    }
}

fn ordinal(day: u8) -> String {
    let ending = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("an unknown month")
}

fn month_names(months: &[u8]) -> String {
    let names: Vec<String> = months.iter().map(|month| month_name(*month).to_owned()).collect();
    join_with(&names, "or")
}

/// Writes a season, quarter, third or half of a year by its code.
fn season_of(code: u8, year: &Year) -> String {
    let nth = |n: u8| ["first", "second", "third", "fourth"][usize::from(n.clamp(1, 4)) - 1];
    match code {
        21..=32 => {
            let name = ["spring", "summer", "autumn", "winter"][usize::from((code - 21) % 4)];
            let place = match code {
                21..=24 => "",
                25..=28 => " (northern hemisphere)",
                _ => " (southern hemisphere)",
            };
            format!("{name}{}{place}", after(year))
        }
        33..=36 => format!("the {} quarter of {}", nth(code - 32), within(year)),
        37..=39 => format!("the {} third of {}", nth(code - 36), within(year)),
        _ => format!("the {} half of {}", nth(code.saturating_sub(39)), within(year)),
    }
}

/// Writes the year after a day, month or season: " 2025", " in some year of the 1560s".
fn after(year: &Year) -> String {
    if year.has_unspecified() { format!(" in {}", within(year)) } else { format!(" {}", self::year(year)) }
}

/// Writes the year as that in which something lies: one of them where several are possible.
fn within(of: &Year) -> String {
    let words = year(of);
    if words.starts_with("the ") { format!("some year of {words}") } else { words }
}

/// Writes a year alone.
fn year(year: &Year) -> String {
    match year_range(year) {
        None => "an unknown year".to_owned(),
        Some((from, to)) if from == to => whole_year(from),
        Some((from, to)) => match year.value() {
            Some(written) => format!("some year of {}, perhaps {}", years(from, to), whole_year(written)),
            // "The 2000s" could be a century.
            None if from >= 1000 && to - from == 9 && from % 100 != 0 => format!("the {from}s"),
            None => format!("some year of {}", years(from, to)),
        },
    }
}

/// Returns the first and the last year that it can be; nothing where it can be any, or is beyond counting.
fn year_range(year: &Year) -> Option<(i64, i64)> {
    if let YearKind::Standard { digits, .. } = year.kind
        && year.has_unspecified()
    {
        let filled =
            |with: u8| digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit.unwrap_or(with)));
        // The standard has no years before 1 BC with open digits.
        return digits.iter().any(Option::is_some).then(|| (filled(0), filled(9)));
    }
    let value = year.value()?;
    let Some(digits) = year.significant_digits else { return Some((value, value)) };
    let written = match year.kind {
        YearKind::Standard { .. } => 4,
        YearKind::Big { .. } | YearKind::Exponential { .. } => value.unsigned_abs().to_string().len(),
    };
    let open = u32::try_from(written).ok()?.saturating_sub(digits);
    let step = 10_i64.checked_pow(open)?;
    let least = value.abs() / step * step;
    let most = least.checked_add(step - 1)?;
    Some(if value < 0 { (-most, -least) } else { (least, most) })
}

/// Writes a range of years, the era once: "1900–1999", "200–191 BC".
fn years(from: i64, to: i64) -> String {
    let (first, last) = (whole_year(from), whole_year(to));
    if to <= 0 {
        format!("{}–{last}", first.trim_end_matches(" BC"))
    } else if from > 0 && first.starts_with("AD ") {
        format!("{first}–{}", last.trim_start_matches("AD "))
    } else {
        format!("{first}–{last}")
    }
}

/// Writes an astronomical year: 0 is 1 BC.
pub fn whole_year(year: i64) -> String {
    match year {
        ..=0 => format!("{} BC", grouped(year.unsigned_abs() + 1)),
        1..=999 | 10_000.. => format!("AD {}", grouped(year.unsigned_abs())),
        _ => year.to_string(),
    }
}

/// Writes how much time passes, in the unit that fits, rounded.
pub fn distance(days: i128) -> String {
    let days = u64::try_from(days).unwrap_or(0);
    let (number, one, many) = match days {
        0..60 => (days, "day", "days"),
        60..730 => ((days * 100 + 1522) / 3044, "month", "months"),
        _ => ((days.saturating_mul(400) + 73_048) / 146_097, "year", "years"),
    };
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Writes a number with its thousands apart where it is long.
fn grouped(number: u64) -> String {
    if number < 10_000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped_whole(number / 1000), number % 1000)
}

fn grouped_whole(number: u64) -> String {
    if number < 1000 {
        number.to_string()
    } else {
        format!("{},{:03}", grouped_whole(number / 1000), number % 1000)
    }
}

#[cfg(test)]
mod tests;
