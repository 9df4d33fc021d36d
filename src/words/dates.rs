//! Dates in words: no more is said than the date says.
//!
//! A date whose day, month or year is open says so ("a day in May 2025", "25 December in some year of the 1560s"), and a
//! bound says that its own day, month or year is part of it ("in or after January 2025"). The grammar of a language is in
//! the patterns of its table; here it is settled which of them fits.

use edtf_core::{
    Date as EdtfDate, DateField, DateTime, Edtf, IntervalEndpoint, Precision, Qualifier, SetElement, SetKind,
    TimeShift, Year, YearKind,
};
use jiff::civil;

use crate::model::date::{Date, Timing};
use crate::strings::{Key, Words};

/// Writes year, month and day in short, the last ones empty where it has none; nothing where a date says more than these.
pub fn rows(words: &Words, timing: &Timing) -> Option<[String; 3]> {
    let Timing::At(at) = timing else { return None };
    let Edtf::Date(d) = &at.edtf else { return None };
    let is_plain = !at.edtf.is_uncertain()
        && !at.edtf.is_approximate()
        && !at.edtf.has_unspecified()
        && d.year.significant_digits.is_none();
    let month = match d.month.and_then(DateField::value) {
        Some(month) => words.get(*SHORT_MONTHS.get(usize::from(month).wrapping_sub(1))?),
        None => "",
    };
    let day = d.day.and_then(DateField::value).map_or_else(String::new, |day| day.to_string());
    is_plain.then(|| [year(words, &d.year), month.to_owned(), day])
}

/// Writes a day.
pub fn day(words: &Words, day: civil::Date) -> String {
    let number = day_number(words, day.day().unsigned_abs());
    let month = month_name(words, day.month().unsigned_abs());
    let date = words.say(Key::DateDayMonth, &[("day", &number), ("month", month)]);
    words.say(Key::DateWithYear, &[("date", &date), ("year", &day.year().to_string())])
}

/// A date in words, alone and with the article that it takes in a sentence.
struct Said {
    alone: String,
    the: String,
}

impl Said {
    fn new(alone: String) -> Self {
        Self { the: alone.clone(), alone }
    }

    fn map(self, change: impl Fn(&str) -> String) -> Self {
        Self { alone: change(&self.alone), the: change(&self.the) }
    }

    /// Puts the date into a pattern.
    fn with(&self, words: &Words, key: Key) -> String {
        words.say(key, &[("date", &self.alone), ("the_date", &self.the)])
    }

    /// Puts two dates into a pattern.
    fn between(words: &Words, key: Key, from: &Self, to: &Self) -> String {
        let places = [("from", &from.alone), ("the_from", &from.the), ("to", &to.alone), ("the_to", &to.the)];
        words.say(key, &places.map(|(name, said)| (name, said.as_str())))
    }
}

/// Writes when something took place.
pub fn timing(words: &Words, timing: &Timing) -> String {
    let (from, to) = match timing {
        Timing::At(at) => return date(words, at),
        Timing::Between(from, to) => (from.as_ref(), to.as_ref()),
        Timing::Unknown => (None, None),
    };
    let lower = from.and_then(|date| Limit::of(words, date, |start, _| start));
    let upper = to.and_then(|date| Limit::of(words, date, |_, end| end));
    match (lower, upper) {
        (Some(from), Some(to)) => Said::between(words, Key::DateSomeTime, &from.said, &to.said),
        (Some(from), None) => {
            let key = match from.holds {
                Some(Holds::Day) => Key::DateOnOrAfter,
                Some(Holds::Longer) => Key::DateInOrAfter,
                None => Key::DateNotBefore,
            };
            from.said.with(words, key)
        }
        (None, Some(to)) => {
            let key = match to.holds {
                Some(Holds::Day) => Key::DateOnOrBefore,
                Some(Holds::Longer) => Key::DateInOrBefore,
                None => Key::DateNotAfter,
            };
            to.said.with(words, key)
        }
        (None, None) => words.get(Key::DateNotKnown).to_owned(),
    }
}

/// A date before or after which something did not take place.
struct Limit {
    said: Said,
    /// What the limit holds; nothing where the date is too vague to say.
    holds: Option<Holds>,
}

/// Something can happen on a day, and in a month, a season or a year.
enum Holds {
    Day,
    Longer,
}

