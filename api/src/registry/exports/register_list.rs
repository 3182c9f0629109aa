//! Lists that an import reads back without a question: the producers, and the products with their producers and a row a recognition.
//! Their headings are those that `shared/paper` knows, whatever the language of the caller.

use super::field::Field;
use super::written::{Next, Pieces};
use crate::places::{registry, with_units_above, within_a_sentence};
use crate::state::AppState;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use shared::database::producers::{self, Producer, ProducerFilter};
use shared::database::products::{self, Product};
use shared::database::recognitions::{self, Recognition};
use shared::domain::access::Scope;
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::producers::Gender;
use shared::domain::recognition::{RecognitionEndReason, unit_of_word};
use shared::domain::units::{Generation, Place, Registry, UnitRef};
use std::collections::HashMap;
use uuid::Uuid;

/// Records read with one statement and sent as one piece.
const PIECE: i64 = 500;

/// Columns of the producer.
const OF_THE_PRODUCER: [&str; 10] = [
    "Tên chủ thể",
    "Loại hình chủ thể",
    "Mã số thuế",
    "Xã, phường hiện nay",
    "Xã, phường cũ",
    "Địa chỉ",
    "Người đại diện",
    "Giới tính",
    "Điện thoại",
    "Email",
];
/// Columns of the product.
const OF_THE_PRODUCT: [&str; 4] = ["Mã sản phẩm", "Tên sản phẩm", "Bộ sản phẩm", "Mô tả"];
/// Columns of the recognition.
const OF_THE_RECOGNITION: [&str; 7] = [
    "Hạng sao",
    "Ngày công nhận",
    "Năm công nhận",
    "Số quyết định",
    "Cơ quan công nhận",
    "Có giá trị đến hết",
    "Số giấy chứng nhận",
];

/// The producers in reach.
pub(super) struct ProducerList {
    pub(super) scope: Scope,
    pub(super) unit: Option<UnitRef>,
}

/// The products in reach, recognised or not, with their producers and all their recognitions.
pub(super) struct RegisterList {
    pub(super) scope: Scope,
    pub(super) unit: Option<UnitRef>,
}

fn owned(headings: &[&str]) -> Vec<String> {
    headings.iter().map(|heading| (*heading).to_owned()).collect()
}

/// Where the next piece begins, where one of as many records as a piece has came before.
fn after(count: usize, last: Option<Uuid>, number: i64) -> Option<Next> {
    let is_full = i64::try_from(count).is_ok_and(|count| count == PIECE);
    last.filter(|_| is_full).map(|last| Next {
        after: Some(last),
        number,
    })
}

impl Pieces for ProducerList {
    fn name(&self) -> &'static str {
        "producers"
    }

    fn headings(&self) -> Vec<String> {
        owned(&OF_THE_PRODUCER)
    }

    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let filter = ProducerFilter {
            unit: self.unit.clone(),
            ..ProducerFilter::default()
        };
        let mut connection = state.database.connection().await?;
        let after_last = from.after.map(|id| (String::new(), id));
        let listed = producers::list(&mut connection, &self.scope, &filter, None, after_last, PIECE).await?;
        let rows: Vec<Producer> = listed.into_iter().map(|(producer, _)| producer).collect();
        drop(connection);
        let units = registry()?;
        let lines = rows
            .iter()
            .map(|producer| of_producer(units, producer, &producer.place()));
        let next = after(rows.len(), rows.last().map(|last| last.id), from.number);
        Ok((lines.collect(), next))
    }
}

