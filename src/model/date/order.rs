//! Dates against a day: before, after, meanwhile. Each answer is yes only where it is certain.

use edtf_core::{Edtf, IntervalEndpoint};
use jiff::civil;

use super::{Date, Edge, Timing, edges};

impl Date {
    /// Tells whether it says itself that it may be wrong: `~`, `?` or `%`.
    pub fn is_doubtful(&self) -> bool {
        self.edtf.is_uncertain() || self.edtf.is_approximate()
    }

    /// Tells whether all of it lies before a day, for certain.
    pub fn is_before(&self, day: civil::Date) -> bool {
        !self.is_doubtful() && !self.has_unknown_end(false) && self.latest < day.into()
    }

    /// Tells whether all of it lies after a day, for certain.
    pub fn is_after(&self, day: civil::Date) -> bool {
        !self.is_doubtful() && !self.has_unknown_end(true) && self.earliest > day.into()
    }

    /// Tells whether what lasted from one date to another had begun before a day and went on after it, for certain.
    pub fn covers(&self, day: civil::Date) -> bool {
        let Edtf::Interval(interval) = &self.edtf else { return false };
        let day = Edge::from(day);
        let has_begun = match &interval.start {
            IntervalEndpoint::Date(d) => edges(&Edtf::Date(*d)).1.is_some_and(|latest| latest < day),
            _ => false,
        };
        let goes_on = match &interval.end {
            IntervalEndpoint::Date(d) => edges(&Edtf::Date(*d)).0.is_some_and(|earliest| earliest > day),
            IntervalEndpoint::Open => true,
            _ => false,
        };
        has_begun && goes_on && !self.is_doubtful()
    }

    /// Returns the one day that it names, for certain.
    pub fn single_day(&self) -> Option<civil::Date> {
        let is_plain = self.is_known() && self.earliest == self.latest;
        is_plain.then(|| self.earliest.day()).flatten()
    }
}

impl Timing {
    /// Tells whether the last day that it can mean lies before a day. What is said to be about a time gets as much time
    /// again.
    pub fn is_over(&self, day: civil::Date) -> bool {
        let Some(extent) = self.extent().filter(|extent| !extent.is_open_after) else { return false };
        let (Some(first), Some(last)) = (extent.earliest.day().or(extent.latest.day()), extent.latest.day())
        else {
            return false;
        };
        let is_doubtful = match self {
            Self::At(date) => date.is_doubtful(),
            Self::Between(from, to) => [from, to].into_iter().flatten().any(Date::is_doubtful),
            Self::Unknown => false,
        };
        let more = if is_doubtful { (last - first).get_days() + 1 } else { 0 };
        last.checked_add(jiff::Span::new().days(more)).is_ok_and(|last| last < day)
    }

    /// Tells whether it lies after a day, for certain.
    pub fn is_after(&self, day: civil::Date) -> bool {
        match self {
            Self::At(date) | Self::Between(Some(date), _) => date.is_after(day),
            Self::Between(None, _) | Self::Unknown => false,
        }
    }
}
