//! Loading the intervals into the memory of the api, broken off in the middle, and changes that come meanwhile: the answers are those of
//! the recount all the time.

use crate::app::App;
use crate::errors::server_address;
use crate::recounting::{places, scatter};
use crate::registration::{get, token_in};
use crate::statistics_measures::{Dice, answers_as_recounted};
use api::memory::keep_in_memory;
use shared::config::DatabaseConfig;
use shared::database::Database;
use shared::domain::access::{Role, Scope};
use std::sync::Arc;
use std::time::Instant;
use test_support::{PATIENCE, Proxy, TestDatabase};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const PRODUCERS: usize = 10;
const PRODUCTS_OF_EACH: usize = 50;
/// Of each product. All together come as one long answer.
const INTERVALS: u16 = 12;
/// Bytes of that answer that arrive, a part of it.
const BYTES: i64 = 300_000;

struct Scene {
    app: App,
    token: String,
    dice: Dice,
    /// Before the database for all that the server asks by itself.
    server: Proxy,
    /// Before the database for who loads the intervals, over one connection.
    proxy: Proxy,
    loader: Database,
}

impl Scene {
    /// Some thousand intervals, none of them loaded.
    async fn new(seed: u64) -> Self {
        let database = TestDatabase::new().await;
        let address = server_address(&database.url());
        let (server, proxy) = (Proxy::to(&address).await, Proxy::to(&address).await);
        let config = |proxy: &Proxy| DatabaseConfig::at(database.url_through(proxy.address()));
        let mut alone = config(&proxy);
        alone.pool_size = 1;
        let of_server = config(&server);
        let app = App::on(database, &of_server).await;
        for _ in 0..PRODUCERS {
            app.database.products(PRODUCTS_OF_EACH).await;
        }
        scatter(&app, "products", &places()).await;
        app.database.intervals(0..INTERVALS, "true").await;
        Self {
            token: token_in(&app, Role::National, "").await,
            dice: Dice::new(seed),
            loader: Database::new(&alone).unwrap(),
            server,
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

    /// Whether a new question is answered while the server reaches no database.
    async fn answers_from_memory(&mut self) -> bool {
        // Brings the memory, where there is one, to the version of now.
        self.compare(1).await;
        self.server.refuse();
        self.app.statistics.set_followed(true);
        let path = format!("/api/v1/statistics/products?as_of={}", self.dice.day());
        let answer = get(&self.app, &self.token, &path).await;
        self.app.statistics.set_followed(false);
        self.server.resume();
        assert!([200, 503].contains(&answer.status().as_u16()), "{answer:?}");
        answer.status() == 200
    }

    async fn until_in_memory(&mut self) {
        let begin = Instant::now();
        while !self.answers_from_memory().await {
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
    assert!(!scene.answers_from_memory().await);
    scene.proxy.cut();
    scene.compare(5).await;
    assert!(!scene.answers_from_memory().await);
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
    assert!(!scene.answers_from_memory().await);
    scene.app.statistics.load(&scene.loader).await.unwrap();
    assert!(scene.answers_from_memory().await);
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
    assert!(!scene.answers_from_memory().await);
    scene.proxy.resume();
    scene.until_in_memory().await;
    scene.compare(40).await;
    for number in 6..12 {
        scene.change(number).await;
        scene.compare(3).await;
    }
    assert!(scene.answers_from_memory().await);
    stop.cancel();
    keeping.await.unwrap();
}
