//! Lists that come into the register: uploaded, checked by the worker, answered, taken over.

mod archive;
mod back;
mod cases;
mod office;
mod refusals;
mod sheets;
mod twice;
