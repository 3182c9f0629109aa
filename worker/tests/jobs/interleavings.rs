//! Transactions of several workers that rate the same products, in many orders: no star is lost, versions come in the order
//! of the commits, and whoever reads a version reads all that it contains.

use crate::scene::{KIND, LANE, Scene};
use diesel_async::SimpleAsyncConnection;
use serde_json::Value;
use shared::clock::{Clock, vietnamese_date};
use shared::database::evaluations::{self, NewEvaluation};
use shared::database::jobs::ClaimedJob;
use shared::database::{JsonText, recognitions};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::Regimes;
use shared::domain::evaluation::EvaluationLevel;
use shared::domain::language::Language;
use shared::domain::recognition::{LOWEST_RECOGNISED, RatedResult, StarStatus, recognise};
use shared::domain::scoring::{ScoringRequest, score, validate};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use test_support::{PRODUCT_SET, REGIME, Seed, scoring_request};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;
use worker::EvaluationHandler;
use worker::job::JobHandler;

/// Rounds of one run of the test, each with other transactions in another order.
const ROUNDS: usize = 12;
/// Transactions of a round; all may be open at once.
const TRANSACTIONS: usize = 6;
/// Products they share.
const PRODUCTS: usize = 3;

/// What one transaction is about to rate.
struct Plan {
    jobs: Vec<ClaimedJob>,
    /// Product and result of each, in the order of their ids.
    results: Vec<(Uuid, RatedResult)>,
}

/// A transaction that has begun.
struct OpenTransaction {
    backend: i32,
    /// True for a commit, false for a rollback.
    verdict: oneshot::Sender<bool>,
    task: JoinHandle<()>,
    /// The version it told, once it has rated and waits for the verdict.
    rated: Option<i64>,
}

/// What the database must hold, by replaying the committed transactions one after the other.
struct Expectation {
    version: i64,
    histories: HashMap<Uuid, Vec<StarStatus>>,
}

impl Expectation {
    /// Folds a transaction; true where it changed anything.
    fn fold(&mut self, plan: &Plan) -> bool {
        let today = vietnamese_date(Clock::System.now());
        let mut changed = false;
        for (product, result) in &plan.results {
            let history = self.histories.entry(*product).or_default();
            let Some(change) = recognise(history, *result, today) else {
                continue;
            };
            if let Some(position) = change.replaces {
                history[position].ended_on = Some(change.status.valid_from);
            }
            history.push(change.status);
            changed = true;
        }
        self.version += i64::from(changed);
        changed
    }

