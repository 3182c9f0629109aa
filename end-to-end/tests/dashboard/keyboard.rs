//! The whole page without a mouse.

use crate::browser::{ENTER, SPACE, TAB, in_browser};
use crate::page::Page;
use crate::scene::{PASSWORD, Scene};
use shared::domain::access::Role;

/// More stops than any state of the page has.
const STOPS: usize = 400;

/// Presses Tab until the element of this id has the focus; each stop must be seen to have it.
async fn tab_to(page: &Page, id: &str) {
    for _ in 0..STOPS {
        page.browser.press(TAB).await;
        let focused = page
            .text("document.activeElement.id || document.activeElement.tagName")
            .await;
        let outline = page
            .text("getComputedStyle(document.activeElement).outlineStyle")
            .await;
        assert!(focused == "BODY" || outline != "none", "{focused} shows no focus");
        if focused == id {
            return;
        }
    }
    panic!("{id} is not reached");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_with_the_keyboard() {
    let scene = Scene::begins(&[]).await;
    let person = scene.person(Role::National, None).await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        // The form has the focus at once.
        let keys = [person.as_str(), TAB, PASSWORD, ENTER].concat();
        page.browser.press(&keys).await;
        page.settled().await;
        tab_to(page, "boundaries-current").await;
        tab_to(page, "rank-25").await;
        page.browser.press(ENTER).await;
        page.wait("Phú Thọ", "document.title.startsWith('Tỉnh Phú Thọ')")
            .await;
        page.settled().await;
        // The minimums of another product set, and the focus stays on its name.
        let set = page
            .text("document.querySelector('#scores [aria-pressed=false]').id")
            .await;
        tab_to(page, &set).await;
        page.browser.press(ENTER).await;
        page.wait(
            "the set",
            &format!("document.querySelector('#{set}').ariaPressed === 'true'"),
        )
        .await;
        assert_eq!(page.text("document.activeElement.id").await, set);
        tab_to(page, "unit-08716").await;
        page.browser.press(ENTER).await;
        page.wait("the commune", "document.title.startsWith('Phường Vĩnh Phúc')")
            .await;
        page.settled().await;

        // Back up by the way at the top, and the focus is not lost with what was left.
        tab_to(page, "way-1").await;
        page.browser.press(SPACE).await;
        page.wait("Phú Thọ again", "document.title.startsWith('Tỉnh Phú Thọ')")
            .await;
        page.settled().await;
        tab_to(page, "boundaries-legacy").await;
        page.browser.press(SPACE).await;
        page.wait(
            "the old boundaries",
            "document.querySelector('#boundaries-legacy').ariaPressed === 'true'",
        )
        .await;
        assert_eq!(page.text("document.activeElement.id").await, "boundaries-legacy");
        page.settled().await;
        tab_to(page, "language-en").await;
        page.browser.press(ENTER).await;
        page.wait("English", "document.documentElement.lang === 'en'")
            .await;
        assert_eq!(page.text("document.activeElement.id").await, "language-en");
    })
    .await;
}
