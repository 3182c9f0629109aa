//! PostgreSQL stopped and started again under load, in order and as in a crash.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{API, WORKER};
use test_support::{PrivatePostgres, Service, Shutdown, TestBroker, TestDatabase};

/// Evaluations accepted in each phase.
const PHASE: usize = 60;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;

#[tokio::test]
async fn the_database_restarted_in_order_and_by_a_crash() {
    let mut server = PrivatePostgres::start().await;
    let service = Service::on(TestDatabase::on(&server).await, TestBroker::new(), API, WORKER);
    // A short wait, so that the outage is answered and not only waited for.
    let hasty = [
        ("OCOP_DATABASE_WAIT_SECONDS", "1".to_owned()),
        ("OCOP_DATABASE_CONNECT_SECONDS", "1".to_owned()),
    ];
    let (api, worker) = (service.api(&hasty).await, service.worker(&hasty).await);
    let client = service.national(&api.base).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let faults = async {
        for how in [Shutdown::Fast, Shutdown::Immediate, Shutdown::Fast] {
            load.accepts_more(PHASE).await;
            server.stop(how).await;
            load.is_refused_more(3).await;
            server.start_again().await;
        }
        load.accepts_more(PHASE).await;
        load.stop();
    };
    tokio::join!(load.run(), faults);
    let accepted = load.accepted();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    for process in [api, worker] {
        assert!(process.child.terminate().await.success(), "both outlived it");
    }
}
