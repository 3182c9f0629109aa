//! Star statuses as an import of old decisions writes them.

use crate::app::App;
use shared::domain::statistics::cohorts::StatusRecord;
use std::fmt::Write;
use uuid::Uuid;

/// Writes the history of each product, made-up ones of the test's database; the programme year is that of the first day. Returns the
/// ids of the rows, in the order of `histories`.
pub(crate) async fn record(app: &App, histories: &[(String, Vec<StatusRecord>)]) -> Vec<Vec<Uuid>> {
    let (mut sql, mut ids) = (String::new(), Vec::new());
    for (product, history) in histories {
        let mut of_product = Vec::new();
        for one in history {
            let (id, status, kind) = (Uuid::now_v7(), &one.status, one.kind);
            let date =
                |day: Option<chrono::NaiveDate>| day.map_or("null".to_owned(), |day| format!("'{day}'"));
            let decision = one.decision.as_ref();
            let decision = decision.map_or("null".to_owned(), |number| format!("'{number}'"));
            let reason = match (status.ended_on, one.revoked) {
                (None, _) => "null",
                (Some(_), true) => "'revoked'",
                (Some(_), false) => "'replaced'",
            };
            write!(
                sql,
                "insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year,
                     decision_number, valid_from, valid_to, extended_to, ended_on, end_reason, product_set, product_group,
                     producer_type, sector, current_province_code, current_commune_code, legacy_province_code,
                     legacy_district_code, legacy_commune_code)
                 select '{id}', p.id, p.producer_id, '148-2023', '{kind}', {stars}, {potential}, {year}, {decision}, '{from}',
                     '{to}', {extended}, {ended}, {reason}, p.product_set, 'I', producers.kind, 'collective',
                     p.current_province_code, p.current_commune_code, p.legacy_province_code, p.legacy_district_code,
                     p.legacy_commune_code
                 from products p join producers on producers.id = p.producer_id where p.id = '{product}';\n",
                stars = status.stars,
                potential = status.potential,
                year = status.valid_from.format("%Y"),
                from = status.valid_from,
                to = status.valid_to,
                extended = date(status.extended_to),
                ended = date(status.ended_on),
            )
            .unwrap();
            of_product.push(id);
        }
        ids.push(of_product);
    }
    app.database.execute(&sql).await;
    ids
}
