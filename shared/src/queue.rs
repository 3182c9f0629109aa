//! The way of a job from the database to a worker: the message, the two transports, the outbox relay, the sweeper.
//!
//! The table `jobs` is the truth; what travels here may be lost, doubled or late without harm.

pub mod gauges;
pub mod in_process;
pub mod rabbitmq;
pub mod relay;
pub mod sweeper;
pub mod trace;
pub mod transport;
