//! The page keeps itself up to date, cheaply, and does not lose what it shows when it cannot.

use crate::browser::in_browser;
use crate::page::Page;
use crate::scene::{PASSWORD, PRODUCTS, Scene};
use serde_json::{Value, json};
use shared::domain::access::Role;
use test_support::{PRODUCT_SET, council_sheets};

/// How each answer of the statistics since the last call came: `[status, …]`.
async fn answers(page: &Page) -> Vec<u64> {
    let seen = page
        .js("const seen = performance.getEntriesByType('resource')
                .filter((one) => one.name.includes('/statistics/') && !one.name.includes('/versions'))
                .map((one) => one.responseStatus);
             performance.clearResourceTimings();
             return seen")
        .await;
    seen.as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_u64().unwrap())
        .collect()
}

/// One more product of Sông Lô is recognised with stars.
pub(crate) async fn recognise(scene: &Scene) {
    let product = scene.service.products(1).await.concat();
    for seed in 0..400 {
        let sheets = council_sheets(PRODUCT_SET, 5, seed);
        let sheets = json!({"regime": "26-2026", "product_set": PRODUCT_SET, "sheets": sheets});
        let scored = scene.client.post("/api/v1/scorings", &sheets, 200).await;
        if scored["stars"].as_u64() < Some(3) {
            continue;
        }
        let mut asked = json!({"product_id": product, "level": "province", "kind": "first"});
        for field in ["regime", "sheets"] {
            asked[field] = sheets[field].clone();
        }
        scene.client.post("/api/v1/evaluations", &asked, 202).await;
        return;
    }
    panic!("no sheets of three stars");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_recognition_appears_by_itself() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::Province, Some("25")).await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        assert_eq!(page.figure("products").await, PRODUCTS);
        page.js("window.notReloaded = true").await;
        recognise(&scene).await;
        page.wait(
            "one more product",
            "document.querySelector('[data-figure=products]').innerText === '67'",
        )
        .await;
        page.wait(
            "the news",
            "document.querySelector('.status').innerText.includes('vừa thay đổi')",
        )
        .await;
        assert_eq!(page.js("return window.notReloaded").await, Value::Bool(true));
        // What the reader was at is still there.
        page.settled().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_costs_a_304() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        // Without the stream the page polls; the first answers come whole, the next never.
        page.browser.chromium("Network.enable", json!({})).await;
        let blocked = json!({"urls": ["*/statistics/versions*"]});
        page.browser.chromium("Network.setBlockedURLs", blocked).await;
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        let first = answers(page).await;
        assert!(first.iter().all(|status| *status == 200), "{first:?}");
        let questions = first.len();
        let polled = "performance.getEntriesByType('resource').filter((one) => one.name.includes('/statistics/products')).length";
        page.wait("two rounds of polls", &format!("{polled} >= {}", 2 * questions.saturating_sub(1))).await;
        let polls = answers(page).await;
        assert!(polls.iter().all(|status| *status == 304), "{polls:?}");
        recognise(&scene).await;
        page.wait("one more product", "document.querySelector('[data-figure=products]').innerText === '67'").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_the_figures_stay_and_the_page_says_so() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        page.open("unit=25").await;
        page.sign_in(&person, PASSWORD).await;
        page.browser.chromium("Network.enable", json!({})).await;
        let network = async |offline: bool| {
            let conditions =
                json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
            page.browser
                .chromium("Network.emulateNetworkConditions", conditions)
                .await;
        };
        network(true).await;
        page.wait(
            "the trouble",
            "document.querySelector('.status.trouble')?.innerText.includes('Mất kết nối')",
        )
        .await;
        assert_eq!(page.figure("products").await, PRODUCTS);
        assert_eq!(page.bars("places").await.len(), 148);
        // What was not read before cannot be shown, and that is said as well.
        page.click("#unit-08716").await;
        page.wait(
            "no figures of the commune",
            "document.querySelector('#figures .failure')?.innerText",
        )
        .await;
        page.back().await;
        network(false).await;
        page.wait(
            "the way back",
            "!document.querySelector('.status.trouble') && document.querySelector('#unit-08716')",
        )
        .await;
        assert_eq!(page.figure("products").await, PRODUCTS);
    })
    .await;
}