    /// Statuses by product, stars, potential and whether they have ended.
    fn statuses(&self) -> BTreeMap<(Uuid, u8, bool, bool), usize> {
        let mut counted = BTreeMap::new();
        for (product, history) in &self.histories {
            for one in history {
                let key = (*product, one.stars, one.potential, one.ended_on.is_some());
                *counted.entry(key).or_default() += 1;
            }
        }
        counted
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folds_in_any_order_lose_no_star_and_versions_come_in_the_order_of_commits() {
    let mut seed = Seed::of_run();
    for _ in 0..ROUNDS {
        round(&mut seed).await;
    }
}

async fn round(seed: &mut Seed) {
    let scene = Scene::new().await;
    let products: Vec<Uuid> = scene
        .database
        .products(PRODUCTS)
        .await
        .iter()
        .map(|id| id.parse().unwrap())
        .collect();
    let regimes = Arc::new(Regimes::embedded().unwrap());
    let mut plans = Vec::new();
    for _ in 0..TRANSACTIONS {
        plans.push(plan(&scene, &regimes, &products, seed).await);
    }
    let handler = Arc::new(EvaluationHandler::new(regimes, Clock::System, None));
    let mut expected = Expectation {
        version: scene
            .database
            .number("select version from statistics_version")
            .await,
        histories: HashMap::new(),
    };
    let (tell, mut news) = mpsc::unbounded_channel();
    let mut open: BTreeMap<usize, OpenTransaction> = BTreeMap::new();
    let mut begun = 0;
    while begun < TRANSACTIONS || !open.is_empty() {
        settle(&scene, &mut open, &mut news).await;
        let rated: Vec<usize> = open
            .iter()
            .filter(|(_, one)| one.rated.is_some())
            .map(|(number, _)| *number)
            .collect();
        let begins = begun < TRANSACTIONS && (rated.is_empty() || seed.chance(60));
        if begins {
            let jobs = plans[begun].jobs.clone();
            open.insert(
                begun,
                begin(&scene, Arc::clone(&handler), jobs, begun, tell.clone()).await,
            );
            begun += 1;
            continue;
        }
        assert!(!rated.is_empty(), "all wait for each other");
        let number = rated[seed.index(rated.len())];
        let one = open.remove(&number).unwrap();
        let commits = seed.chance(75);
        one.verdict.send(commits).unwrap();
        one.task.await.unwrap();
        if commits {
            let changed = expected.fold(&plans[number]);
            let told = one.rated.unwrap();
            assert!(
                told == expected.version || (!changed && told < expected.version),
                "{told}"
            );
        }
        assert_expected(&scene, &expected).await;
    }
}

/// Stores the evaluations of one transaction: one to three, of whatever products.
async fn plan(scene: &Scene, regimes: &Regimes, products: &[Uuid], seed: &mut Seed) -> Plan {
    let (mut new, mut results) = (Vec::new(), Vec::new());
    for _ in 0..=seed.index(3) {
        let request = scoring_request(PRODUCT_SET, 5, seed.below(1_000));
        let product_id = products[seed.index(products.len())];
        let kind = ApplicationKind::ALL[seed.index(ApplicationKind::ALL.len())];
        results.extend(rated(regimes, &request, kind).map(|result| (product_id, result)));
        new.push(NewEvaluation {
            id: Uuid::now_v7(),
            job_id: Uuid::now_v7(),
            batch_id: None,
            dossier: None,
            product_id,
            level: EvaluationLevel::Province,
            kind,
            regime: REGIME.to_owned(),
            product_set: i16::try_from(PRODUCT_SET).unwrap(),
            request: JsonText::of(&request).unwrap(),
            requested_by: "test".to_owned(),
            created_at: Clock::System.now(),
        });
    }
    let mut connection = scene.database.operator().await;
    evaluations::submit(&mut connection, &new, None).await.unwrap();
    let jobs = new.iter().map(|one| ClaimedJob {
        id: one.job_id,
        lane: LANE,
        subject_id: one.id,
        attempt: 1,
        traceparent: None,
    });
    Plan {
        jobs: jobs.collect(),
        results,
    }
}

/// What the council of `request` decides, where it is enough for a star.
fn rated(regimes: &Regimes, request: &Value, kind: ApplicationKind) -> Option<RatedResult> {
    let request: ScoringRequest = serde_json::from_value(request.clone()).unwrap();
    let result = score(&validate(regimes, &request).unwrap(), Language::Vi);
    let stars = result.stars.filter(|stars| *stars >= LOWEST_RECOGNISED)?;
    let level = EvaluationLevel::Province;
    Some(RatedResult { stars, level, kind })
}

/// Begins a transaction that rates `jobs`, tells `(number, version)` and waits for the verdict.
async fn begin(
    scene: &Scene,
    handler: Arc<EvaluationHandler>,
    jobs: Vec<ClaimedJob>,
    number: usize,
    tell: mpsc::UnboundedSender<(usize, i64)>,
) -> OpenTransaction {
    assert_eq!(handler.kind(), KIND);
    let mut connection = scene.database.operator().await;
    connection.batch_execute("begin").await.unwrap();
    let backend = backend(&mut connection).await;
    let (verdict, decided) = oneshot::channel();
    let task = tokio::spawn(async move {
        let done = handler.run(&mut connection, &jobs).await.unwrap();
        tell.send((number, done.statistics_version.unwrap())).unwrap();
        let end = if decided.await.unwrap() {
            "commit"
        } else {
            "rollback"
        };
        connection.batch_execute(end).await.unwrap();
    });
    OpenTransaction {
        backend,
        verdict,
        task,
        rated: None,
    }
}

async fn backend(connection: &mut diesel_async::AsyncPgConnection) -> i32 {
    #[derive(diesel::QueryableByName)]
    struct Backend {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        id: i32,
    }
    let backend: Backend =
        diesel_async::RunQueryDsl::get_result(diesel::sql_query("select pg_backend_pid() as id"), connection)
            .await
            .unwrap();
    backend.id
}

/// Waits until every open transaction has rated or waits for a lock of another.
async fn settle(
    scene: &Scene,
    open: &mut BTreeMap<usize, OpenTransaction>,
    news: &mut mpsc::UnboundedReceiver<(usize, i64)>,
) {
    loop {
        while let Ok((number, version)) = news.try_recv() {
            open.get_mut(&number).unwrap().rated = Some(version);
        }
        let running: Vec<i32> = open
            .values()
            .filter(|one| one.rated.is_none())
            .map(|one| one.backend)
            .collect();
        let waiting = scene
            .database
            .number(&format!(
                "select count(distinct pid) from pg_locks where not granted and pid = any('{{{}}}'::int[])",
                running
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(",")
            ))
            .await;
        if news.is_empty() && usize::try_from(waiting).unwrap() == running.len() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Version and statuses, read in one snapshot, are those of the transactions committed so far.
async fn assert_expected(scene: &Scene, expected: &Expectation) {
    let mut connection = scene.database.database().connection().await.unwrap();
    let products: Vec<Uuid> = expected.histories.keys().copied().collect();
    let (version, rows) = connection
        .build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |snapshot| {
            let version = recognitions::version(snapshot).await?;
            let rows = recognitions::histories(snapshot, &products).await?;
            Ok::<_, shared::database::StoreError>((version, rows))
        })
        .await
        .unwrap();
    let mut counted: BTreeMap<_, usize> = BTreeMap::new();
    for row in &rows {
        let status = row.status();
        let key = (
            row.product_id,
            status.stars,
            status.potential,
            status.ended_on.is_some(),
        );
        *counted.entry(key).or_default() += 1;
    }
    assert_eq!(version, expected.version);
    assert_eq!(counted, expected.statuses());
    let all = scene.database.number("select count(*) from recognitions").await;
    assert_eq!(usize::try_from(all).unwrap(), rows.len());
}
