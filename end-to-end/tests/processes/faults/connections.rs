//! Connections to PostgreSQL cut in the middle of transactions, by the server and by the network.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{service, some};
use test_support::Proxy;

/// Rounds of cuts, each in the middle of somebody's transaction.
const CUTS: usize = 12;
/// More evaluations than the clients send in that time.
const MOST: usize = 20_000;
/// Sessions of the service, not of the test, in the middle of a transaction.
const IN_WORK: &str =
    "from pg_stat_activity where datname = current_database() and application_name = 'service'
     and state in ('active', 'idle in transaction')";

#[tokio::test]
async fn connections_to_the_database_cut_in_the_middle_of_transactions() {
    let service = service().await;
    let target = service.database.url();
    let target = target
        .split(['@', '/'])
        .find(|part| part.contains(':') && part.contains('.'));
    let proxy = Proxy::to(target.expect("host and port")).await;
    let url = service.database.url_through(proxy.address());
    let through = [("DATABASE_URL", format!("{url}?application_name=service"))];
    let (api, _worker) = (service.api(&through).await, service.worker(&through).await);
    let client = service.national(&api.base).await;
    let load = Load::new(&service, &client, &api.base, MOST).await;
    let cuts = async {
        for round in 0..CUTS {
            load.accepts_more(20).await;
            some(&service, &format!("select count(*) {IN_WORK}")).await;
            if round % 2 == 0 {
                let cut = format!("select count(pg_terminate_backend(pid)) {IN_WORK}");
                some(&service, &cut).await;
            } else {
                proxy.cut();
            }
        }
        load.accepts_more(20).await;
        load.stop();
    };
    tokio::join!(load.run(), cuts);
    let accepted = load.accepted();
    let ledger = closes(&service, &[&client], &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
    let output = api.child.output();
    assert!(!output.contains("request failed"), "answered 500: {output}");
}
