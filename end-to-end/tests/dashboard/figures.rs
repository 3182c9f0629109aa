//! What the page shows is what the API says, in both languages and both boundaries.

use crate::browser::in_browser;
use crate::page::Page;
use crate::scene::{PASSWORD, PRODUCTS, Scene};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use std::path::Path;
use test_support::eventually;

/// Products and producers of the cells of `answer` for which `is` holds.
fn cell(answer: &Value, is: impl Fn(&Value) -> bool) -> (u64, u64) {
    let found = answer["cells"].as_array().unwrap().iter().find(|cell| is(cell));
    found.map_or((0, 0), |cell| {
        (
            cell["products"].as_u64().unwrap(),
            cell["producers"].as_u64().unwrap(),
        )
    })
}

/// The tiles, the stars, the groups and the types are those of `query`.
async fn assert_as_the_api_says(scene: &Scene, page: &Page, query: &str) {
    let stars = scene.products(&format!("by=stars&{query}")).await;
    assert_eq!(
        page.figure("products").await,
        stars["totals"]["products"],
        "{query}"
    );
    assert_eq!(
        page.figure("producers").await,
        stars["totals"]["producers"],
        "{query}"
    );
    let classes = [(5, false), (5, true), (4, false), (3, false)];
    let rows = page.bars("stars").await;
    assert_eq!(rows.len(), classes.len());
    for ((name, products, producers), (count, potential)) in rows.iter().zip(classes) {
        let expected = cell(&stars, |cell| {
            cell["stars"] == count && cell["potential"].as_bool().unwrap_or(false) == potential
        });
        assert_eq!((*products, *producers), expected, "{query}: {name}");
    }
    let groups = scene.products(&format!("by=product_group&{query}")).await;
    for (name, products, producers) in page.bars("groups").await {
        let group = name.split_once('.').unwrap().0;
        let expected = cell(&groups, |cell| cell["product_group"] == group);
        assert_eq!((products, producers), expected, "{query}: {name}");
    }
    let types = scene.products(&format!("by=producer_type&{query}")).await;
    let counted: u64 = page
        .bars("types")
        .await
        .iter()
        .map(|(_, products, _)| products)
        .sum();
    let expected: u64 = types["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["products"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, expected, "{query}");
    for (days, (name, products, producers)) in [30, 90, 180, 365].iter().zip(page.bars("expiring").await) {
        let measure = format!("measure=expiring&within_days={days}&{query}");
        let totals = scene.products(&measure).await["totals"].take();
        assert_eq!(
            (products, producers),
            (
                totals["products"].as_u64().unwrap(),
                totals["producers"].as_u64().unwrap()
            ),
            "{measure}: {name}"
        );
    }
}

/// The table of the line chart is the API's series of `query`.
async fn assert_series(scene: &Scene, page: &Page, query: &str) {
    let answer = scene
        .client
        .get(&format!("/api/v1/statistics/series?by=stars&{query}"))
        .await;
    let expected: Vec<Value> = answer["points"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|point| json!([point["period"], point["totals"]["products"]]))
        .collect();
    let rows = "return [...document.querySelectorAll('#trend-table tbody tr')].map((row) =>
        [row.cells[0].textContent, Number(row.cells[1].textContent)])";
    assert_eq!(page.js(rows).await, json!(expected), "{query}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_those_of_the_api_for_any_unit_day_and_boundaries() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        assert_eq!(page.figure("products").await, PRODUCTS);
        assert_as_the_api_says(&scene, page, "").await;
        assert_eq!(page.bars("places").await.len(), 34);
        assert_eq!(page.bars("places").await[0], ("Tỉnh Phú Thọ".to_owned(), 66, 33));

        page.click("#unit-25").await;
        page.wait("the communes of Phú Thọ", "document.querySelector('#unit-08716')")
            .await;
        page.settled().await;
        assert_as_the_api_says(&scene, page, "unit=25").await;
        let communes = scene.products("unit=25&by=commune").await;
        let shown = page.bars("places").await;
        assert_eq!(shown.len(), 148);
        let having = shown.iter().filter(|(_, products, _)| *products > 0).count();
        assert_eq!(having, communes["cells"].as_array().unwrap().len());
        let indicator = scene.client.get("/api/v1/ntm/summary?unit=25").await;
        assert_eq!(page.figure("communes").await, indicator["total"]["met"]);

        // On the day of the first decision, in the boundaries of that day, a district is a unit.
        page.js("location.hash = 'unit=253&boundaries=legacy&day=2021-02-17&against=2021-02-16'")
            .await;
        page.wait("Sông Lô", "document.title.startsWith('Huyện Sông Lô')")
            .await;
        page.wait(
            "the district's one product",
            "document.querySelector('[data-figure=products]').innerText === '1'",
        )
        .await;
        page.settled().await;
        assert_as_the_api_says(&scene, page, "unit=253&generation=legacy&as_of=2021-02-17").await;
        let months = "unit=253&generation=legacy&step=month&from=2019-01-01&to=2021-02-17";
        assert_series(&scene, page, months).await;
        let note = page
            .text("document.querySelector('.tile.products .note').innerText")
            .await;
        assert_eq!(note, "+1 so với 16/02/2021");

        page.click("#language-en").await;
        page.wait(
            "English",
            "document.documentElement.lang === 'en' && document.title.endsWith('OCOP dashboard')",
        )
        .await;
        page.settled().await;
        let note = page
            .text("document.querySelector('.tile.products .note').innerText")
            .await;
        assert_eq!(note, "+1 since 16 Feb 2021");
        assert_eq!(page.bars("stars").await[3].0, "★★★ three");
        page.back().await;
        page.wait("Vietnamese again", "document.documentElement.lang === 'vi'")
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_sees_the_own_unit_and_nothing_above_it() {
    let scene = Scene::begins(&[]).await;
    let province = scene.person(Role::Province, Some("01")).await;
    let commune = scene.person(Role::Commune, Some("08782")).await;
    let producer = scene.person(Role::CouncilMember, None).await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&province, PASSWORD).await;
        page.wait(
            "Hà Nội",
            "document.querySelector('.way').innerText === 'Thành phố Hà Nội'",
        )
        .await;
        assert_eq!(page.figure("products").await, 0);
        page.click("#sign-out").await;
        page.wait("the form", "document.querySelector('#username')").await;

        page.sign_in(&commune, PASSWORD).await;
        page.wait(
            "Hải Lựu",
            "document.querySelector('.way').innerText === 'Xã Hải Lựu'",
        )
        .await;
        assert_eq!(page.figure("products").await, 1);
        assert_eq!(page.bars("places").await, [("Xã Hải Lựu".to_owned(), 1, 1)]);
        page.click("#sign-out").await;
        page.wait("the form", "document.querySelector('#username')").await;

        page.fill("#username", &producer).await;
        page.fill("#password", PASSWORD).await;
        page.click("button[type=submit]").await;
        page.wait(
            "the refusal",
            "document.querySelector('[role=alert]').innerText.includes('không có quyền')",
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_a_panel_come_as_a_file() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    let folder = tempfile::tempdir().unwrap();
    in_browser(&scene.base, async |page| {
        let kept = json!({"behavior": "allow", "downloadPath": folder.path()});
        page.browser.chromium("Browser.setDownloadBehavior", kept).await;
        page.open("unit=25").await;
        page.sign_in(&person, PASSWORD).await;
        let stars = "/api/v1/statistics/products?unit=25&by=stars";
        let answer = scene
            .client
            .request(Method::GET, stars)
            .header("accept", "text/csv");
        let expected = answer.send().await.unwrap().bytes().await.unwrap();
        assert!(expected.starts_with("\u{feff}".as_bytes()));
        page.click("#stars-csv").await;
        assert_eq!(file(&folder.path().join("stars.csv")).await, expected);
        page.click("#places-xlsx").await;
        // A workbook is a ZIP archive.
        assert!(file(&folder.path().join("places.xlsx")).await.starts_with(b"PK"));
    })
    .await;
}

/// The file at `path`, as soon as the browser has it whole.
async fn file(path: &Path) -> Vec<u8> {
    eventually(|| std::future::ready(std::fs::read(path))).await
}
