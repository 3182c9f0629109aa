//! axe-core, the rules that assistive programs rely on, over every state of the page.

use crate::browser::in_browser;
use crate::page::Page;
use crate::scene::{PASSWORD, Scene};
use serde_json::json;
use shared::domain::access::Role;

/// Kept here so that the test asks no other server; see its folder.
const AXE: &str = include_str!("axe-core/axe.min.js");

/// Violations, each with the elements that have them.
const RUN: &str = "const done = arguments[0];
    axe.run(document).then((found) => done(found.violations.map((one) =>
        [one.id, one.help, one.nodes.map((node) => [node.html.slice(0, 200), node.failureSummary])])),
        (error) => done(String(error)));";

async fn assert_accessible(page: &Page, what: &str) {
    if page.js("return typeof axe").await == "undefined" {
        page.js(AXE).await;
    }
    let body = json!({"script": RUN, "args": []});
    let found = page.browser.post("/execute/async", body).await;
    assert_eq!(found, json!([]), "{what}: {found:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn assistive_programs_find_nothing_wrong() {
    let (scene, person) = Scene::in_full().await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        assert_accessible(page, "the form").await;
        page.fill("#username", &person).await;
        page.fill("#password", "không phải mật khẩu").await;
        page.click("button[type=submit]").await;
        page.wait("the refusal", "document.querySelector('[role=alert]').innerText")
            .await;
        assert_accessible(page, "the refusal").await;
        page.js(
            "document.querySelector('#username').value = ''; document.querySelector('#password').value = ''",
        )
        .await;
        page.sign_in(&person, PASSWORD).await;
        assert_accessible(page, "the nation").await;
        for asked in [
            "unit=25&against=2022-01-01",
            "boundaries=legacy&day=2022-01-01&language=en",
            "unit=08782&language=en&step=quarter",
        ] {
            page.js(&format!("location.hash = '{asked}'")).await;
            page.wait("the question", &format!("location.hash === '#{asked}'"))
                .await;
            page.settled().await;
            page.js("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                .await;
            assert_accessible(page, asked).await;
        }
        page.screen(360, 740, true).await;
        assert_accessible(page, "a phone").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_has_its_numbers_in_a_table_and_who_wants_no_motion_sees_none() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        page.open("unit=25").await;
        page.sign_in(&person, PASSWORD).await;
        // Pictures are told in words and numbered in a table of the same panel.
        let panels = "return [...document.querySelectorAll('.panel')]
            .filter((one) => one.querySelector('svg, canvas'))
            .map((one) => [one.id, Boolean(one.querySelector('table tbody tr')), Boolean(one.querySelector('.said'))])";
        assert_eq!(
            page.js(panels).await,
            json!([["places", true, true], ["trend", true, true]])
        );
        let label = page.text("document.querySelector('svg.map').getAttribute('aria-label')").await;
        assert!(label.contains("9 trên 148"), "{label}");
        let moves = "return [...document.querySelectorAll('*')]
            .filter((one) => getComputedStyle(one).transitionDuration !== '0s' || getComputedStyle(one).animationName !== 'none')
            .length";
        let preference = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
                page.browser.chromium("Emulation.setEmulatedMedia", preference).await;
        assert_eq!(page.js(moves).await, 0);
    })
    .await;
}
