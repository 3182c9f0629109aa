//! HTTP as every resource speaks it: what handlers take, the problems they answer, and the request around them.

pub mod answer;
pub mod contract;
pub mod extract;
pub mod json_text;
pub mod problem;
pub mod request_context;
