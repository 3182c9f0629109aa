//! Effects of the programme: what reports of implementation say, added up and compared.

use crate::app::{App, body, problem};
use crate::recorded::record;
use crate::recounting::{Asked, Caller, PLACE, callers, group_of, objects, places, values};
use crate::registration::{cooperative, get, send, token_in};
use api::config::{PublicReaders, SmallNumbers};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::money::Dong;
use shared::domain::recognition::opened;
use shared::domain::statistics::cohorts::StatusRecord;
use shared::domain::statistics::effects::{Effects, LikeForLikeComparison, SubjectReport, compare};
use std::collections::BTreeMap;
use std::fmt::Write;
use test_support::Seed;
use uuid::Uuid;

const REPORTS: &str = "/api/v1/implementation-reports";

async fn effects(app: &App, token: &str, query: &str) -> Value {
    let path = format!("/api/v1/statistics/effects?{query}");
    body(get(app, token, &path).await, 200).await
}

async fn made(app: &App, token: &str, path: &str, given: &Value) -> String {
    let made = body(send(app, Method::POST, token, path, given).await, 201).await;
    made["id"].as_str().unwrap().to_owned()
}

/// A product of a new cooperative in the commune `commune`.
async fn product(app: &App, token: &str, name: &str, commune: &str, set: u8) -> String {
    let producer = cooperative(app, token, name, commune).await;
    let given = json!({"producer_id": producer, "name": name, "product_set": set});
    made(app, token, "/api/v1/products", &given).await
}

async fn report(app: &App, token: &str, product: &str, year: i16, revenue: i64, jobs: u32) {
    let given = json!({
        "product_id": product, "year": year, "revenue": revenue, "export_revenue": revenue / 4,
        "output": [{"quantity": 1_000, "unit": "Kg "}, {"quantity": 5, "unit": "tấn"}],
        "jobs": {"total": jobs, "female": jobs / 2, "ethnic_minority": 1}, "investment": 1_000_000,
    });
    made(app, token, REPORTS, &given).await;
}

