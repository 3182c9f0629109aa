//! Made-up producers into a database, by COPY.

use super::serials::Serials;
use super::{MadeProducer, MadeProduct, moment};
use crate::TestDatabase;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::SinkExt;
use shared::database::recognitions::Recognition;
use shared::domain::products::ProductCode;
use shared::domain::units::Place;
use std::fmt::{Display, Write};
use tokio_postgres::{Client, NoTls};

/// Producers written at a time: the memory that a million products need.
const PORTION: usize = 5_000;
const PLACE: &str = "current_province_code, current_commune_code, legacy_province_code, legacy_district_code, \
    legacy_commune_code";
const PRODUCERS: &str = "producers (id, name, kind, representative_gender, representative_ethnic_minority, \
    unit_generation, {place}, created_at, updated_at)";
const PRODUCTS: &str = "products (id, code, producer_id, name, product_set, unit_generation, {place}, registered_on, \
    created_at, updated_at)";
const RECOGNITIONS: &str = "recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year, \
    decision_number, valid_from, valid_to, ended_on, end_reason, extended_to, product_set, product_group, producer_type, \
    sector, gender, ethnic_minority, authority, authority_unit, {place})";
const SERIALS: &str = "product_serials (province_code, commune_code, year, last_serial)";
/// The audit log would hold each of a million rows once more, one after the other in its chain.
const AUDIT_TRIGGERS: &str = "do $$ declare one record; begin
    for one in select tgname, tgrelid::regclass as named from pg_trigger where tgname ~ '^audit_'
        and tgrelid in ('producers'::regclass, 'products'::regclass, 'recognitions'::regclass)
    loop execute format('alter table %s {switch} trigger %I', one.named, one.tgname); end loop;
end $$";

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyCounts {
    /// Producers.
    pub producers: usize,
    /// Products.
    pub products: usize,
    /// Star statuses.
    pub recognitions: usize,
}

/// Lines of COPY's text format for each table.
#[derive(Default)]
struct Lines {
    producers: String,
    products: String,
    recognitions: String,
}

impl TestDatabase {
    /// Writes `producers` with their products and stars in one transaction and raises the statistics' version. The audit log
    /// does not hear of it; all other triggers and checks do.
    pub async fn copy_histories(&self, producers: impl IntoIterator<Item = MadeProducer>) -> CopyCounts {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls)
            .await
            .expect("a connection");
        let driver = tokio::spawn(connection);
        execute(&client, "begin").await;
        execute(&client, &AUDIT_TRIGGERS.replace("{switch}", "disable")).await;
        let mut copied = CopyCounts::default();
        let mut serials = Serials::default();
        let mut lines = Lines::default();
        for producer in producers {
            copied.producers += 1;
            copied.products += producer.products.len();
            copied.recognitions += lines.add(&producer);
            for product in &producer.products {
                serials.given(&product.place, product.registered_on, product.serial);
            }
            if copied.producers % PORTION == 0 {
                std::mem::take(&mut lines).write(&client).await;
            }
        }
        lines.write(&client).await;
        let mut serial_lines = String::new();
        for (province, commune, year, last) in serials.rows() {
            line(&mut serial_lines, &[&province, &commune, &year, &last]);
        }
        copy(&client, SERIALS, serial_lines).await;
        execute(&client, &AUDIT_TRIGGERS.replace("{switch}", "enable")).await;
        execute(&client, "select raise_statistics_version()").await;
        execute(&client, "commit").await;
        // Fresh numbers of rows for the planner, as autovacuum would bring them.
        execute(&client, "analyze producers, products, recognitions").await;
        drop(client);
        driver
            .await
            .expect("the connection's task")
            .expect("the connection");
        copied
    }
}

impl Lines {
    /// Adds a producer and everything of it; returns the number of its star statuses.
    fn add(&mut self, producer: &MadeProducer) -> usize {
        let registered_at = moment(producer.registered_on);
        line(
            &mut self.producers,
            &[
                &producer.id,
                &text(&producer.name),
                &producer.kind,
                &or_null(producer.gender),
                &or_null(producer.ethnic_minority),
                &placed(&producer.place),
                &registered_at,
                &registered_at,
            ],
        );
        let mut recognitions = 0;
        for product in &producer.products {
            self.product(producer, product, moment(product.registered_on));
            for recognition in producer.recognitions(product) {
                self.recognition(&recognition, &product.place);
                recognitions += 1;
            }
        }
        recognitions
    }

    fn product(&mut self, producer: &MadeProducer, product: &MadeProduct, registered_at: DateTime<Utc>) {
        line(
            &mut self.products,
            &[
                &product.id,
                &ProductCode::new(&product.place, product.registered_on, product.serial),
                &producer.id,
                &text(&product.name),
                &product.product_set,
                &placed(&product.place),
                &product.registered_on,
                &registered_at,
                &registered_at,
            ],
        );
    }

    fn recognition(&mut self, row: &Recognition, place: &Place) {
        line(
            &mut self.recognitions,
            &[
                &row.id,
                &row.product_id,
                &row.producer_id,
                &row.regime,
                &row.kind,
                &row.stars,
                &row.potential,
                &row.programme_year,
                &or_null(row.decision_number.as_deref()),
                &row.valid_from,
                &row.valid_to,
                &or_null(row.ended_on),
                &or_null(row.end_reason),
                &or_null(row.extended_to),
                &row.product_set,
                &row.product_group,
                &row.producer_type,
                &row.sector,
                &or_null(row.gender),
                &or_null(row.ethnic_minority),
                &or_null(row.authority),
                &or_null(row.authority_unit.as_deref()),
                &codes(place),
            ],
        );
    }

    async fn write(self, client: &Client) {
        copy(client, PRODUCERS, self.producers).await;
        copy(client, PRODUCTS, self.products).await;
        copy(client, RECOGNITIONS, self.recognitions).await;
    }
}

fn line(lines: &mut String, columns: &[&dyn Display]) {
    for (number, column) in columns.iter().enumerate() {
        let separator = if number == 0 { "" } else { "\t" };
        write!(lines, "{separator}{column}").expect("a text takes what is written");
    }
    lines.push('\n');
}

/// What COPY reads as null where there is nothing.
fn or_null<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| r"\N".to_owned(), |value| value.to_string())
}

/// Generation and codes of a place.
fn placed(place: &Place) -> String {
    format!("{}\t{}", place.generation, codes(place))
}

fn codes(place: &Place) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}",
        place.current_province,
        place.current_commune,
        place.legacy_province,
        place.legacy_district,
        or_null(place.legacy_commune.as_deref())
    )
}

/// Made-up names hold nothing that COPY reads otherwise than it is written.
fn text(name: &str) -> &str {
    assert!(!name.contains(['\\', '\t', '\n', '\r']), "{name}");
    name
}

async fn copy(client: &Client, table: &str, lines: String) {
    let statement = format!("copy {} from stdin", table.replace("{place}", PLACE));
    let mut sink = Box::pin(client.copy_in(&statement).await.expect("a table to copy into"));
    sink.send(Bytes::from(lines)).await.expect("lines");
    sink.as_mut()
        .finish()
        .await
        .unwrap_or_else(|error| panic!("{error:?} in: {statement}"));
}

async fn execute(client: &Client, sql: &str) {
    client
        .batch_execute(sql)
        .await
        .unwrap_or_else(|error| panic!("{error:?} in: {sql}"));
}