impl Limit {
    /// Reads the limit from a date; of an interval one end counts.
    fn of(
        words: &Words,
        date: &Date,
        end: fn(IntervalEndpoint, IntervalEndpoint) -> IntervalEndpoint,
    ) -> Option<Self> {
        match &date.edtf {
            Edtf::Date(d) => Some(Self::at(words, d)),
            Edtf::DateTime(time) => Some(Self { said: at_time(words, time), holds: Some(Holds::Day) }),
            Edtf::Interval(interval) => match end(interval.start, interval.end) {
                IntervalEndpoint::Date(d)
                | IntervalEndpoint::OnOrBefore(d)
                | IntervalEndpoint::OnOrAfter(d) => Some(Self::at(words, &d)),
                IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
            },
            Edtf::Set(_) => Some(Self { said: Said::new(self::date(words, date)), holds: None }),
        }
    }

    fn at(words: &Words, d: &EdtfDate) -> Self {
        let is_plain = !d.is_approximate() && !d.has_unspecified() && d.year.significant_digits.is_none();
        let holds = match d.precision() {
            Precision::Day => Holds::Day,
            Precision::Year | Precision::Month | Precision::Season => Holds::Longer,
        };
        Self { said: one(words, d), holds: is_plain.then_some(holds) }
    }
}

/// Writes an uncertain date.
pub fn date(words: &Words, at: &Date) -> String {
    match &at.edtf {
        Edtf::Date(d) => one(words, d).alone,
        Edtf::DateTime(time) => at_time(words, time).alone,
        Edtf::Interval(interval) => match (end(words, &interval.start), end(words, &interval.end)) {
            (End::At(from), End::At(to)) => Said::between(words, Key::DateFromTo, &from, &to),
            (End::At(from), End::Open) => from.with(words, Key::DateSince),
            (End::At(from), End::Unknown) => {
                Said::between(words, Key::DateFromToUnknown, &from, &Said::new(String::new()))
            }
            (End::Open, End::At(to)) => to.with(words, Key::DateUntil),
            (End::Unknown, End::At(to)) => {
                Said::between(words, Key::DateFromUnknownTo, &Said::new(String::new()), &to)
            }
            (End::Open | End::Unknown, End::Open | End::Unknown) => words.get(Key::DateNotKnown).to_owned(),
        },
        Edtf::Set(set) => {
            let parts: Vec<String> = set.elements.iter().map(|part| element(words, part, set.kind)).collect();
            match set.kind {
                SetKind::OneMember => words.or(&parts),
                SetKind::AllMembers => words.and(&parts),
            }
        }
    }
}

