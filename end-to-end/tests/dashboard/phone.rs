//! The page on a phone and on paper, and its pictures.

use crate::browser::in_browser;
use crate::page::Page;
use crate::scene::{PASSWORD, Scene};
use serde_json::json;
use std::path::PathBuf;

/// Where the picture of the desktop goes (`docs/dashboard.png`), one of a phone beside it; without it none is made.
const PICTURE: &str = "OCOP_SCREENSHOT";

/// What the narrow screen cannot show without scrolling sideways.
const TOO_WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > 361 && !one.closest('.scrolls'))
    .map((one) => one.outerHTML.slice(0, 120))";

async fn assert_fits(page: &Page, what: &str) {
    let widths = page
        .js("return [document.documentElement.scrollWidth, innerWidth]")
        .await;
    let wide = page.js(&format!("return {TOO_WIDE}")).await;
    assert_eq!(widths, json!([360, 360]), "{what}: {wide:#}");
    assert_eq!(wide, json!([]), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_needs_no_sideways_scrolling() {
    let (scene, person) = Scene::in_full().await;
    in_browser(&scene.base, async |page| {
        page.screen(360, 740, true).await;
        page.open("").await;
        assert_fits(page, "the form").await;
        page.sign_in(&person, PASSWORD).await;
        assert_fits(page, "the nation").await;
        for asked in [
            "unit=25",
            "unit=25&language=en&against=2024-01-01",
            "boundaries=legacy&unit=26&day=2022-01-01&step=year",
        ] {
            page.js(&format!("location.hash = '{asked}'")).await;
            page.wait(
                "the unit",
                "document.querySelector('[aria-current=page]').innerText.match(/Phú Thọ|Vĩnh Phúc/)",
            )
            .await;
            page.settled().await;
            page.js("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                .await;
            assert_fits(page, asked).await;
        }
    })
    .await;
}

/// What paper would cut off: beyond its right edge, or in a place that scrolls.
const CUT: &str = "[...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility() && !one.matches('.unseen, .unseen *, .skip'))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || (one.matches('.scrolls') && one.scrollHeight > one.clientHeight))
    .map((one) => one.outerHTML.slice(0, 120))";

#[tokio::test(flavor = "multi_thread")]
async fn paper_has_the_whole_page_and_no_buttons() {
    let (scene, person) = Scene::in_full().await;
    in_browser(&scene.base, async |page| {
        page.open("unit=25").await;
        page.sign_in(&person, PASSWORD).await;
        assert_ne!(page.js(&format!("return {CUT}")).await, json!([]), "a screen scrolls");
        page.browser
            .chromium("Emulation.setEmulatedMedia", json!({"media": "print"}))
            .await;
        // A4 upright, between its margins.
        page.screen(700, 1030, false).await;
        page.wait("all of it", &format!("{CUT}.length === 0")).await;
        let shown = "return [...document.querySelectorAll('.download, .date, #sign-out')].filter((one) => one.checkVisibility()).length";
        assert_eq!(page.js(shown).await, 0);
    })
    .await;
}

/// The picture of the README: `OCOP_SCREENSHOT=$PWD/docs/dashboard.png cargo nextest run --workspace --test dashboard -E 'test(picture)'`.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_the_page_is_no_empty_sheet() {
    let (scene, person) = Scene::in_full().await;
    in_browser(&scene.base, async |page| {
        page.screen(1280, 1700, false).await;
        page.open("unit=25&step=quarter").await;
        page.sign_in(&person, PASSWORD).await;
        let wide = page.picture().await;
        page.screen(390, 844, true).await;
        let narrow = page.picture().await;
        assert!(
            wide.len() > 40_000 && narrow.len() > 15_000,
            "{} and {} bytes",
            wide.len(),
            narrow.len()
        );
        if let Ok(path) = std::env::var(PICTURE) {
            let path = PathBuf::from(path);
            std::fs::write(&path, wide).unwrap();
            std::fs::write(path.with_extension("phone.png"), narrow).unwrap();
        }
    })
    .await;
}
