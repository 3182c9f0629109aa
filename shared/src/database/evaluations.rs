//! Evaluations asked for (table `evaluations`) and their one result (table `evaluation_results`).

mod found;
mod pending;
mod results;
mod submit;

pub use found::{
    Evaluation, EvaluationBatch, EvaluationFilter, RateableProduct, find, find_batch, list, rateable,
    requests,
};
pub use pending::{PendingEvaluation, pending};
pub use results::{NewResult, insert_results, rated_at};
pub use submit::{NewBatch, NewEvaluation, insert_batch, submit};
