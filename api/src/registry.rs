//! What the programme is about: products and their producers, the criteria they are rated by, administrative units, and the
//! register of what is recognised.

pub(crate) mod administrative_units;
pub(crate) mod corrections;
pub(crate) mod exports;
pub(crate) mod imports;
pub(crate) mod keyed;
pub(crate) mod producers;
pub(crate) mod products;
pub(crate) mod recognition_notices;
pub(crate) mod refusal;
pub(crate) mod regimes;
mod search;
