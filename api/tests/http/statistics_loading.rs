//! Loading the intervals into the memory of the api, broken off in the middle, and changes that come meanwhile: the answers are those of
//! the recount all the time.

use crate::app::App;
use crate::errors::server_address;
use crate::recounting::{places, scatter_products};
use crate::registration::{get, token_in};
use crate::statistics_measures::{Dice, answers_as_recounted};
use api::statistics::keep_in_memory;
use diesel_async::SimpleAsyncConnection;
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::access::{Role, Scope};
use std::sync::Arc;
use std::time::Duration;
use test_support::{PATIENCE, Proxy};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const PRODUCERS: usize = 10;
const PRODUCTS_OF_EACH: usize = 50;
/// Of each product. All together come as one long answer.
const INTERVALS: u16 = 12;
/// Bytes of that answer that arrive, a part of it.
const BYTES: i64 = 300_000;
/// A question that waits for a locked table is not answered within this.
const A_MOMENT: Duration = Duration::from_millis(300);

struct Scene {
    app: App,
    token: String,
    dice: Dice,
    proxy: Proxy,
    /// Where the intervals are loaded from: one connection, over the proxy.
    loader: Database,
}

impl Scene {
    /// Some thousand intervals, none of them loaded.
    async fn new(seed: u64) -> Self {
        let app = App::start().await;
        for _ in 0..PRODUCERS {
            app.database.products(PRODUCTS_OF_EACH).await;
        }
        scatter_products(&app, &places()).await;
        app.database.intervals(0..INTERVALS, "true").await;
        let proxy = Proxy::to(&server_address(&app.database.url())).await;
        let mut config = DatabaseConfig::at(app.database.url_through(proxy.address()));
        config.pool_size = 1;
        Self {
            token: token_in(&app, Role::National, "").await,
            dice: Dice::new(seed),
            loader: Database::new(&config).unwrap(),
            proxy,
            app,
        }
    }

    /// Begins to load and waits until a part has arrived and nothing follows.
    async fn in_the_middle(&self, stop: &CancellationToken) -> JoinHandle<()> {
        self.proxy.black_hole_after(BYTES);
        let (statistics, loader) = (Arc::clone(&self.app.statistics), self.loader.clone());
        let stop = stop.clone();
        let keeping = tokio::spawn(async move { keep_in_memory(&statistics, loader, stop).await });
        timeout(PATIENCE, self.proxy.swallowing()).await.unwrap();
        keeping
    }

    /// Random questions, each against the recount.
    async fn compare(&mut self, questions: usize) {
        let caller = (self.token.as_str(), &Scope::Nation);
        for _ in 0..questions {
            answers_as_recounted(&self.app, &mut self.dice, caller).await;
        }
    }

    /// Whether a new question is answered within `patience` while nobody can read the table of the intervals.
    async fn answers_from_memory(&mut self, patience: Duration) -> bool {
        let mut holder = self.app.database.operator().await;
        let lock = "begin; lock table recognitions in access exclusive mode";
        holder.batch_execute(lock).await.unwrap();
        let path = format!("/api/v1/statistics/products?as_of={}", self.dice.day());
        let answered = timeout(patience, get(&self.app, &self.token, &path)).await;
        holder.batch_execute("rollback").await.unwrap();
        answered.is_ok_and(|answer| answer.status() == 200)
    }

    async fn until_in_memory(&mut self) {
        let begin = std::time::Instant::now();
        while !self.answers_from_memory(A_MOMENT).await {
            assert!(begin.elapsed() < PATIENCE, "the intervals are not in memory");
        }
    }

    /// Revokes a few intervals and adds some to products that had others.
    async fn change(&mut self, number: usize) {
        let database = &self.app.database;
        database
            .execute(&format!(
                "update recognitions set ended_on = valid_from + 30, end_reason = 'revoked' where id in (
                     select id from recognitions where end_reason is null order by md5(id::text || '{number}') limit 20)"
            ))
            .await;
        let some = format!("get_byte(uuid_send(products.id), 14) % 12 = {number}");
        database.intervals(INTERVALS..INTERVALS + 1, &some).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_that_loses_its_connection_in_the_middle_begins_anew() {
    let mut scene = Scene::new(31).await;
    let stop = CancellationToken::new();
    let keeping = scene.in_the_middle(&stop).await;
    scene.compare(5).await;
    assert!(!scene.answers_from_memory(A_MOMENT).await);
    scene.proxy.cut();
    scene.compare(5).await;
    assert!(!scene.answers_from_memory(A_MOMENT).await);
    scene.proxy.resume();
    scene.until_in_memory().await;
    scene.compare(40).await;
    stop.cancel();
    keeping.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_that_is_cancelled_in_the_middle_leaves_nothing_half_loaded() {
    let mut scene = Scene::new(37).await;
    let stop = CancellationToken::new();
    let keeping = scene.in_the_middle(&stop).await;
    stop.cancel();
    keeping.await.unwrap();
    scene.proxy.resume();
    scene.compare(5).await;
    assert!(!scene.answers_from_memory(A_MOMENT).await);
    scene.app.statistics.load(&scene.loader).await.unwrap();
    assert!(scene.answers_from_memory(PATIENCE).await);
    scene.compare(40).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_while_the_intervals_are_loaded_is_in_the_answers() {
    let mut scene = Scene::new(41).await;
    let stop = CancellationToken::new();
    let keeping = scene.in_the_middle(&stop).await;
    for number in 0..6 {
        scene.change(number).await;
        scene.compare(3).await;
    }
    assert!(!scene.answers_from_memory(A_MOMENT).await);
    scene.proxy.resume();
    scene.until_in_memory().await;
    scene.compare(40).await;
    for number in 6..12 {
        scene.change(number).await;
        scene.compare(3).await;
    }
    assert!(scene.answers_from_memory(PATIENCE).await);
    stop.cancel();
    keeping.await.unwrap();
}
