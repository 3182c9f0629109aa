//! Tokens run out while the page is open.
#![cfg(target_os = "linux")]

use crate::browser::in_browser;
use crate::scene::{PASSWORD, PRODUCTS, Scene};
use serde_json::json;
use shared::domain::access::Role;
use test_support::SkewedClock;

/// Longer than an access token is good, and longer than a session.
const SIXTEEN_MINUTES: i64 = 16 * 60;
const TWENTY_DAYS: i64 = 20 * 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_by_itself_and_ends_with_a_word() {
    let clock = SkewedClock::new().await;
    let scene = Scene::begins(&clock.variables()).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        // Nothing that could be stolen from the disk.
        let stored = "return [localStorage.length, sessionStorage.length, document.cookie]";
        assert_eq!(page.js(stored).await, json!([0, 0, ""]));

        clock.set_off_by(SIXTEEN_MINUTES);
        page.click("#unit-25").await;
        page.wait("Phú Thọ", "document.querySelector('#unit-08716')")
            .await;
        page.settled().await;
        assert_eq!(page.figure("products").await, PRODUCTS);
        let sessions = "select count(*) from refresh_tokens";
        assert_eq!(scene.service.database.number(sessions).await, 2);

        clock.set_off_by(TWENTY_DAYS);
        page.click("#unit-08716").await;
        page.wait("the form", "document.querySelector('#username')").await;
        let why = page
            .text("document.querySelector('[role=alert]').innerText")
            .await;
        assert!(why.contains("hết hạn"), "{why}");
        // Where the reader was is still in the address.
        page.sign_in(&person, PASSWORD).await;
        page.wait("the commune", "document.title.startsWith('Phường Vĩnh Phúc')")
            .await;
    })
    .await;
}
