//! Puts the demonstration into the database, once.

use super::data::{Demo, DemoDecision, DemoProducer, DemoProduct, Programme};
use super::ids::id;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use diesel_async::AsyncConnection;
use domain::access::Scope;
use domain::application_kind::ApplicationKind;
use domain::criteria::{RecognitionAuthority, Regimes};
use domain::evaluation::EvaluationLevel;
use domain::producers::{ProducerDraft, Representative};
use domain::products::ProductDraft;
use domain::recognition::{DecisionOffice, last_day_of_term};
use domain::units::{Generation, Place, registry};
use shared::database::audit_log::{self, Actor};
use shared::database::evaluations::{self, NewEvaluation};
use shared::database::producers::{self, Producer};
use shared::database::products::{self, NewProductRow, Product};
use shared::database::recognitions::{self, Recognition};
use shared::database::{Connection, Database, JsonText, StoreError, StoreResult};
use uuid::Uuid;

/// The regime under which the recognitions of the past were decided; its results are recorded, not computed.
const FORMER_REGIME: &str = "1048-2019";
/// Who asked for the evaluations.
const REQUESTED_BY: &str = "demonstration";

/// What a call of [`load`] added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// Producers.
    pub producers: usize,
    /// Products, each with an evaluation submitted to the workers.
    pub products: usize,
    /// Recognitions of the past.
    pub recognitions: usize,
}

/// Adds the producers and products that are missing, records their published recognitions and submits an evaluation of
/// each product as the api does: in one transaction, with job and outbox rows. A second call adds nothing.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection, [`StoreError::Internal`] where the data itself is wrong.
pub async fn load(database: &Database, now: DateTime<Utc>) -> StoreResult<DemoReport> {
    let demo = Demo::read().map_err(|error| StoreError::Internal(error.to_string()))?;
    let regimes = Regimes::embedded().map_err(|error| StoreError::Internal(error.to_string()))?;
    let mut connection = database.connection().await?;
    connection
        .transaction(async |connection| {
            audit_log::act_as(connection, &Actor::at_terminal("demonstration", None, now)).await?;
            let mut loader = Loader {
                connection,
                demo: &demo,
                regimes: &regimes,
                now,
                report: DemoReport::default(),
            };
            for programme in &demo.programmes {
                loader.programme(programme).await?;
            }
            Ok(loader.report)
        })
        .await
}

struct Loader<'a> {
    connection: &'a mut Connection,
    demo: &'a Demo,
    regimes: &'a Regimes,
    now: DateTime<Utc>,
    report: DemoReport,
}

