//! `kill -9`: of a worker inside its transaction, and of everything at random moments under load.

use super::ledger::{Ledger, closes};
use super::load::Load;
use crate::support::{assert_each_counted_once, job_of, service, some, submit, succeeded};
use std::time::Duration;
use test_support::{HttpClient, Running, Seed, Service, eventually};

/// Rounds, each with one process killed while it has work in hand.
const ROUNDS: usize = 50;
/// More evaluations than the clients send in that time.
const MOST: usize = 40_000;
/// The random moment lies within this after the process before is back.
const MOMENTS: u64 = 100;

#[tokio::test]
async fn a_worker_killed_inside_its_transaction_is_replaced_without_a_second_effect() {
    let service = service().await;
    let api = service.api(&[]).await;
    let worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;

    // The lock lets the worker claim the job and rate it, and holds it before the result.
    let lock = service.database.lock_table("evaluation_results").await;
    let id = submit(&client, &products[0], 11).await;
    let job = job_of(&service, &id).await;
    let running = format!("select count(*) from jobs where id = '{job}' and status = 'running'");
    some(&service, &running).await;
    worker.child.kill().await;
    lock.release().await;
    assert_eq!(
        service
            .database
            .number("select count(*) from evaluation_results")
            .await,
        0
    );

    let _next = service.worker(&[]).await;
    let evaluation = succeeded(&client, &id).await;
    assert_eq!(evaluation["attempts"], 2);
    assert_each_counted_once(&service, &[&client], 1).await;
}

/// The processes of the test; each talks to the database under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    /// The api that takes the requests. It reaches no broker, so that all messages go through the other one.
    Front,
    /// The api that only relays.
    Relay,
    FirstWorker,
    SecondWorker,
}

impl Victim {
    const ALL: [Self; 4] = [Self::Front, Self::Relay, Self::FirstWorker, Self::SecondWorker];

    fn name(self) -> String {
        format!("{self:?}")
    }

    async fn start(self, service: &Service) -> Running {
        let url = format!("{}?application_name={}", service.database.url(), self.name());
        let mut changes = vec![("DATABASE_URL", url)];
        match self {
            Self::Front => {
                changes.push(("AMQP_URL", "amqp://127.0.0.1:1".to_owned()));
                service.api(&changes).await
            }
            Self::Relay => service.api(&changes).await,
            Self::FirstWorker | Self::SecondWorker => {
                // Small batches, so that a kill finds some done, some in work and some waiting.
                changes.push(("OCOP_WORKER_BATCH", "10".to_owned()));
                changes.push(("OCOP_AMQP_PREFETCH", "20".to_owned()));
                service.worker(&changes).await
            }
        }
    }

    /// Kills the process in the middle of a transaction: it is stopped, looked at, and let go on where it has none.
    async fn kill(self, service: &Service, running: Running) {
        let in_work = format!(
            "select count(*) from pg_stat_activity where datname = current_database()
             and application_name = '{}' and state in ('active', 'idle in transaction')",
            self.name()
        );
        eventually(|| async {
            running.child.signal("STOP");
            if service.database.number(&in_work).await > 0 {
                return Ok(());
            }
            running.child.signal("CONT");
            Err(format!("{self:?} has nothing in work"))
        })
        .await;
        running.child.kill().await;
    }
}

#[tokio::test]
async fn killed_at_random_moments_under_load_nothing_is_lost_or_doubled() {
    let mut seed = Seed::of_run();
    let service = service().await;
    let mut processes = Vec::new();
    for victim in Victim::ALL {
        processes.push(victim.start(&service).await);
    }
    let client = service.national(&processes[0].base).await;
    let load = Load::new(&service, &client, &processes[0].base, MOST).await;
    let kills = async {
        let mut killed = [0; Victim::ALL.len()];
        for _ in 0..ROUNDS {
            let chosen = seed.below(Victim::ALL.len() as u64) as usize;
            let victim = Victim::ALL[chosen];
            // Not to wait for anything: this is the random moment.
            tokio::time::sleep(Duration::from_millis(seed.below(MOMENTS))).await;
            victim.kill(&service, processes.remove(chosen)).await;
            processes.insert(chosen, victim.start(&service).await);
            if victim == Victim::Front {
                load.turn_to(&processes[0].base);
            }
            killed[chosen] += 1;
        }
        load.stop();
        killed
    };
    let ((), killed) = tokio::join!(load.run(), kills);
    assert!(killed.iter().all(|kills| *kills > 0), "{killed:?}");

    let clients: Vec<HttpClient> = processes[..2]
        .iter()
        .map(|process| client.at(&process.base))
        .collect();
    let accepted = load.accepted();
    let ledger = closes(&service, &clients.iter().collect::<Vec<_>>(), &accepted).await;
    assert_eq!(ledger, Ledger::of_succeeded(accepted.len()));
}