fn at_time(words: &Words, DateTime { date, time }: &DateTime) -> Said {
    let zone = match time.shift {
        None => String::new(),
        Some(TimeShift::Utc) => " UTC".to_owned(),
        Some(TimeShift::Offset { minutes, .. }) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            format!(" UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    let clock = format!("{:02}:{:02}{zone}", time.hour, time.minute);
    one(words, date).map(|date| words.say(Key::DateAtTime, &[("date", date), ("time", &clock)]))
}

enum End {
    At(Said),
    Open,
    Unknown,
}

fn end(words: &Words, endpoint: &IntervalEndpoint) -> End {
    match endpoint {
        IntervalEndpoint::Date(d) => End::At(one(words, d)),
        IntervalEndpoint::OnOrBefore(d) => End::At(Said::new(one(words, d).with(words, Key::DateOrEarlier))),
        IntervalEndpoint::OnOrAfter(d) => End::At(Said::new(one(words, d).with(words, Key::DateOrLater))),
        IntervalEndpoint::Open => End::Open,
        IntervalEndpoint::Unknown => End::Unknown,
    }
}

/// Writes a part of a set, of which one is meant or all.
fn element(words: &Words, element: &SetElement, kind: SetKind) -> String {
    match (element, kind) {
        (SetElement::Date(d), _) => one(words, d).alone,
        (SetElement::OnOrBefore(d), SetKind::OneMember) => one(words, d).with(words, Key::DateOrEarlier),
        (SetElement::OnOrBefore(d), SetKind::AllMembers) => one(words, d).with(words, Key::DateAndEarlier),
        (SetElement::OnOrAfter(d), SetKind::OneMember) => one(words, d).with(words, Key::DateOrLater),
        (SetElement::OnOrAfter(d), SetKind::AllMembers) => one(words, d).with(words, Key::DateAndLater),
        (SetElement::Range(from, to), kind) => {
            let key = match (kind, from.precision()) {
                (SetKind::OneMember, _) => Key::DateSomeTime,
                (SetKind::AllMembers, Precision::Year) => Key::DateEveryYear,
                (SetKind::AllMembers, Precision::Month) => Key::DateEveryMonth,
                (SetKind::AllMembers, Precision::Season) => Key::DateEverySeason,
                (SetKind::AllMembers, Precision::Day) => Key::DateEveryDay,
            };
            Said::between(words, key, &one(words, from), &one(words, to))
        }
    }
}

/// Writes a date with what is uncertain or approximate about it.
fn one(words: &Words, d: &EdtfDate) -> Said {
    let parts: Vec<(Key, Qualifier)> = [(Key::DateDay, d.day), (Key::DateMonth, d.month)]
        .into_iter()
        .filter_map(|(name, field)| Some((name, field?.qualifier)))
        .chain([(Key::DateYear, d.year.qualifier)])
        .collect();
    // "About" goes with a date that can be named, and with its finest part.
    let is_about = parts[0].1.approximate && !d.has_unspecified() && d.year.significant_digits.is_none();
    let with = |has: fn(Qualifier) -> bool| -> Vec<String> {
        let named = parts.iter().filter(|(_, qualifier)| has(*qualifier));
        named.map(|(name, _)| words.get(*name).to_owned()).collect()
    };
    let approximate = if is_about { Vec::new() } else { with(|qualifier| qualifier.approximate) };
    let uncertain = with(|qualifier| qualifier.uncertain);
    let remarks = if approximate == uncertain {
        vec![(approximate, Key::DateApproximateAndUncertain)]
    } else {
        vec![(approximate, Key::DateApproximate), (uncertain, Key::DateUncertain)]
    };
    let remarks: Vec<String> = remarks
        .into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, word)| {
            let remark = words.get(word);
            if names.len() == parts.len() {
                remark.to_owned()
            } else {
                words.say(Key::DateRemarkOn, &[("parts", &words.and(&names)), ("remark", remark)])
            }
        })
        .collect();
    let mut said = plain(words, d);
    if is_about {
        said = Said::new(said.with(words, Key::DateAbout));
    }
    if remarks.is_empty() {
        return said;
    }
    let remarks = words.list(Key::ListComma, &remarks);
    said.map(|date| words.say(Key::DateRemarks, &[("date", date), ("remarks", &remarks)]))
}

