//! Every statistic in the boundaries of any day: before 1 July 2025 the old ones, from then on today's, each summing to the same
//! whole, and a former unit a unit for ever.

use crate::app::{App, body, problem};
use crate::registration::get;
use crate::{effects, statistics, statistics_process, statistics_scores};
use serde_json::Value;

/// A statistic that has something in Sông Lô (253), a district of the former Vĩnh Phúc (26), today in Phú Thọ (25).
struct Statistic {
    path: &'static str,
    /// Tells its figures by commune, and by district.
    by: [&'static str; 2],
    /// A number of a cell or of the whole that adds up.
    number: fn(&Value) -> i64,
}

const CELLS: [&str; 2] = ["by=commune", "by=district"];
const UNITS: [&str; 2] = ["of=commune", "of=district"];

impl Statistic {
    async fn ask(&self, app: &App, token: &str, query: &str) -> Value {
        let path = format!("/api/v1/statistics/{}&{query}", self.path);
        body(get(app, token, &path).await, 200).await
    }

    /// Where a question is refused.
    async fn refused(&self, app: &App, token: &str, query: &str) -> Value {
        let path = format!("/api/v1/statistics/{}&{query}", self.path);
        let problem = problem(get(app, token, &path).await, 400, "invalid_query").await;
        problem["errors"][0]["pointer"].clone()
    }

    /// The number of the whole, which that of all cells adds up to.
    fn whole(&self, answer: &Value) -> i64 {
        let counted = answer["points"]
            .as_array()
            .map_or(answer, |points| points.last().unwrap());
        let cells = counted["cells"]
            .as_array()
            .or(counted["items"].as_array())
            .unwrap();
        let sum = cells.iter().map(self.number).sum();
        if let Some(totals) = counted.get("totals") {
            assert_eq!((self.number)(totals), sum, "{answer}");
        }
        sum
    }

    async fn is_told_in_any_boundaries(&self, app: &App, token: &str) {
        let [commune, district] = self.by;
        let mut wholes = Vec::new();
        for (generation, days) in [
            ("legacy", ["2021-02-17", "2025-06-30"]),
            ("current", ["2025-07-01", "2026-09-01"]),
        ] {
            let named = self
                .ask(app, token, &format!("{commune}&generation={generation}"))
                .await;
            let boundaries_on = match generation {
                "legacy" => "2025-06-30",
                _ => "2025-07-01",
            };
            assert_eq!(
                (&named["generation"], &named["boundaries_on"]),
                (&generation.into(), &boundaries_on.into()),
                "{}",
                self.path
            );
            for boundaries in [generation].into_iter().chain(days) {
                let query = format!("{commune}&boundaries={boundaries}");
                assert_eq!(
                    self.ask(app, token, &query).await,
                    named,
                    "{} {boundaries}",
                    self.path
                );
            }
            wholes.push(self.whole(&named));
        }
        let by_district = format!("{district}&boundaries=2025-06-30");
        wholes.push(self.whole(&self.ask(app, token, &by_district).await));
        assert!(
            wholes[0] > 0 && wholes.iter().all(|whole| *whole == wholes[0]),
            "{} {wholes:?}",
            self.path
        );

        for unit in ["unit=253", "unit=26&level=province"] {
            let query = format!("{unit}&boundaries=2025-06-30&{district}");
            let answer = self.ask(app, token, &query).await;
            assert!(self.whole(&answer) > 0, "{} {unit}: {answer}", self.path);
        }
        // Codes were used again: the former Phú Thọ has none of it.
        let phu_tho = format!("unit=25&boundaries=2025-06-30&{commune}");
        assert_eq!(
            self.whole(&self.ask(app, token, &phu_tho).await),
            0,
            "{}",
            self.path
        );

        for (query, pointer) in [
            (format!("{commune}&boundaries=next"), "/boundaries"),
            (format!("{commune}&boundaries=2025-06-31"), "/boundaries"),
            (
                format!("{commune}&boundaries=2025-06-30&generation=current"),
                "/boundaries",
            ),
            (format!("{commune}&boundaries=2025-07-01&unit=253"), "/unit"),
        ] {
            assert_eq!(
                self.refused(app, token, &query).await,
                pointer,
                "{} {query}",
                self.path
            );
        }
        let today = format!("{district}&boundaries=2025-07-01");
        let pointer = self.refused(app, token, &today).await;
        assert!(pointer == "/by" || pointer == "/of", "{} {pointer}", self.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recorded_stars_are_told_in_the_boundaries_of_any_day() {
    let (app, token) = statistics::app().await;
    let products = |counted: &Value| counted["products"].as_i64().unwrap();
    for statistic in [
        Statistic {
            path: "products?as_of=2021-03-01",
            by: CELLS,
            number: products,
        },
        Statistic {
            path: "series?from=2021-01-01&to=2021-03-01",
            by: CELLS,
            number: products,
        },
        Statistic {
            path: "ranking?as_of=2021-03-01&page_size=500",
            by: UNITS,
            number: products,
        },
        Statistic {
            path: "league?as_of=2021-03-01&page_size=500",
            by: UNITS,
            number: products,
        },
        Statistic {
            path: "cohorts?as_of=2021-03-01",
            by: CELLS,
            number: |counted| counted["issued"].as_i64().unwrap(),
        },
    ] {
        statistic.is_told_in_any_boundaries(&app, &token).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_told_in_the_boundaries_of_any_day() {
    let (app, token) = statistics_scores::app().await;
    let scores = Statistic {
        path: "scores?regime=26-2026",
        by: CELLS,
        number: |counted| counted["evaluations"].as_i64().unwrap(),
    };
    scores.is_told_in_any_boundaries(&app, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_of_dossiers_is_told_in_the_boundaries_of_any_day() {
    let scene = statistics_process::walked().await;
    for statistic in [
        Statistic {
            path: "waiting-times?to=2026-07-10",
            by: CELLS,
            number: |counted| {
                let steps = counted["steps"].as_array().unwrap().iter();
                steps
                    .map(|step| step["ended"].as_i64().unwrap() + step["waiting"].as_i64().unwrap())
                    .sum()
            },
        },
        Statistic {
            path: "funnel?as_of=2026-07-10",
            by: CELLS,
            number: |counted| {
                let stages = counted["stages"].as_array().unwrap().iter();
                stages.map(|stage| stage["count"].as_i64().unwrap()).sum()
            },
        },
    ] {
        statistic
            .is_told_in_any_boundaries(&scene.app, &scene.province)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_are_told_in_the_boundaries_of_any_day() {
    let (app, token) = effects::scene().await;
    let effects = Statistic {
        path: "effects?year=2025",
        by: CELLS,
        number: |counted| counted["revenue"].as_i64().unwrap(),
    };
    effects.is_told_in_any_boundaries(&app, &token).await;
}
