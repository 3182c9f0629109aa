//! What corrections do to records and to the figures of former days.

use super::{Recognised, change, error, paper};
use crate::app::body;
use crate::past::Register;
use crate::registration::{cooperative, get, send, token_in};
use reqwest::Method;
use serde_json::{Value, json};
use shared::database::recognitions::{self, DossierEnding, UnrecognisedDossier};
use shared::domain::access::Role;
use shared::domain::application_kind::ApplicationKind;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_set_is_the_right_one_on_every_day() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        scene
            .on_days("product_set", &[("2024-05-10", "1"), ("2026-11-30", "1")])
            .await;
        let path = format!("/api/v1/products/{}", scene.product);
        let before = scene.get(&path).await;
        let correction = scene.of_product(&error("product_set", 14)).await;
        assert_eq!(
            (
                &correction["kind"],
                &correction["effective_on"],
                &correction["changes"]
            ),
            (
                &json!("error"),
                &Value::Null,
                &json!([{"field": "product_set", "from": "1", "to": "14"}])
            )
        );
        let after = scene.get(&path).await;
        assert_eq!(
            (&after["product_set"], &after["code"]),
            (&json!(14), &before["code"])
        );
        scene
            .on_days("product_set", &[("2024-05-10", "14"), ("2026-11-30", "14")])
            .await;
        let group = after["product_group"].as_str().unwrap();
        assert_ne!(after["product_group"], before["product_group"]);
        scene
            .on_days("product_group", &[("2024-05-10", group), ("2026-11-30", group)])
            .await;
        let listed = scene.get(&format!("{path}/corrections")).await;
        assert_eq!(listed["items"], json!([correction]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_kind_counts_from_its_day_and_is_no_new_recognition() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        scene
            .of_producer(&change("2026-03-01", "kind", "enterprise"))
            .await;
        let days = [
            ("2024-05-10", "cooperative"),
            ("2026-02-28", "cooperative"),
            ("2026-03-01", "enterprise"),
            ("2026-11-30", "enterprise"),
        ];
        scene.on_days("producer_type", &days).await;
        scene
            .on_days(
                "sector",
                &[("2026-02-28", "collective"), ("2026-03-01", "private")],
            )
            .await;
        scene
            .on_days("decision_year", &[("2026-02-28", "2024"), ("2026-03-01", "2024")])
            .await;
        let period = "from=2024-01-01&to=2026-11-30";
        for (measure, products) in [("new", 1), ("upgraded", 0), ("renewed", 0)] {
            let told = scene
                .register
                .counted(&format!("measure={measure}&{period}"))
                .await;
            assert_eq!(told["totals"]["products"], products, "{measure}");
        }
        // The kind in which it was new is that of its first day.
        let new = scene
            .register
            .cells("producer_type", &format!("measure=new&{period}"))
            .await;
        assert_eq!(new, [("cooperative".to_owned(), 1)]);
        let ever = scene
            .register
            .cells("producer_type", "measure=ever_certified&as_of=2026-11-30")
            .await;
        assert_eq!(ever, [("enterprise".to_owned(), 1)]);
        let cohorts = scene
            .get("/api/v1/statistics/cohorts?as_of=2026-11-30&by=producer_type")
            .await;
        assert_eq!(cohorts["cells"][0]["producer_type"], "cooperative", "{cohorts}");
        // An error is one of the kind since its change.
        scene.of_producer(&error("kind", "farm")).await;
        scene
            .on_days(
                "producer_type",
                &[("2026-02-28", "cooperative"), ("2026-03-01", "farm")],
            )
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_that_was_handed_over_counts_for_who_made_it() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        let register = &scene.register;
        let other = cooperative(&register.app, &register.nation, "HTX Hải Lựu", "08824").await;
        let second = register.product(&other, "Trà hoa vàng").await;
        register.recorded(&[paper(&second, "2025-05-10")]).await;
        let both = |day: &str| format!("as_of={day}");
        scene
            .of_product(&change("2026-03-01", "producer_id", other.as_str()))
            .await;
        for (day, producers) in [("2026-02-28", 2), ("2026-03-01", 1)] {
            let told = register.counted(&both(day)).await;
            assert_eq!(
                told["totals"],
                json!({"products": 2, "producers": producers}),
                "{day}"
            );
        }
        let product = scene.get(&format!("/api/v1/products/{}", scene.product)).await;
        assert_eq!(product["producer"]["name"], "HTX Hải Lựu");
        let found = scene.get("/api/v1/products?q=oi%20hai%20luu").await;
        assert_eq!(found["items"][0]["id"], scene.product.as_str());
        // It was never the first one's.
        scene
            .of_product(&error("producer_id", scene.producer.as_str()))
            .await;
        for (day, producers) in [("2026-02-28", 2), ("2026-03-01", 2)] {
            let told = register.counted(&both(day)).await;
            assert_eq!(
                told["totals"],
                json!({"products": 2, "producers": producers}),
                "{day}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_is_corrected_for_all_days_or_from_its_day_on() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        scene
            .of_product(&change("2026-03-01", "commune_code", "08824"))
            .await;
        scene
            .on_days("commune", &[("2026-02-28", "08782"), ("2026-03-01", "08824")])
            .await;
        // Twice on one day: the later word counts.
        scene
            .of_product(&change("2026-03-01", "commune_code", "08848"))
            .await;
        scene
            .on_days("commune", &[("2026-02-28", "08782"), ("2026-03-01", "08848")])
            .await;
        scene
            .of_product(&change("2026-06-01", "commune_code", "00004"))
            .await;
        let days = [("2026-02-28", "25"), ("2026-05-31", "25"), ("2026-06-01", "01")];
        scene.on_days("province", &days).await;
        let product = scene.get(&format!("/api/v1/products/{}", scene.product)).await;
        assert_eq!(product["place"]["current"]["commune"]["code"], "00004");
        assert!(
            product["code"].as_str().unwrap().starts_with("25.08782."),
            "{product}"
        );
        // What is recognised from now on is so in its new place, and nothing was renewed by moving.
        scene
            .register
            .recorded(&[paper(&scene.product, "2026-08-01")])
            .await;
        scene
            .on_days("commune", &[("2026-06-01", "00004"), ("2026-08-01", "00004")])
            .await;
        let told = scene
            .register
            .counted("measure=renewed&from=2024-01-01&to=2026-11-30")
            .await;
        assert_eq!(told["totals"]["products"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_is_renamed_and_moved_and_its_products_are_found() {
    let scene = Recognised::new(true).await;
    let mut given = change("2026-03-01", "name", "Công ty Ổi Vĩnh Phúc");
    given["commune_code"] = json!("08824");
    let correction = scene.of_producer(&given).await;
    assert_eq!(
        correction["changes"],
        json!([
            {"field": "name", "from": "HTX Sông Lô", "to": "Công ty Ổi Vĩnh Phúc"},
            {"field": "commune", "from": "current-08782", "to": "current-08824"},
        ])
    );
    let producer = scene.get(&format!("/api/v1/producers/{}", scene.producer)).await;
    assert_eq!(
        (
            &producer["name"],
            &producer["place"]["current"]["commune"]["code"]
        ),
        (&json!("Công ty Ổi Vĩnh Phúc"), &json!("08824"))
    );
    let found = scene.get("/api/v1/products?q=cong%20ty%20oi").await;
    assert_eq!(found["items"][0]["id"], scene.product.as_str());
    scene.on_days("commune", &[("2026-11-30", "08782")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_printed_stays_to_the_byte() {
    let scene = Recognised::new(true).await;
    let register = &scene.register;
    let listed = scene
        .get(&format!("/api/v1/certificates?product_id={}", scene.product))
        .await;
    let certificate = &listed["items"][0];
    let (id, code) = (
        certificate["id"].as_str().unwrap(),
        certificate["code"].as_str().unwrap(),
    );
    let printed = async || {
        let path = format!("/api/v1/certificates/{id}/document");
        let paper = get(&register.app, &register.nation, &path)
            .await
            .bytes()
            .await
            .unwrap();
        let page = register
            .app
            .get(&format!("/verify?code={code}"))
            .await
            .text()
            .await
            .unwrap();
        let path = format!("/api/v1/certificates/verification?code={code}");
        let verified = body(register.app.get(&path).await, 200).await;
        let kept = scene.get(&format!("/api/v1/certificates/{id}")).await;
        (paper, page, verified, kept)
    };
    let before = printed().await;
    let other = cooperative(&register.app, &register.nation, "HTX Hải Lựu", "08824").await;
    scene.of_producer(&error("name", "HTX Khác")).await;
    scene
        .of_producer(&change("2026-03-01", "kind", "enterprise"))
        .await;
    scene.of_product(&error("product_set", 14)).await;
    scene.of_product(&error("commune_code", "08824")).await;
    scene.of_product(&error("producer_id", other.as_str())).await;
    assert_eq!(printed().await, before);
    // The next print has them.
    let given = json!({
        "product_name": "Ổi Hải Lựu", "reason": "Hồ sơ đã được chỉnh sửa",
        "decision": {"number": "99/QĐ-UBND", "decided_on": "2026-11-30", "signer": "Chủ tịch"},
    });
    let province = token_in(&register.app, Role::Province, "25").await;
    let path = format!("/api/v1/certificates/{id}/corrections");
    let corrected = body(
        send(&register.app, Method::POST, &province, &path, &given).await,
        201,
    )
    .await;
    assert_eq!(
        (
            &corrected["product"]["product_set"],
            &corrected["producer"]["id"],
            &corrected["place"]["current"]["commune"]["code"]
        ),
        (&json!(14), &json!(other), &json!("08824"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_after_a_change_is_counted_as_it_was_before_it() {
    for in_memory in [false, true] {
        let scene = Recognised::new(in_memory).await;
        let register = &scene.register;
        let other = cooperative(&register.app, &register.nation, "HTX Hải Lựu", "08824").await;
        scene.of_product(&error("product_set", 2)).await;
        scene
            .of_producer(&change("2026-03-01", "kind", "enterprise"))
            .await;
        scene.of_producer(&error("kind", "farm")).await;
        scene.of_product(&change("2026-04-01", "product_set", 14)).await;
        scene
            .of_product(&change("2026-05-01", "commune_code", "08824"))
            .await;
        scene
            .of_product(&change("2026-06-01", "producer_id", other.as_str()))
            .await;
        // Decisions of before these days come to light: what was held until then is replaced, and another product has none but this.
        register
            .recorded(&[
                paper(&scene.product, "2026-02-01"),
                paper(&scene.product, "2022-01-01"),
            ])
            .await;
        scene
            .on_days(
                "producer_type",
                &[("2022-01-01", "cooperative"), ("2026-02-28", "cooperative")],
            )
            .await;
        scene
            .on_days(
                "producer_type",
                &[("2026-03-01", "farm"), ("2026-06-01", "cooperative")],
            )
            .await;
        scene
            .on_days(
                "product_set",
                &[("2022-01-01", "2"), ("2026-03-31", "2"), ("2026-04-01", "14")],
            )
            .await;
        scene
            .on_days("commune", &[("2026-04-30", "08782"), ("2026-05-01", "08824")])
            .await;
        let (told, parts) = (
            register.counted("measure=ever_certified").await,
            "select count(*)::text from recognition_spans",
        );
        assert_eq!(told["totals"]["products"], 1);
        // The first two have no days after the changes; the last is cut four times.
        assert_eq!(register.app.database.texts(parts).await, ["7"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_without_a_decision_opens_once() {
    let register = Register::new().await;
    let producer = cooperative(&register.app, &register.nation, "HTX Sông Lô", "08782").await;
    let product = register.product(&producer, "Ổi Đôn Nhân").await;
    register.recorded(&[paper(&product, "2024-05-10")]).await;
    register
        .app
        .database
        .execute("update recognitions set decision_number = null")
        .await;
    register.app.load_statistics().await;
    let scene = Recognised {
        register,
        producer,
        product,
    };
    scene
        .of_producer(&change("2026-03-01", "kind", "enterprise"))
        .await;
    scene
        .on_days(
            "producer_type",
            &[("2026-02-28", "cooperative"), ("2026-03-01", "enterprise")],
        )
        .await;
    for (measure, products) in [("new", 1), ("upgraded", 0), ("renewed", 0)] {
        let told = scene
            .register
            .counted(&format!("measure={measure}&from=2024-01-01&to=2026-11-30"))
            .await;
        assert_eq!(told["totals"]["products"], products, "{measure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_certificate_is_counted_as_it_was() {
    let scene = Recognised::new(true).await;
    scene
        .of_producer(&change("2025-06-01", "kind", "enterprise"))
        .await;
    let register = &scene.register;
    // Potential five stars stood in its place, and their dossier has come to nothing.
    register
        .app
        .database
        .execute(
            "update recognitions set ended_on = '2026-01-10', end_reason = 'replaced';
             insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year, decision_number,
                 valid_from, valid_to, product_set, product_group, producer_type, sector, current_province_code,
                 current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code)
             select gen_random_uuid(), product_id, producer_id, regime, 'upgrade', 5, true, 2025, '7/QĐ-UBND', '2026-01-10',
                 '2029-01-10', product_set, product_group, 'enterprise', 'private', current_province_code,
                 current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code from recognitions",
        )
        .await;
    let dossier = UnrecognisedDossier {
        dossier_id: Uuid::now_v7(),
        product_id: scene.product.parse().unwrap(),
        kind: ApplicationKind::Upgrade,
    };
    let day = "2026-10-01".parse().unwrap();
    let ending = DossierEnding {
        day,
        now: chrono::Utc::now(),
        actor: "test",
    };
    let mut operator = register.app.database.operator().await;
    recognitions::lapse(&mut operator, &[dossier], ending)
        .await
        .unwrap();
    scene
        .on_days(
            "stars",
            &[("2025-12-31", "4"), ("2026-09-30", "5"), ("2026-10-01", "4")],
        )
        .await;
    scene
        .on_days(
            "producer_type",
            &[
                ("2025-05-31", "cooperative"),
                ("2025-06-01", "enterprise"),
                ("2026-10-01", "enterprise"),
            ],
        )
        .await;
}
