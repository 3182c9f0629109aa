//! Scheduled work on a real database: each period's effect once, whoever does it and whatever breaks.

mod catching_up;
mod certificates;
mod competing;
mod continuations;
mod deadlines;
mod failing;
mod ledger;
mod retention;