/// Two products in Phú Thọ, the first with four stars, and one in Hà Nội that reported once only.
pub(crate) async fn scene() -> (App, String) {
    let app = App::start().await;
    let token = token_in(&app, Role::National, "").await;
    let guava = product(&app, &token, "Ổi Đôn Nhân", "08782", 1).await;
    let tea = product(&app, &token, "Trà ổi", "08782", 7).await;
    let silk = product(&app, &token, "Lụa Vạn Phúc", "00004", 1).await;
    let four_stars = StatusRecord {
        status: opened(4, false, "2025-06-01".parse().unwrap()).unwrap(),
        kind: ApplicationKind::First,
        revoked: false,
        decision: None,
    };
    record(&app, &[(guava.clone(), vec![four_stars])]).await;
    report(&app, &token, &guava, 2024, 400_000_000, 8).await;
    report(&app, &token, &guava, 2025, 500_000_000, 10).await;
    report(&app, &token, &tea, 2025, 100_000_000, 4).await;
    report(&app, &token, &silk, 2024, 200_000_000, 2).await;
    (app, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_added_up_and_growth_is_told_from_more_reports() {
    let (app, token) = scene().await;
    let answer = effects(&app, &token, "year=2025&compare_to=2024").await;
    let totals = &answer["totals"];
    let sums = |of: &Value| {
        json!([
            of["reporting"],
            of["products"],
            of["revenue"],
            of["export_revenue"],
            of["jobs"]
        ])
    };
    assert_eq!(sums(totals), json!([2, 2, 600_000_000, 150_000_000, 14]));
    assert_eq!(
        json!([
            totals["export_share"],
            totals["female_jobs"],
            totals["ethnic_minority_jobs"],
            totals["investment"]
        ]),
        json!(["25.0", 7, 2, 2_000_000])
    );
    let compared = &totals["compared"];
    assert_eq!(sums(compared), json!([2, 2, 600_000_000, 150_000_000, 10]));
    assert_eq!(
        (&compared["revenue_growth"], &compared["jobs_growth"]),
        (&json!("0.0"), &json!("40.0"))
    );
    // The guava alone reported for both years.
    assert_eq!(
        compared["like_for_like"],
        json!({
            "reporting": 1, "revenue": 500_000_000, "compared_revenue": 400_000_000, "revenue_growth": "25.0",
            "jobs": 10, "compared_jobs": 8, "jobs_growth": "25.0",
        })
    );
    // A unit of measure is what was written, but for case and blanks.
    assert_eq!(
        totals["output"],
        json!([
            {"unit": "kg", "quantity": 2_000, "reporting": 2},
            {"unit": "tấn", "quantity": 10, "reporting": 2},
        ])
    );
    assert_eq!(
        effects(&app, &token, "year=2025").await["totals"].get("compared"),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_are_told_by_stars_group_and_unit() {
    let (app, token) = scene().await;
    let cells = async |query: &str, dimension: &str| {
        let answer = effects(&app, &token, query).await;
        let cells = answer["cells"].as_array().unwrap().clone();
        let told = cells.iter().map(|cell| json!([cell[dimension], cell["revenue"]]));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        cells("year=2025&by=stars", "stars").await,
        [json!([4, 500_000_000]), json!([null, 100_000_000])]
    );
    assert_eq!(
        cells("year=2025&by=product_set", "product_set").await,
        [json!([1, 500_000_000]), json!([7, 100_000_000])]
    );
    // Hà Nội stands beside the year before alone.
    assert_eq!(
        cells("year=2025&compare_to=2024&by=province", "province").await,
        [json!(["25", 600_000_000]), json!(["01", 0])]
    );
    assert_eq!(
        cells("year=2025&by=district&generation=legacy&unit=26", "district").await,
        [json!(["253", 600_000_000])]
    );
    let groups = effects(&app, &token, "year=2025&by=product_group").await;
    assert!(
        groups["cells"]
            .as_array()
            .unwrap()
            .iter()
            .all(|cell| cell["product_group"].is_string()),
        "{groups}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_for_a_product_that_reports_itself_is_not_added_twice() {
    let app = App::start().await;
    let province = token_in(&app, Role::Province, "25").await;
    let commune = token_in(&app, Role::Commune, "08782").await;
    let guava = product(&app, &province, "Ổi Đôn Nhân", "08782", 1).await;
    let plan = json!({
        "product_id": guava, "year": 2025, "investment": 0, "jobs": 3, "market": "Hà Nội",
    });
    let plan = made(&app, &province, "/api/v1/business-plans", &plan).await;
    let decide = format!("/api/v1/business-plans/{plan}/decision");
    body(
        send(
            &app,
            Method::POST,
            &commune,
            &decide,
            &json!({"decision": "accepted"}),
        )
        .await,
        200,
    )
    .await;
    let of_plan = json!({"plan_id": plan, "year": 2025, "revenue": 30_000_000, "jobs": {"total": 3}});
    made(&app, &province, REPORTS, &of_plan).await;
    let told = async || {
        let totals = effects(&app, &province, "year=2025").await["totals"].clone();
        json!([
            totals["reporting"],
            totals["products"],
            totals["revenue"],
            totals["jobs"]
        ])
    };
    assert_eq!(
        told().await,
        json!([1, 1, 30_000_000, 3]),
        "the plan speaks for its product"
    );
    report(&app, &province, &guava, 2025, 80_000_000, 5).await;
    // Another caller's question is another one, so nothing of the last few seconds is kept for it.
    let totals = effects(&app, &commune, "year=2025").await["totals"].clone();
    assert_eq!(
        json!([
            totals["reporting"],
            totals["products"],
            totals["revenue"],
            totals["jobs"]
        ]),
        json!([1, 1, 80_000_000, 5])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_adds_up_its_own_and_what_cannot_be_answered_is_named() {
    let (app, _) = scene().await;
    let own = token_in(&app, Role::Province, "01").await;
    assert_eq!(
        effects(&app, &own, "year=2024").await["totals"]["revenue"],
        200_000_000
    );
    let outside = get(&app, &own, "/api/v1/statistics/effects?unit=25").await;
    problem(outside, 404, "not_found").await;
    for (query, pointer) in [
        ("year=1999", "/year"),
        ("year=2025&compare_to=2025", "/compare_to"),
        ("year=2025&compare_to=3000", "/compare_to"),
        ("year=soon", "/year"),
        ("by=kind", "/by"),
        ("by=stars,province,commune", "/by"),
        ("by=district", "/by"),
        ("as_of=2025-01-01", "/as_of"),
    ] {
        let path = format!("/api/v1/statistics/effects?{query}");
        let problem = problem(get(&app, &own, &path).await, 400, "invalid_query").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_reads_the_effects() {
    let (app, token) = scene().await;
    let request = app
        .request(
            Method::GET,
            "/api/v1/statistics/effects?year=2025&compare_to=2024&by=province",
        )
        .bearer_auth(&token)
        .header("Accept", "text/csv")
        .header("Accept-Language", "vi");
    let csv = request.send().await.unwrap().text().await.unwrap();
    assert!(csv.contains("Doanh thu"), "{csv}");
    assert!(
        csv.contains("25,Tỉnh Phú Thọ,2,2,600000000,150000000,25.0,2000000,14,7,2,1,1,400000000,"),
        "{csv}"
    );
}

/// Ten producers in Hà Nội, five in Phú Thọ (with reports for 2024 too) and one in Cao Bằng, a product each: 154 people work for them.
async fn many() -> (App, String, String) {
    many_changed(SmallNumbers::default()).await
}

async fn many_changed(small_numbers: SmallNumbers) -> (App, String, String) {
    let app = App::changed(|http| http.small_numbers = small_numbers).await;
    let office = token_in(&app, Role::National, "").await;
    for (commune, producers, jobs) in [("00004", 10, 10), ("08782", 5, 10), ("01273", 1, 4)] {
        for number in 0..producers {
            let name = format!("HTX {commune} {number}");
            let product = product(&app, &office, &name, commune, 1).await;
            report(&app, &office, &product, 2025, 1_000_000, jobs).await;
            if commune == "08782" {
                report(&app, &office, &product, 2024, 1_000_000, jobs).await;
            }
        }
    }
    app.client("portal", Role::Statistics, None).await;
    let portal = app.token_of("portal").await;
    (app, office, portal)
}

/// Province (none: all), women, members of ethnic minorities, and whether the answer says that it hides one.
fn persons(sums: &Value) -> Value {
    let [province, women, minorities, hides] =
        ["province", "female_jobs", "ethnic_minority_jobs", "protected"].map(|name| sums[name].clone());
    json!([province, women, minorities, hides])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_sees_women_and_minorities_of_many_producers_and_can_work_out_nothing_else() {
    let (app, office, portal) = many().await;
    let by_province = "year=2025&by=province";
    // The office first: what it was told is kept and must not be told to the portal.
    let seen = effects(&app, &office, by_province).await;
    let cells = |answer: &Value| {
        answer["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(persons)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        cells(&seen),
        [
            json!(["01", 50, 10, null]),
            json!(["04", 2, 1, null]),
            json!(["25", 25, 5, null])
        ]
    );
    let told = effects(&app, &portal, by_province).await;
    assert_eq!(
        cells(&told),
        [
            json!(["01", 50, 10, null]),
            json!(["04", null, null, true]),
            json!(["25", null, null, true])
        ],
        "the whole less one would tell the other"
    );
    assert_eq!(persons(&told["totals"]), json!([null, 77, 16, null]));
    let jobs = |answer: &Value| {
        answer["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| cell["jobs"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(jobs(&told), jobs(&seen), "how many work there is told");
    let of_two = effects(&app, &portal, "year=2025&by=province,product_set").await;
    assert!(
        of_two["cells"]
            .as_array()
            .unwrap()
            .iter()
            .all(|cell| cell["protected"] == true),
        "by two the sums by one would tell: {of_two}"
    );
    // One producer, asked for by its unit.
    let alone = effects(&app, &portal, "year=2025&unit=04&by=commune").await;
    for sums in [&alone["totals"], &alone["cells"][0]] {
        assert_eq!(
            json!([sums["female_jobs"], sums["ethnic_minority_jobs"]]),
            json!([null, null])
        );
        assert_eq!((&sums["jobs"], &sums["protected"]), (&json!(4), &json!(true)));
    }
    assert_eq!(cells(&effects(&app, &office, by_province).await), cells(&seen));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_hides_the_same_whatever_stands_beside_it() {
    let (app, _, portal) = many().await;
    let of = async |query: &str, of_cell: fn(&Value) -> &Value| {
        let answer = effects(&app, &portal, query).await;
        let cells = answer["cells"].as_array().unwrap().iter();
        cells
            .map(|cell| (cell["province"].clone(), persons(of_cell(cell))))
            .map(|(province, persons)| json!([province, persons[1], persons[2]]))
            .collect::<Vec<_>>()
    };
    let alone = of("year=2025&by=province", |cell| cell).await;
    assert_eq!(
        of("year=2025&by=province&compare_to=2024", |cell| cell).await,
        alone
    );
    let before = of("year=2024&by=province", |cell| cell).await;
    assert_eq!(
        before,
        [json!(["25", 25, 5])],
        "five producers reported, nobody else"
    );
    let beside = of("year=2025&by=province&compare_to=2024", |cell| &cell["compared"]).await;
    assert!(beside.contains(&before[0]), "{beside:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_numbers_of_workers_stay_empty_in_files_and_are_configured() {
    let (app, _, portal) = many().await;
    let path = "/api/v1/statistics/effects?year=2025&by=province";
    let request = app
        .request(Method::GET, path)
        .bearer_auth(&portal)
        .header("Accept", "text/csv");
    let csv = request.send().await.unwrap().text().await.unwrap();
    let line = |code: &str| {
        csv.lines()
            .find(|line| line.starts_with(code))
            .unwrap()
            .to_owned()
    };
    assert!(line("04,").ends_with(",4,,"), "{csv}");
    assert!(line("01,").ends_with(",100,50,10"), "{csv}");
    for (below, readers, from_office, from_portal) in [
        (5, PublicReaders::Nobody, false, false),
        (0, PublicReaders::Everybody, false, false),
        (5, PublicReaders::Everybody, true, true),
    ] {
        let (app, office, portal) = many_changed(SmallNumbers { below, readers }).await;
        for (token, hides) in [(office, from_office), (portal, from_portal)] {
            let answer = effects(&app, &token, "year=2025&by=province").await;
            let hidden = answer["cells"]
                .as_array()
                .unwrap()
                .iter()
                .any(|cell| cell["protected"] == true);
            assert_eq!(hidden, hides, "{below} {readers}");
        }
    }
}

/// What a product or, without one, a plan reported for a year.
struct Made {
    product: Option<usize>,
    plan: Option<Uuid>,
    year: i16,
    effects: Effects,
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_reports_add_up_as_the_definition_has_it() {
    // Protected numbers have tests of their own.
    let small_numbers = SmallNumbers {
        below: 0,
        ..SmallNumbers::default()
    };
    let app = App::changed(|http| http.small_numbers = small_numbers).await;
    let callers = callers(&app).await;
    let token = &callers[0].token;
    let mut seed = Seed::of_run();
    let mut products = app.database.products(20).await;
    products.extend(app.database.products(20).await);
    app.database.intervals(0..13, "true").await;
    app.database
        .execute(
            "update products set product_set = 1 + get_byte(uuid_send(id), 12) % 26;
             update producers set kind = 'enterprise' where id = (select min(id::text)::uuid from producers)",
        )
        .await;
    let places = places();
    // A product and the plans for it lie in one place and have one producer.
    let whose = |subject: usize, product: Option<usize>| {
        let producer = product.map_or("null".to_owned(), |product| {
            format!(
                "(select producer_id from products where id = '{}')",
                products[product]
            )
        });
        format!("{}, {producer}", values(&places[subject % places.len()]))
    };
    let mut number = |below| i64::try_from(seed.below(below)).unwrap();
    let (mut sql, mut all) = (String::new(), Vec::<Made>::new());
    let columns = format!(
        "id, kind, level, unit_code, {PLACE}, producer_id, product_id, earlier_id, year, state, content, created_by, created_at,
         updated_at"
    );
    let mut plans: Vec<(Uuid, Option<usize>)> = Vec::new();
    for position in 0..30 {
        let (id, product) = (Uuid::now_v7(), (position < 20).then_some(position));
        let of = product.map_or("null".to_owned(), |product| format!("'{}'", products[product]));
        writeln!(
            sql,
            "insert into programme_records ({columns}) values ('{id}', 'business_plan', 'commune', '08848', {}, {of}, null, 2025,
                 'accepted', '{{}}', 'person:test', now(), now());",
            whose(position, product)
        )
        .unwrap();
        plans.push((id, product));
    }
    for year in [2024, 2025] {
        let own = (0..products.len()).map(|product| (product, Some(product), None));
        let of_plans = plans.iter().enumerate();
        let of_plans = of_plans.map(|(position, (plan, product))| (position, *product, Some(*plan)));
        for (subject, product, plan) in own.chain(of_plans).collect::<Vec<_>>() {
            if number(3) == 0 {
                continue;
            }
            let effects = Effects {
                subjects: 1,
                products: i64::from(product.is_some()),
                revenue: Dong(number(1_000_000_000_000_000)),
                export_revenue: Dong(number(1_000)),
                investment: Dong(number(1_000)),
                jobs: number(100),
                female_jobs: number(50),
                ethnic_minority_jobs: number(50),
            };
            let content = json!({
                "revenue": effects.revenue, "export_revenue": effects.export_revenue, "investment": effects.investment,
                "output": output(&mut number), "jobs": {
                    "total": effects.jobs, "female": effects.female_jobs, "ethnic_minority": effects.ethnic_minority_jobs,
                },
            });
            let of = match (product, plan) {
                (_, Some(plan)) => format!("null, '{plan}'"),
                (Some(product), None) => format!("'{}', null", products[product]),
                (None, None) => unreachable!("a report is of something"),
            };
            writeln!(
                sql,
                "insert into programme_records ({columns}) values (gen_random_uuid(), 'implementation_report', 'commune', '08848',
                     {}, {of}, {year}, null, '{content}', 'person:test', now(), now());",
                whose(subject, product)
            )
            .unwrap();
            all.push(Made {
                product,
                plan,
                year,
                effects,
            });
        }
    }
    app.database.execute(&sql).await;

    let (asked, earlier) = (subjects(&all, 2025), subjects(&all, 2024));
    let (sums, both) = compare(&asked, &earlier);
    let answer = effects(&app, token, "year=2025&compare_to=2024").await;
    let totals = &answer["totals"];
    assert_eq!(read(totals), sums);
    assert_eq!(read(&totals["compared"]), compare(&earlier, &[]).0);
    let like = &totals["compared"]["like_for_like"];
    let number = |name: &str| like[name].as_i64().unwrap();
    assert_eq!(
        LikeForLikeComparison {
            subjects: number("reporting"),
            revenue: (Dong(number("revenue")), Dong(number("compared_revenue"))),
            jobs: (number("jobs"), number("compared_jobs")),
        },
        both
    );
    assert!(
        both.subjects > 0 && both.subjects < sums.subjects,
        "the made-up reports try nothing: {both:?}"
    );
    equal_the_recount(&app, &mut seed, &callers).await;
}

/// Up to three goods, now and then two of one unit.
fn output(number: &mut impl FnMut(u64) -> i64) -> Value {
    let goods = (0..number(4)).map(|_| {
        let unit = ["kg", " Kg ", "tấn", "TẤN", "lít"][usize::try_from(number(5)).unwrap()];
        json!({"unit": unit, "quantity": number(1_000)})
    });
    goods.collect()
}

/// Asks random questions of the made-up reports and holds the answers against [`recount_sql`].
async fn equal_the_recount(app: &App, seed: &mut Seed, callers: &[Caller]) {
    const OFFERED: [&str; 7] = [
        "stars",
        "product_group",
        "product_set",
        "producer_type",
        "province",
        "district",
        "commune",
    ];
    let places = places();
    let mut with_cells = 0;
    for number in 0..60 {
        let caller = &callers[number % callers.len()];
        let asked = Asked::by(seed, caller, &places);
        let mut by: Vec<&str> = (0..2).filter_map(|_| asked.dimension(seed, &OFFERED)).collect();
        by.dedup();
        let (year, other) = seed.pick(&[(1, (2024, 2025)), (1, (2025, 2024)), (1, (2025, 2023))]);
        let mut query = format!("{}&year={year}&compare_to={other}", asked.query);
        if !by.is_empty() {
            query += &format!("&by={}", by.join(","));
        }
        let answer = effects(app, &caller.token, &query).await;
        let mut recounted = objects(app, &recount_sql(&asked, &by, (year, other))).await;
        let position = recounted.iter().position(|one| one["whole"] == true).unwrap();
        let whole = recounted.remove(position);
        assert_eq!(answer["totals"], whole["told"], "{query} for {:?}", caller.scope);
        let cells = answer["cells"].as_array().unwrap();
        if !by.is_empty() {
            assert_eq!(cells.len(), recounted.len(), "{query}: {cells:?}");
            for one in &recounted {
                let told = cells.contains(&one["told"]);
                assert!(told, "{query} for {:?}: {one} is not in {cells:?}", caller.scope);
            }
            with_cells += usize::from(recounted.len() > 2);
        }
    }
    assert!(with_cells > 10, "the questions tell nothing apart: {with_cells}");
}

/// Each cell and the whole: the reports that count, found one by one, and their sums beside those of the year `other`.
fn recount_sql(asked: &Asked, by: &[&str], (year, other): (i16, i16)) -> String {
    let of_product = |column: &str| format!("(select {column} from products p where p.id = product)");
    let held = |what: &str| {
        format!(
            "(select {what} from recognitions held where held.product_id = product
                 and valid_from <= make_date(year, 12, 31) and make_date(year, 12, 31) <= valid_to
                 and (ended_on is null or make_date(year, 12, 31) < ended_on))"
        )
    };
    let coordinates = by.iter().map(|dimension| {
        let value = match *dimension {
            "stars" => held("stars"),
            "product_set" => of_product("product_set"),
            "product_group" => group_of(&of_product("product_set")),
            "producer_type" => "(select kind from producers where producers.id = producer_id)".to_owned(),
            unit => format!("{}_{unit}_code", asked.generation),
        };
        format!("jsonb_build_object('{dimension}', {value})")
    });
    let potential = format!(
        "coalesce({}, '{{}}')",
        held("case when potential then '{\"potential\": true}'::jsonb end")
    );
    let potential = by.contains(&"stars").then_some(potential);
    let cell: Vec<String> = coordinates
        .chain(potential)
        .chain(["'{}'::jsonb".to_owned()])
        .collect();
    let growth =
        |now: &str, before: &str| format!("round(100.0 * ({now} - {before}) / nullif({before}, 0), 1)::text");
    let sums = |year: i16| {
        format!(
            "(select jsonb_build_object('reporting', count(distinct subject), 'products', count(distinct product),
                 'revenue', coalesce(sum(revenue), 0), 'export_revenue', coalesce(sum(export), 0),
                 'export_share', round(100.0 * sum(export) / nullif(sum(revenue), 0), 1)::text,
                 'investment', coalesce(sum(investment), 0), 'jobs', coalesce(sum(jobs), 0),
                 'female_jobs', coalesce(sum(female), 0), 'ethnic_minority_jobs', coalesce(sum(minority), 0))
             from told where year = {year} and (whole or told.cell = cells.cell))"
        )
    };
    format!(
        "with reports as (
             select r.*, coalesce(r.product_id, plan.product_id) as product, r.product_id is null as of_plan,
                 coalesce(r.product_id, plan.product_id, plan.id) as subject
             from programme_records r left join programme_records plan on plan.id = r.earlier_id
             where r.kind = 'implementation_report'
         ), told as (
             select {cell} as cell, year, subject, product, content -> 'output' as output,
                 (content ->> 'revenue')::numeric as revenue, (content ->> 'export_revenue')::numeric as export,
                 (content ->> 'investment')::numeric as investment, (content #>> '{{jobs,total}}')::numeric as jobs,
                 (content #>> '{{jobs,female}}')::numeric as female,
                 (content #>> '{{jobs,ethnic_minority}}')::numeric as minority
             from reports where {condition} and year in ({year}, {other}) and not (of_plan and exists (
                 select from reports own where own.product_id = reports.product and own.year = reports.year))
         ), cells as (
             select distinct cell, false as whole from told union all select '{{}}', true
         ), summed as (
             select cell, whole, {now} as now, {before} as before, (
                 select coalesce(jsonb_agg(jsonb_build_object('unit', unit, 'quantity', quantity, 'reporting', reporting)
                     order by reporting desc, unit), '[]')
                 from (
                     select lower(btrim(made ->> 'unit')) as unit, sum((made ->> 'quantity')::numeric) as quantity,
                         count(distinct subject) as reporting
                     from told, jsonb_array_elements(output) as made
                     where year = {year} and (whole or told.cell = cells.cell) group by 1) as goods) as output, both_years.*
             from cells, lateral (
                 select count(distinct subject) as n, coalesce(sum(revenue) filter (where year = {year}), 0) as r,
                     coalesce(sum(revenue) filter (where year = {other}), 0) as r_before,
                     coalesce(sum(jobs) filter (where year = {year}), 0) as j,
                     coalesce(sum(jobs) filter (where year = {other}), 0) as j_before
                 from told
                 where subject in (select a.subject from told a where a.year = {year} and (whole or a.cell = cells.cell))
                     and subject in (select b.subject from told b where b.year = {other})) as both_years
         )
         select jsonb_build_object('whole', whole, 'told', cell || now || jsonb_build_object('output', output, 'compared',
             before || jsonb_build_object(
                 'revenue_growth', {revenue_growth}, 'jobs_growth', {jobs_growth}, 'like_for_like', jsonb_build_object(
                     'reporting', n, 'revenue', r, 'compared_revenue', r_before, 'revenue_growth', {like_revenue},
                     'jobs', j, 'compared_jobs', j_before, 'jobs_growth', {like_jobs}))))::text
         from summed",
        cell = cell.join(" || "),
        condition = asked.condition,
        now = sums(year),
        before = sums(other),
        revenue_growth = growth("(now ->> 'revenue')::numeric", "(before ->> 'revenue')::numeric"),
        jobs_growth = growth("(now ->> 'jobs')::numeric", "(before ->> 'jobs')::numeric"),
        like_revenue = growth("r", "r_before"),
        like_jobs = growth("j", "j_before"),
    )
}

/// One entry a subject: reports of plans for a product that reports itself left out, the others added up.
fn subjects(all: &[Made], year: i16) -> Vec<SubjectReport<String>> {
    let of_year = || all.iter().filter(|one| one.year == year);
    let mut subjects = BTreeMap::<String, Effects>::new();
    for one in of_year() {
        let reports_itself = of_year().any(|other| other.plan.is_none() && other.product == one.product);
        if one.plan.is_some() && one.product.is_some() && reports_itself {
            continue;
        }
        let subject = match (one.product, one.plan) {
            (Some(product), _) => format!("product {product}"),
            (None, plan) => format!("plan {plan:?}"),
        };
        let before = subjects.get(&subject).copied();
        let sum = before.map_or(one.effects, |before| Effects {
            subjects: 1,
            products: before.products,
            ..before.plus(one.effects)
        });
        subjects.insert(subject, sum);
    }
    let reported = subjects.into_iter();
    reported
        .map(|(subject, effects)| SubjectReport { subject, effects })
        .collect()
}

fn read(sums: &Value) -> Effects {
    let number = |name: &str| sums[name].as_i64().unwrap();
    Effects {
        subjects: number("reporting"),
        products: number("products"),
        revenue: Dong(number("revenue")),
        export_revenue: Dong(number("export_revenue")),
        investment: Dong(number("investment")),
        jobs: number("jobs"),
        female_jobs: number("female_jobs"),
        ethnic_minority_jobs: number("ethnic_minority_jobs"),
    }
}
