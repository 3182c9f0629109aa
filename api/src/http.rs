//! HTTP as every resource speaks it: what handlers take, the problems they answer, and the request around them.

pub(crate) mod answer;
pub(crate) mod contract;
pub(crate) mod extract;
pub(crate) mod json_text;
pub(crate) mod problem;
pub(crate) mod request_context;