/// Writes a date without what is uncertain or approximate about it.
fn plain(words: &Words, d: &EdtfDate) -> Said {
    let Some(month) = d.month else { return Said::new(year(words, &d.year)) };
    let season = month.value().filter(|code| *code >= 21);
    let months = Choice::of(month, 12);
    let Some(day) = d.day else {
        return Said::new(match (season, months) {
            (Some(code), _) => season_of(words, code, &d.year),
            (None, Choice::Any) => in_year(words, words.get(Key::DateSomeMonth), &d.year),
            (None, Choice::Range(from, to)) => {
                with_year(words, &between_months(words, Key::DateSomeMonthBetween, from, to), &d.year)
            }
            (None, Choice::OneOf(months)) => with_year(words, &month_names(words, &months), &d.year),
        });
    };
    let days = Choice::of(day, last_day(month.value(), d.year.value()));
    let said = match (days, months) {
        (Choice::Any, Choice::Any) => in_year(words, words.get(Key::DateSomeDay), &d.year),
        (Choice::Any, Choice::Range(from, to)) => {
            with_year(words, &between_months(words, Key::DateSomeDayBetween, from, to), &d.year)
        }
        (Choice::Any, Choice::OneOf(months)) => {
            let date = words.say(Key::DateSomeDayIn, &[("month", &month_names(words, &months))]);
            with_year(words, &date, &d.year)
        }
        (Choice::Range(from, to), Choice::OneOf(months)) => {
            let (from, to) = (day_number(words, from), day_number(words, to));
            let places = [("from", &from), ("to", &to), ("month", &month_names(words, &months))];
            let date = words.say(Key::DateSomeDayOf, &places.map(|(name, word)| (name, word.as_str())));
            with_year(words, &date, &d.year)
        }
        (Choice::OneOf(days), Choice::OneOf(months)) => {
            let days: Vec<String> = days.into_iter().map(|day| day_number(words, day)).collect();
            let (days, months) = (words.or(&days), month_names(words, &months));
            let date = words.say(Key::DateDayMonth, &[("day", &days), ("month", &months)]);
            let date = with_year(words, &date, &d.year);
            return Said { the: words.say(Key::DateTheDay, &[("date", &date)]), alone: date };
        }
        (days, months) => {
            let days = match days {
                Choice::OneOf(days) => {
                    let days: Vec<String> = days.into_iter().map(|day| words.ordinal(day.into())).collect();
                    words.say(Key::DateNthDays, &[("days", &words.or(&days))])
                }
                Choice::Range(from, to) => {
                    let (from, to) = (words.ordinal(from.into()), words.ordinal(to.into()));
                    words.say(Key::DateNthDaysBetween, &[("from", &from), ("to", &to)])
                }
                Choice::Any => words.get(Key::DateSomeDay).to_owned(),
            };
            match months {
                Choice::Range(from, to) => {
                    let (from, to) = (month_name(words, from), month_name(words, to));
                    let places = [("days", days.as_str()), ("from", from), ("to", to)];
                    with_year(words, &words.say(Key::DateOfSomeMonthBetween, &places), &d.year)
                }
                _ => in_year(words, &words.say(Key::DateOfSomeMonth, &[("days", &days)]), &d.year),
            }
        }
    };
    Said::new(said)
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

/// The months, and the parts of a year, in their order.
const MONTHS: [Key; 12] = [
    Key::Month1,
    Key::Month2,
    Key::Month3,
    Key::Month4,
    Key::Month5,
    Key::Month6,
    Key::Month7,
    Key::Month8,
    Key::Month9,
    Key::Month10,
    Key::Month11,
    Key::Month12,
];
/// The months where there is little room.
const SHORT_MONTHS: [Key; 12] = [
    Key::MonthShort1,
    Key::MonthShort2,
    Key::MonthShort3,
    Key::MonthShort4,
    Key::MonthShort5,
    Key::MonthShort6,
    Key::MonthShort7,
    Key::MonthShort8,
    Key::MonthShort9,
    Key::MonthShort10,
    Key::MonthShort11,
    Key::MonthShort12,
];
const SEASONS: [Key; 4] = [Key::DateSpring, Key::DateSummer, Key::DateAutumn, Key::DateWinter];
const QUARTERS: [Key; 4] = [Key::DateQuarter1, Key::DateQuarter2, Key::DateQuarter3, Key::DateQuarter4];
const THIRDS: [Key; 3] = [Key::DateThird1, Key::DateThird2, Key::DateThird3];
const HALVES: [Key; 2] = [Key::DateHalf1, Key::DateHalf2];

/// Returns a word by its number from 1; the last one for a number past the end.
fn nth<'w>(words: &'w Words, keys: &[Key], number: u8) -> &'w str {
    keys.get(usize::from(number).saturating_sub(1)).or(keys.last()).map_or("", |key| words.get(*key))
}

fn month_name(words: &Words, month: u8) -> &str {
    nth(words, &MONTHS, month)
}

fn month_names(words: &Words, months: &[u8]) -> String {
    words.or(&months.iter().map(|month| month_name(words, *month).to_owned()).collect::<Vec<_>>())
}

fn between_months(words: &Words, key: Key, from: u8, to: u8) -> String {
    words.say(key, &[("from", month_name(words, from)), ("to", month_name(words, to))])
}

fn day_number(words: &Words, day: u8) -> String {
    words.count(Key::DateDayNumber, day.into(), &[])
}

/// Writes a season, quarter, third or half of a year by its code.
fn season_of(words: &Words, code: u8, year: &Year) -> String {
    let season = |words: &Words| with_year(words, nth(words, &SEASONS, (code - 21) % 4 + 1), year);
    let part = |part: &str| {
        let key = if year.has_unspecified() { Key::DatePartOfSomeYear } else { Key::DatePartOfYear };
        words.say(key, &[("part", part), ("year", &within(words, year))])
    };
    match code {
        21..=24 => season(words),
        25..=28 => words.say(Key::DateNorth, &[("date", &season(words))]),
        29..=32 => words.say(Key::DateSouth, &[("date", &season(words))]),
        33..=36 => part(nth(words, &QUARTERS, code - 32)),
        37..=39 => part(nth(words, &THIRDS, code - 36)),
        _ => part(nth(words, &HALVES, code.saturating_sub(39))),
    }
}

