//! Imports (nhập dữ liệu): lists that come into the register, first checked, then taken over. A list fills in what the register does not
//! know and never overwrites what it knows: what both say differently is told. An archive brings records under their ids, or leaves them as
//! they are.

mod counts;
mod fill;
mod kind;
mod state;

pub use counts::ImportCounts;
pub use fill::{DraftField, Filling};
pub use kind::ImportKind;
pub use state::{ImportAct, ImportState};
