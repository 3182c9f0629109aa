//! What products hold on a day, as a condition of lists.

use crate::database::conditions::{Bound, Conditions};
use crate::database::last_day::ENDS;
use crate::domain::products::ProductStatus;
use chrono::NaiveDate;

/// What is asked of what products hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeldFilter {
    /// So many stars.
    pub stars: Option<i16>,
    /// How they stand.
    pub status: Option<ProductStatus>,
    /// Their stars hold, and no longer on the day after this one.
    pub ends_until: Option<NaiveDate>,
    /// The day that all of it is of.
    pub day: NaiveDate,
}

impl HeldFilter {
    /// Whether nothing is asked.
    pub(in crate::database) const fn is_empty(&self) -> bool {
        self.stars.is_none() && self.status.is_none() && self.ends_until.is_none()
    }

    /// Adds that the products `p` hold this.
    pub(in crate::database) fn require(&self, all: &mut Conditions) {
        if self.is_empty() {
            return;
        }
        let day = all.bind(Bound::Day(self.day));
        let holding = format!(
            "exists (select from recognitions as r where r.product_id = p.id and r.valid_from <= {day} and {day} < {ENDS}"
        );
        if let Some(stars) = self.stars {
            all.compare(&format!("{holding} and r.stars = {{}})"), Bound::Small(stars));
        }
        if let Some(until) = self.ends_until {
            all.compare(&format!("{holding} and {ENDS} - 1 <= {{}})"), Bound::Day(until));
        }
        let Some(status) = self.status else { return };
        let begun = format!(
            "exists (select from recognitions as r where r.product_id = p.id and r.valid_from <= {day})"
        );
        let last = format!(
            "(select case when r.end_reason is not distinct from 'revoked' then 'revoked'
                 when {ENDS} <= r.valid_from then 'not_recorded' else 'expired' end
              from recognitions as r where r.product_id = p.id and r.valid_from <= {day}
              order by {ENDS} desc, r.valid_from desc limit 1)"
        );
        all.require(match status {
            ProductStatus::Valid => format!("{holding} and {day} <= r.valid_to)"),
            ProductStatus::Extended => format!("{holding} and {day} > r.valid_to)"),
            ProductStatus::Expired | ProductStatus::Revoked | ProductStatus::NotRecorded => {
                format!("not {holding}) and {last} = '{status}'")
            }
            ProductStatus::Unrecognised => format!("not {begun}"),
        });
    }
}