/// Puts the year behind a day, month or season: "May 2025", "May in some year of the 1560s".
fn with_year(words: &Words, date: &str, of: &Year) -> String {
    if of.has_unspecified() {
        in_year(words, date, of)
    } else {
        words.say(Key::DateWithYear, &[("date", date), ("year", &year(words, of))])
    }
}

/// Says in which year something lies: "a day in 2025", "a day in some year of the 1560s".
fn in_year(words: &Words, date: &str, year: &Year) -> String {
    let key = if year.has_unspecified() { Key::DateInSomeYear } else { Key::DateInYear };
    words.say(key, &[("date", date), ("year", &within(words, year))])
}

/// Writes a year alone.
fn year(words: &Words, year: &Year) -> String {
    match decade(year) {
        Some(first) => words.say(Key::YearDecade, &[("first", &first.to_string())]),
        None => within(words, year),
    }
}

/// Writes the year as that in which something lies: one of them where several are possible.
fn within(words: &Words, year: &Year) -> String {
    if let Some(first) = decade(year) {
        return words.say(Key::YearOfDecade, &[("first", &first.to_string())]);
    }
    match year_range(year) {
        None => words.get(Key::YearUnknown).to_owned(),
        Some((from, to)) if from == to => whole_year(words, from),
        Some((from, to)) => {
            let years = years(words, from, to);
            match year.value() {
                Some(written) => {
                    let written = whole_year(words, written);
                    words.say(Key::YearOfPerhaps, &[("years", &years), ("year", &written)])
                }
                None => words.say(Key::YearOf, &[("years", &years)]),
            }
        }
    }
}

/// Returns the first year of a decade of which no more is known. "The 2000s" could be a century.
fn decade(year: &Year) -> Option<i64> {
    let (from, to) = year_range(year)?;
    let is_decade = year.value().is_none() && from >= 1000 && to - from == 9 && from % 100 != 0;
    is_decade.then_some(from)
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

/// How a year is counted.
#[derive(PartialEq, Eq)]
enum Era {
    Before,
    /// Too early or too late to be read as a year without being told.
    After,
    Common,
}

/// Returns the number of an astronomical year in its era: 0 is 1 BC.
fn in_era(words: &Words, year: i64) -> (String, Era) {
    match year {
        ..=0 => (grouped(words, year.unsigned_abs() + 1), Era::Before),
        1..=999 | 10_000.. => (grouped(words, year.unsigned_abs()), Era::After),
        _ => (year.to_string(), Era::Common),
    }
}

/// Writes a range of years, the era once where it is the same: "1900–1999", "200–191 BC".
fn years(words: &Words, from: i64, to: i64) -> String {
    let ((first, first_era), (last, last_era)) = (in_era(words, from), in_era(words, to));
    let (key, first, last) = match (first_era, last_era) {
        (Era::Before, Era::Before) => (Key::YearsBc, first, last),
        (Era::After, Era::After) => (Key::YearsAd, first, last),
        _ => (Key::Years, whole_year(words, from), whole_year(words, to)),
    };
    words.say(key, &[("from", &first), ("to", &last)])
}

/// Writes an astronomical year: 0 is 1 BC.
pub fn whole_year(words: &Words, year: i64) -> String {
    match in_era(words, year) {
        (number, Era::Before) => words.say(Key::YearBc, &[("year", &number)]),
        (number, Era::After) => words.say(Key::YearAd, &[("year", &number)]),
        (number, Era::Common) => number,
    }
}

/// Writes how much time passes, in the unit that fits, rounded.
pub fn distance(words: &Words, days: i128) -> String {
    let days = u64::try_from(days).unwrap_or(0);
    let (number, key) = match days {
        0..60 => (days, Key::DistanceDays),
        60..730 => ((days * 100 + 1522) / 3044, Key::DistanceMonths),
        _ => ((days.saturating_mul(400) + 73_048) / 146_097, Key::DistanceYears),
    };
    words.count(key, usize::try_from(number).unwrap_or(usize::MAX), &[("n", &grouped(words, number))])
}

/// Writes a number with its thousands apart where it is long.
fn grouped(words: &Words, number: u64) -> String {
    if number < 10_000 {
        return number.to_string();
    }
    let digits = number.to_string();
    let first = match digits.len() % 3 {
        0 => 3,
        n => n,
    };
    let (head, rest) = digits.split_at(first);
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    groups.fold(head.to_owned(), |whole, rest| {
        words.say(Key::NumberThousands, &[("whole", &whole), ("rest", &rest)])
    })
}

#[cfg(test)]
mod tests;
