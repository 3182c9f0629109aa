//! The page hears of changes by the stream of versions, and finds back to it.

use crate::browser::in_browser;
use crate::fresh::recognise;
use crate::page::Page;
use crate::scene::{PASSWORD, Scene};
use serde_json::json;
use shared::domain::access::Role;
use test_support::Proxy;

/// The page's waits before a poll without a stream, and before one beside it (`follow.js`), in milliseconds.
const POLL: u32 = 10_000;
const UNTOLD: u32 = 30_000;
/// No poll comes as long as a test waits.
const NEVER: u32 = 3_600_000;
const SOON: u32 = 300;

/// Before the page begins: its waits become those of `window.waits`, those that it asked for are in `window.waited`, and its
/// streams that were answered are counted in `window.streams`.
async fn with_waits(page: &Page, poll: u32, untold: u32) {
    let script = format!(
        "window.waits = {{ {POLL}: {poll}, {UNTOLD}: {untold} }};
         window.waited = {{}};
         window.streams = 0;
         const later = window.setTimeout;
         window.setTimeout = (run, wait, ...more) => {{
             window.waited[wait] = true;
             return later(run, window.waits[wait] ?? wait, ...more);
         }};
         const ask = window.fetch;
         window.fetch = async (path, options) => {{
             const answer = await ask(path, options);
             if (answer.ok && String(path).endsWith('/statistics/versions')) window.streams += 1;
             return answer;
         }};"
    );
    let parameters = json!({"source": script});
    page.browser
        .chromium("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await;
}

/// Waits until the page shows so many products.
async fn shows(page: &Page, products: u64) {
    let shown = format!("document.querySelector('[data-figure=products]')?.innerText === '{products}'");
    page.wait("the products", &shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_comes_by_the_stream_also_after_it_was_cut() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::Province, Some("25")).await;
    let proxy = Proxy::to(scene.base.trim_start_matches("http://")).await;
    in_browser(&format!("http://{}", proxy.address()), async |page| {
        with_waits(page, NEVER, NEVER).await;
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        page.wait("the stream", "window.streams === 1").await;
        recognise(&scene).await;
        shows(page, 67).await;

        // Without its stream the page polls, and says what it finds.
        page.js(&format!("window.waits[{POLL}] = {SOON}")).await;
        proxy.refuse();
        page.wait(
            "the trouble",
            "document.querySelector('.status.trouble')?.innerText.includes('Mất kết nối')",
        )
        .await;
        proxy.resume();
        page.wait("a stream again", "window.streams === 2").await;
        page.wait("no trouble", "!document.querySelector('.status.trouble')")
            .await;
        page.js(&format!("window.waits[{POLL}] = {NEVER}")).await;
        recognise(&scene).await;
        shows(page, 68).await;
        // Both waits are those that this test holds back.
        let waited = page
            .js(&format!(
                "return [{POLL}, {UNTOLD}].map((wait) => window.waited[wait])"
            ))
            .await;
        assert_eq!(waited, json!([true, true]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_raises_no_version_comes_beside_the_stream() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::Province, Some("25")).await;
    in_browser(&scene.base, async |page| {
        with_waits(page, NEVER, SOON).await;
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        page.wait("the stream", "window.streams === 1").await;
        assert!(page.rows("#effects").await.is_empty());
        scene.reported().await;
        page.wait("the reports", "document.querySelector('#effects tbody tr')")
            .await;
        assert_eq!(page.js("return window.streams").await, 1);
    })
    .await;
}