impl Loader<'_> {
    async fn programme(&mut self, programme: &Programme) -> StoreResult<()> {
        // The days of registration are not published: the last of the programme year stands for them.
        let registered_on = NaiveDate::from_ymd_opt(programme.year.into(), 12, 31).unwrap_or_default();
        let (mut history, mut evaluations) = (Vec::new(), Vec::new());
        for (number, demo_producer) in (1..).zip(&programme.producers) {
            let name = format!("vinh-phuc/{}/{number}", programme.year);
            let registered_at = registered_on.and_time(NaiveTime::MIN).and_utc() + Duration::seconds(number);
            let producer = self
                .producer(demo_producer, id(registered_at, &name), registered_at)
                .await?;
            for (position, demo_product) in (1..).zip(&demo_producer.products) {
                let moment = registered_at + Duration::milliseconds(position);
                let product_id = id(moment, &format!("{name}/{position}"));
                let known = products::find(self.connection, &Scope::Nation, product_id).await?;
                if known.is_some() {
                    continue;
                }
                let description = self.description(demo_producer, demo_product);
                let product = self
                    .product(demo_product, product_id, description, &producer, registered_on)
                    .await?;
                if let Some(decision) = &programme.decision {
                    let id = id(moment, &format!("{name}/{position}/recognition"));
                    history.push(self.recognition(
                        id,
                        &producer,
                        &product,
                        demo_product,
                        programme,
                        decision,
                    )?);
                }
                evaluations.push(self.evaluation(&product, demo_product)?);
            }
        }
        if !history.is_empty() {
            recognitions::insert(self.connection, &history).await?;
            recognitions::raise_version(self.connection).await?;
            self.report.recognitions += history.len();
        }
        evaluations::submit(self.connection, &evaluations, None).await
    }

    async fn producer(
        &mut self,
        demo: &DemoProducer,
        id: Uuid,
        registered_at: DateTime<Utc>,
    ) -> StoreResult<Producer> {
        if let Some(known) = producers::find(self.connection, &Scope::Nation, id).await? {
            return Ok(known);
        }
        let draft = ProducerDraft {
            name: demo.name.clone(),
            kind: demo.kind,
            tax_code: None,
            address: None,
            phone: None,
            email: None,
            representative: Representative::default(),
        };
        let mut producer = Producer::new(id, draft, place(&demo.commune)?, registered_at);
        producer.demonstration = true;
        producers::insert(self.connection, &producer).await?;
        self.report.producers += 1;
        Ok(producer)
    }

    async fn product(
        &mut self,
        demo: &DemoProduct,
        id: Uuid,
        description: String,
        producer: &Producer,
        registered_on: NaiveDate,
    ) -> StoreResult<Product> {
        let new = NewProductRow {
            id,
            producer_id: producer.id,
            draft: ProductDraft {
                name: demo.name.clone(),
                product_set: demo.product_set,
                description: Some(description),
            },
            place: producer.place(),
            registered_on,
            demonstration: true,
            created_at: producer.created_at,
        };
        let product = products::register(self.connection, new).await?;
        self.report.products += 1;
        Ok(product)
    }

    /// What is known and what is made up, before the reader takes a placeholder for a fact.
    fn description(&self, producer: &DemoProducer, product: &DemoProduct) -> String {
        let general = Some(self.demo.note().vi);
        [product.note.clone(), producer.note.clone(), general]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The published result: 36 months from the decision's day.
    fn recognition(
        &self,
        id: Uuid,
        producer: &Producer,
        product: &Product,
        demo: &DemoProduct,
        programme: &Programme,
        decision: &DemoDecision,
    ) -> StoreResult<Recognition> {
        let wrong = || StoreError::Internal(format!("demonstration: {}", demo.name));
        let set = u32::try_from(product.product_set)
            .ok()
            .and_then(|set| self.regimes.product_set(&self.demo.regime, set))
            .ok_or_else(wrong)?;
        let place = product.place();
        let office = DecisionOffice::of_place(RecognitionAuthority::Province, &place, decision.date);
        Ok(Recognition {
            id,
            product_id: product.id,
            producer_id: producer.id,
            evaluation_id: None,
            regime: FORMER_REGIME.to_owned(),
            kind: ApplicationKind::First,
            stars: demo.stars,
            potential: false,
            programme_year: programme.year,
            decision_number: Some(decision.number.clone()),
            valid_from: decision.date,
            valid_to: last_day_of_term(decision.date).ok_or_else(wrong)?,
            ended_on: None,
            end_reason: None,
            product_set: product.product_set,
            product_group: set.group.clone(),
            producer_type: producer.kind,
            sector: producer.kind.sector(),
            gender: producer.representative_gender,
            ethnic_minority: producer.representative_ethnic_minority,
            current_province_code: place.current_province,
            current_commune_code: place.current_commune,
            legacy_province_code: place.legacy_province,
            legacy_district_code: place.legacy_district,
            legacy_commune_code: place.legacy_commune,
            demonstration: true,
            extended_to: None,
            authority: Some(RecognitionAuthority::Province),
            authority_unit: office.unit_word(),
        })
    }

    /// The former certificates have long run out, so each product applies anew.
    fn evaluation(&self, product: &Product, demo: &DemoProduct) -> StoreResult<NewEvaluation> {
        let request = JsonText::of(&demo.request(&self.demo.regime))
            .map_err(|error| StoreError::Internal(error.to_string()))?;
        Ok(NewEvaluation {
            id: Uuid::now_v7(),
            job_id: Uuid::now_v7(),
            batch_id: None,
            dossier: None,
            product_id: product.id,
            level: EvaluationLevel::Province,
            kind: ApplicationKind::First,
            regime: self.demo.regime.clone(),
            product_set: product.product_set,
            request,
            requested_by: REQUESTED_BY.to_owned(),
            created_at: self.now,
        })
    }
}

fn place(commune: &str) -> StoreResult<Place> {
    let registry = registry().map_err(|error| StoreError::Internal(error.to_string()))?;
    registry
        .place(Generation::Legacy, commune)
        .ok_or_else(|| StoreError::Internal(format!("demonstration: no legacy commune {commune}")))
}
