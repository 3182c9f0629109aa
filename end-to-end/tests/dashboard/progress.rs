//! How products come about, what becomes of them and what they bring: the page shows what the API says, or says why it does not.

use crate::browser::in_browser;
use crate::page::Page;
use crate::scene::{PASSWORD, Scene};
use serde_json::Value;
use shared::domain::access::Role;

const MILLION: i64 = 1_000_000;

/// A decimal of the API as the page writes it in Vietnamese.
fn decimal(of: &Value) -> String {
    of.as_str().map_or_else(
        || "–".to_owned(),
        |written| written.replace('.', ",").replace('-', "−"),
    )
}

/// A percentage likewise.
fn percentage(of: &Value) -> String {
    let said = decimal(of);
    if of.is_null() {
        said
    } else {
        format!("{said}\u{a0}%")
    }
}

/// A change in percent likewise.
fn growth(of: &Value) -> String {
    let rises = of
        .as_str()
        .is_some_and(|written| !written.starts_with('-') && written != "0.0");
    format!("{}{}", if rises { "+" } else { "" }, percentage(of))
}

/// A count with points between its thousands.
fn count(of: &Value) -> String {
    let digits = of.as_i64().unwrap().to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

/// Đồng as whole millions, half up.
fn millions(of: &Value) -> String {
    count(&((of.as_i64().unwrap() + MILLION / 2) / MILLION).into())
}

fn list(of: &Value) -> impl Iterator<Item = &Value> {
    of.as_array().unwrap().iter()
}

async fn asked(scene: &Scene, statistic: &str, query: &str) -> Value {
    scene
        .client
        .get(&format!("/api/v1/statistics/{statistic}?{query}"))
        .await
}

async fn assert_funnel(scene: &Scene, page: &Page, query: &str) {
    let answer = asked(scene, "funnel", query).await;
    let expected: Vec<Vec<String>> = list(&answer["totals"]["stages"])
        .map(|one| {
            let begins = ["ideas", "plans", "dossiers_begun"].contains(&one["stage"].as_str().unwrap());
            let before = if begins { &Value::Null } else { &one["of_previous"] };
            vec![count(&one["count"]), percentage(before)]
        })
        .collect();
    let shown = page.rows("#funnel").await;
    let shown: Vec<&[String]> = shown.iter().map(|row| &row[1..]).collect();
    assert_eq!(shown, expected, "{query}");
}

async fn assert_cohorts(scene: &Scene, page: &Page, query: &str) {
    let answer = asked(scene, "cohorts", &format!("by=year&{query}")).await;
    let mut expected: Vec<Vec<String>> = list(&answer["cells"])
        .map(|one| {
            let number = |fate: &str| one[fate].as_i64().unwrap();
            let in_force = number("valid") + number("awaiting_renewal") + number("extended");
            vec![
                one["year"].to_string(),
                count(&one["issued"]),
                count(&in_force.into()),
                count(&one["renewed"]),
                count(&one["upgraded"]),
                count(&one["lapsed"]),
            ]
        })
        .collect();
    expected.sort_by(|a, b| b.cmp(a));
    assert!(!expected.is_empty(), "{answer}");
    let mut shown = page.rows("#cohorts").await;
    // The last cell draws the row.
    for row in &mut shown {
        assert_eq!(row.pop().unwrap(), "");
    }
    assert_eq!(shown, expected, "{query}");
}

/// The sets of the panel, and the minimums of `set`.
async fn assert_scores(scene: &Scene, page: &Page, query: &str, set: u64) {
    let answer = asked(scene, "scores", &format!("by=product_set&{query}")).await;
    let mut expected: Vec<Vec<String>> = list(&answer["cells"])
        .map(|one| {
            let no = one["product_set"].to_string();
            let mean = decimal(&one["points"]["mean"]);
            vec![
                no,
                count(&one["evaluated"]),
                percentage(&one["success_rate"]),
                mean,
            ]
        })
        .collect();
    let mut shown = page.rows("#scores-table").await;
    for row in &mut shown {
        row[0] = row[0].split_once('.').unwrap().0.to_owned();
    }
    expected.sort();
    shown.sort();
    assert_eq!(shown, expected, "{query}");
    let sheet = asked(scene, "scores", &format!("product_set={set}&{query}")).await;
    let expected: Vec<Vec<String>> = list(&sheet["sheet"]["unmet_minimums"])
        .take(6)
        .map(|one| {
            let minimum = format!("{} sao: {} điểm", one["stars"], one["minimum"]);
            vec![count(&one["evaluations"]), percentage(&one["share"]), minimum]
        })
        .collect();
    let missed = page.rows("#scores .minimums").await;
    let missed: Vec<&[String]> = missed.iter().map(|row| &row[1..]).collect();
    assert_eq!(missed, expected, "{query}, set {set}");
}

async fn assert_effects(scene: &Scene, page: &Page, query: &str) {
    let year = Scene::year() - 1;
    let query = format!("year={year}&compare_to={}&{query}", year - 1);
    let answer = asked(scene, "effects", &query).await;
    let (now, then) = (&answer["totals"], &answer["totals"]["compared"]);
    let row = |name: &str, write: fn(&Value) -> String, change: String| {
        vec![write(&now[name]), write(&then[name]), change]
    };
    let expected = [
        row("reporting", count, String::new()),
        row("revenue", millions, growth(&then["revenue_growth"])),
        row("export_revenue", millions, String::new()),
        row("investment", millions, String::new()),
        row("jobs", count, growth(&then["jobs_growth"])),
        row("female_jobs", count, String::new()),
        row("ethnic_minority_jobs", count, String::new()),
    ];
    let shown = page.rows("#effects").await;
    let shown: Vec<&[String]> = shown.iter().map(|row| &row[1..]).collect();
    assert_eq!(shown, expected, "{query}");
    let both = page
        .text("document.querySelector('#effects .after').innerText")
        .await;
    let like = &then["like_for_like"];
    for told in [
        count(&like["reporting"]),
        growth(&like["revenue_growth"]),
        growth(&like["jobs_growth"]),
    ] {
        assert!(both.contains(&told), "{told}: {both}");
    }
}

async fn assert_ranking(scene: &Scene, page: &Page, of: &str, query: &str) {
    let answer = asked(scene, "league", &format!("of={of}&page_size=10&{query}")).await;
    let expected: Vec<Vec<String>> = list(&answer["items"])
        .filter(|one| one["products"] != 0)
        .map(|one| {
            let mut row = vec![
                format!("{}. {}", one["rank"], one["name"].as_str().unwrap()),
                count(&one["products"]),
                count(&one["products_a_year_before"]),
                growth(&one["growth"]),
            ];
            if of != "commune" {
                row.push(format!("{} / {}", one["communes_met"], one["communes"]));
            }
            row
        })
        .collect();
    assert!(!expected.is_empty(), "{answer}");
    assert_eq!(page.rows("#ranking").await, expected, "{query}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_the_stars_and_what_they_bring_are_the_api_s() {
    let (scene, person) = Scene::in_full().await;
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&person, PASSWORD).await;
        assert_ranking(&scene, page, "province", "").await;
        page.click("#rank-25").await;
        page.wait("Phú Thọ", "document.title.startsWith('Tỉnh Phú Thọ')")
            .await;
        page.settled().await;
        assert_ranking(&scene, page, "commune", "unit=25").await;
        assert_funnel(&scene, page, "unit=25").await;
        assert_cohorts(&scene, page, "unit=25").await;
        assert_effects(&scene, page, "unit=25").await;
        let chosen = "Number(document.querySelector('#scores [aria-pressed=true]').id.slice(4))";
        let most = page.js(&format!("return {chosen}")).await.as_u64().unwrap();
        assert_scores(&scene, page, "unit=25", most).await;
        // Another set's minimums are a click away.
        let other = page
            .text("document.querySelector('#scores [aria-pressed=false]').id")
            .await;
        page.click(&format!("#{other}")).await;
        page.wait(
            "the other set",
            &format!("document.querySelector('#{other}').ariaPressed === 'true'"),
        )
        .await;
        let set = other.strip_prefix("set-").unwrap().parse().unwrap();
        assert_scores(&scene, page, "unit=25", set).await;

        // In the old boundaries, on a day before.
        page.js("location.hash = 'unit=26&boundaries=legacy&day=2022-01-01'")
            .await;
        page.wait("Vĩnh Phúc", "document.title.startsWith('Tỉnh Vĩnh Phúc')")
            .await;
        page.settled().await;
        let then = "unit=26&level=province&generation=legacy&as_of=2022-01-01";
        assert_ranking(&scene, page, "district", then).await;
        assert_cohorts(&scene, page, then).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_for_the_reader_is_said() {
    let scene = Scene::begins(&[]).await;
    let province = scene.person(Role::Province, Some("01")).await;
    let commune = scene.person(Role::Commune, Some("08782")).await;
    let said = async |page: &Page, panel: &str, kind: &str, words: &str| {
        let text = format!("document.querySelector('#{panel} .{kind}')?.innerText");
        let seen = page.js(&format!("return {text} ?? ''")).await;
        assert!(seen.as_str().unwrap().contains(words), "{panel}: {seen}");
        assert!(page.rows(&format!("#{panel}")).await.is_empty(), "{panel}");
    };
    in_browser(&scene.base, async |page| {
        page.open("").await;
        page.sign_in(&province, PASSWORD).await;
        for (panel, words) in [
            ("ranking", "Chưa đơn vị nào"),
            ("funnel", "chưa có ý tưởng"),
            ("cohorts", "Chưa cấp giấy chứng nhận nào"),
            ("scores", "Chưa có kết quả đánh giá nào"),
            ("effects", "Chưa có báo cáo kết quả nào"),
        ] {
            said(page, panel, "quiet", words).await;
        }
        // Another province's figures are not for this officer.
        page.js("location.hash = 'unit=25'").await;
        page.wait("the refusal", "document.querySelector('#funnel .failure')")
            .await;
        page.settled().await;
        for panel in [
            "ranking", "funnel", "cohorts", "scores", "effects", "stars", "figures",
        ] {
            said(page, panel, "failure", "không được xem").await;
        }
        page.js("location.hash = ''").await;
        page.wait("the own province", "document.querySelector('#funnel .quiet')")
            .await;
        page.click("#sign-out").await;
        page.wait("the form", "document.querySelector('#username')").await;

        page.sign_in(&commune, PASSWORD).await;
        said(page, "ranking", "quiet", "không có đơn vị cấp dưới").await;
    })
    .await;
}
