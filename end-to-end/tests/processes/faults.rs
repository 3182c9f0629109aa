//! What breaks, one kind of fault a file, on real processes and real servers. After each, the ledger must close.

mod alarms;
mod clock;
mod connections;
mod database;
mod killed;
mod ledger;
mod load;
mod network;
mod node;
mod queues;
mod read_only;
mod waits;
