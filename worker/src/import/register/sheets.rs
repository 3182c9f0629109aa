//! Score sheets of rows become evaluations: all sheets of one product are those of its council, the first one the chair's.

use super::super::outcome::{NotTaken, Register, RowsOutcome, accept, number};
use super::super::remark::RegisterRemark;
use diesel_async::AsyncPgConnection;
use paper::{ListedSheet, PaperField, Reason};
use shared::database::evaluations::{self, NewBatch, NewEvaluation, RateableProduct};
use shared::database::products::{self, Product};
use shared::database::{JsonText, StoreError};
use shared::domain::scoring::{ScoreSheet, ScoringRequest, validate};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A row's number with the sheet in it.
type SheetRow<'a> = (u32, &'a ListedSheet);

/// What is known of the products that sheets name.
struct SheetProducts {
    by_code: HashMap<String, Product>,
    rateable: HashMap<Uuid, RateableProduct>,
}

/// Asks for an evaluation of each product that `rows` name. One whose sheets are as in an evaluation before stays as it is.
pub(super) async fn write(
    connection: &mut AsyncPgConnection,
    register: &Register<'_>,
    rows: &[SheetRow<'_>],
    outcome: &mut RowsOutcome,
) -> Result<(), NotTaken> {
    if rows.is_empty() {
        return Ok(());
    }
    let products = SheetProducts::load(connection, register, rows).await?;
    let mut remarks = Vec::new();
    let mut councils: BTreeMap<Uuid, Vec<SheetRow<'_>>> = BTreeMap::new();
    for row in rows {
        match products.named(row) {
            Ok(product) => councils.entry(product.id).or_default().push(*row),
            Err(remark) => remarks.push(remark),
        }
    }
    let batch = Uuid::now_v7();
    let mut new = Vec::new();
    for (product, sheets) in &councils {
        if let Some(product) = products.rateable.get(product) {
            match evaluation(register, product, sheets, batch)? {
                Ok(evaluation) => new.push(evaluation),
                Err(broken) => remarks.extend(broken),
            }
        }
    }
    accept(remarks, outcome)?;
    let asked = number(new.len());
    let known = evaluations::requests(
        connection,
        &new.iter().map(|one| one.product_id).collect::<Vec<_>>(),
    )
    .await?;
    new.retain(|one| {
        !known
            .iter()
            .any(|(product, text)| *product == one.product_id && text == one.request.text())
    });
    outcome.counts.evaluations_new += number(new.len());
    outcome.counts.evaluations_on_record += asked - number(new.len());
    submit(connection, register, batch, &new).await
}

async fn submit(
    connection: &mut AsyncPgConnection,
    register: &Register<'_>,
    id: Uuid,
    new: &[NewEvaluation],
) -> Result<(), NotTaken> {
    if new.is_empty() {
        return Ok(());
    }
    let batch = NewBatch {
        id,
        requested_by: register.actor.to_owned(),
        accepted: i32::try_from(new.len()).unwrap_or(i32::MAX),
        rejected: 0,
        errors: serde_json::Value::Array(Vec::new()),
        created_at: register.now,
    };
    evaluations::insert_batch(connection, &batch).await?;
    evaluations::submit(connection, new, None).await?;
    Ok(())
}

impl SheetProducts {
    async fn load(
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[SheetRow<'_>],
    ) -> Result<Self, StoreError> {
        let codes: Vec<String> = rows
            .iter()
            .filter_map(|(_, sheet)| sheet.product_code.clone())
            .collect();
        let known = products::known(connection, register.scope, &[], &codes, &[]).await?;
        let ids: Vec<Uuid> = known.iter().map(|product| product.id).collect();
        let rateable = evaluations::rateable(connection, register.scope, &ids, register.today).await?;
        Ok(Self {
            by_code: known.into_iter().map(|one| (one.code.clone(), one)).collect(),
            rateable: rateable.into_iter().map(|one| (one.id, one)).collect(),
        })
    }

    /// The product of a row.
    fn named(&self, (row, sheet): &SheetRow<'_>) -> Result<&Product, RegisterRemark> {
        let error = |field, rule: &'static str, vi: &str, en: &str| {
            RegisterRemark::new(*row, field, Reason::error(rule, vi, en))
        };
        if sheet.dossier.is_some() {
            return Err(error(
                PaperField::Dossier,
                "sheets_of_a_dossier",
                "phiếu của một hồ sơ do chính thành viên hội đồng nhập",
                "the sheets of a dossier are written by the members of its council",
            ));
        }
        let Some(code) = &sheet.product_code else {
            return Err(error(
                PaperField::ProductCode,
                "required",
                "phải có mã sản phẩm",
                "the code of the product is needed",
            ));
        };
        let product = self.by_code.get(code).ok_or_else(|| {
            error(
                PaperField::ProductCode,
                "unknown_product",
                "không có sản phẩm mang mã này trong phạm vi của bạn",
                "there is no product of this code in your reach",
            )
        })?;
        if sheet.product_set.is_some_and(|set| set != product.product_set) {
            return Err(error(
                PaperField::ProductSet,
                "other_product_set",
                &format!("sản phẩm thuộc bộ số {}", product.product_set),
                &format!("the product belongs to set {}", product.product_set),
            ));
        }
        if self.rateable.get(&product.id).is_some_and(|one| one.decided_here) {
            return Err(error(
                PaperField::ProductCode,
                "decided_here",
                "sản phẩm có giấy chứng nhận còn hiệu lực hoặc hồ sơ chưa kết thúc: hãy đánh giá qua hồ sơ",
                "the product has a certificate in force or a dossier on its way: evaluate it by a dossier",
            ));
        }
        Ok(product)
    }
}

/// The evaluation that the sheets of a product ask for, or what is wrong with them.
fn evaluation(
    register: &Register<'_>,
    product: &RateableProduct,
    rows: &[SheetRow<'_>],
    batch: Uuid,
) -> Result<Result<NewEvaluation, Vec<RegisterRemark>>, StoreError> {
    let reading = register.reading;
    let (Some(kind), Some(regime)) = (reading.application_kind, reading.regime.clone()) else {
        return Err(StoreError::Internal(
            "a list of sheets without kind or regime".to_owned(),
        ));
    };
    let request = ScoringRequest {
        regime: regime.clone(),
        product_set: u32::try_from(product.product_set).unwrap_or_default(),
        eliminations: Vec::new(),
        council: None,
        sheets: rows.iter().map(|(row, sheet)| score_sheet(*row, sheet)).collect(),
    };
    if let Err(violations) = validate(register.regimes, &request) {
        let first = rows.first().map_or(0, |(row, _)| *row);
        let broken = violations.into_iter().map(|violation| {
            let sheet = violation
                .pointer
                .split('/')
                .nth(2)
                .and_then(|at| at.parse::<usize>().ok());
            let row = sheet.and_then(|at| rows.get(at)).map_or(first, |(row, _)| *row);
            RegisterRemark::of(violation, row, 0)
        });
        return Ok(Err(broken.collect()));
    }
    Ok(Ok(NewEvaluation {
        id: Uuid::now_v7(),
        job_id: Uuid::now_v7(),
        batch_id: Some(batch),
        dossier: None,
        product_id: product.id,
        level: reading.level(),
        kind,
        regime,
        product_set: product.product_set,
        request: JsonText::of(&request).map_err(|error| StoreError::Internal(error.to_string()))?,
        requested_by: register.actor.to_owned(),
        created_at: register.now,
    }))
}

fn score_sheet(row: u32, sheet: &ListedSheet) -> ScoreSheet {
    ScoreSheet {
        assessor: sheet.assessor.clone().unwrap_or_else(|| format!("row {row}")),
        chair: false,
        answers: sheet
            .answers
            .iter()
            .map(|(code, option)| (code.clone(), i64::from(*option)))
            .collect(),
    }
}
