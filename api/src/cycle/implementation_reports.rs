//! Reports of implementation (kết quả triển khai): `/api/v1/implementation-reports`.

use super::query::PlanQuery;
use super::resource::resource;
use crate::caller::{PlansRead, PlansWrite};
use shared::domain::cycle::ImplementationReport;

resource! {
    ImplementationReport by PlanQuery, tag "plans", of "implementation_reports", read PlansRead, write PlansWrite,
    at "/implementation-reports" "/implementation-reports/{id}" "/implementation-reports/{id}/history",
    /// Reports what an accepted plan or a product brought in a year; 409 where that year is reported.
    create,
    /// Reports in the caller's reach, in the order in which they were made.
    list,
}