impl Pieces for RegisterList {
    fn name(&self) -> &'static str {
        "register"
    }

    fn headings(&self) -> Vec<String> {
        [&OF_THE_PRODUCT[..], &OF_THE_PRODUCER, &OF_THE_RECOGNITION]
            .into_iter()
            .flat_map(owned)
            .collect()
    }

    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let mut connection = state.database.connection().await?;
        let (scope, unit) = (&self.scope, self.unit.as_ref());
        let rows = products::register_page(&mut connection, scope, unit, None, from.after, PIECE).await?;
        let ids: Vec<Uuid> = rows.iter().map(|(product, ..)| product.id).collect();
        let history = recognitions::histories(&mut connection, &ids).await?;
        let recognised: Vec<Uuid> = history.iter().map(|one| one.id).collect();
        let numbers = recognitions::certificate_numbers(&mut connection, &recognised).await?;
        drop(connection);
        let mut histories: HashMap<Uuid, Vec<&Recognition>> = HashMap::new();
        for one in &history {
            histories.entry(one.product_id).or_default().push(one);
        }
        let units = registry()?;
        let mut lines = Vec::new();
        for (product, producer, _) in &rows {
            let mut line = of_product(product);
            line.extend(of_producer(units, producer, &producer.place()));
            let recognitions = histories.remove(&product.id).unwrap_or_default();
            if recognitions.is_empty() {
                let nothing = OF_THE_RECOGNITION.iter().map(|_| Field::Nothing);
                lines.push(line.iter().cloned().chain(nothing).collect());
            }
            for one in recognitions {
                let number = numbers.get(&one.id).cloned();
                lines.push(
                    line.iter()
                        .cloned()
                        .chain(of_recognition(units, one, number))
                        .collect(),
                );
            }
        }
        let next = after(rows.len(), ids.last().copied(), from.number);
        Ok((lines, next))
    }
}

fn of_product(product: &Product) -> Vec<Field> {
    vec![
        Field::text(&product.code),
        Field::text(&product.name),
        Field::number(product.product_set),
        Field::or_nothing(product.description.clone()),
    ]
}

/// Today's commune with its province, and where the place was given in the old boundaries, the former one as well.
fn of_producer(units: &Registry, producer: &Producer, place: &Place) -> Vec<Field> {
    let named =
        |unit: &UnitRef| Field::or_nothing(units.find(unit).map(|unit| with_units_above(units, unit)));
    let former = match place.generation {
        Generation::Legacy => named(&place.legacy()),
        Generation::Current => Field::Nothing,
    };
    let gender = producer.representative_gender.map(|gender| match gender {
        Gender::Female => "Nữ",
        Gender::Male => "Nam",
    });
    vec![
        Field::text(&producer.name),
        Field::text(producer.kind.name().0),
        Field::or_nothing(producer.tax_code.clone()),
        named(&place.current()),
        former,
        Field::or_nothing(producer.address.clone()),
        Field::or_nothing(producer.representative_name.clone()),
        Field::or_nothing(gender),
        Field::or_nothing(producer.phone.clone()),
        Field::or_nothing(producer.email.clone()),
    ]
}

/// A recognition as its paper states it. Without a day only the year is written.
fn of_recognition(units: &Registry, one: &Recognition, certificate: Option<String>) -> Vec<Field> {
    let dated = one.end_reason != Some(RecognitionEndReason::NotRecorded);
    let day = |day: NaiveDate| Field::or_nothing(dated.then(|| day.format("%d/%m/%Y").to_string()));
    vec![
        if one.potential {
            Field::text("Tiềm năng 5 sao")
        } else {
            Field::number(one.stars)
        },
        day(one.valid_from),
        Field::number(one.programme_year),
        Field::or_nothing(one.decision_number.clone()),
        Field::or_nothing(
            one.authority
                .map(|authority| office(units, authority, one.authority_unit.as_deref())),
        ),
        day(one.valid_to),
        Field::or_nothing(certificate),
    ]
}

/// The office by the name of its unit, or by its level.
fn office(units: &Registry, authority: RecognitionAuthority, unit: Option<&str>) -> String {
    let unit = unit.and_then(unit_of_word);
    match (authority, unit.and_then(|unit| units.find(&unit))) {
        (RecognitionAuthority::Ministry, _) => "Bộ Nông nghiệp và Môi trường".to_owned(),
        (_, Some(unit)) => format!("UBND {}", within_a_sentence(&unit.name)),
        (RecognitionAuthority::District, None) => "Cấp huyện".to_owned(),
        (RecognitionAuthority::Province, None) => "Cấp tỉnh".to_owned(),
    }
}
