//! The producer that a row names.

use super::row::RowCells;
use crate::column::Field;
use crate::commune::{Communes, PlaceSource, WrittenPlace};
use crate::listed::ListedProducer;
use crate::remark::{Reason, Severity};
use crate::segments::owner_and_place;
use crate::settings::PaperSettings;
use crate::value::{gender, phone, producer_kind, tax_code};
use domain::producers::{ProducerKind, Representative};

/// Reads the producer of a row; every remark is said of its cell.
pub(super) fn read(
    cells: &mut RowCells<'_>,
    communes: &mut Communes<'_>,
    settings: &PaperSettings<'_>,
) -> ListedProducer {
    let written = cells.text(Field::Producer).unwrap_or_default();
    let (name, behind) = owner_and_place(&written);
    let mut place = WrittenPlace {
        commune: cells.text(Field::Commune),
        today: cells.text(Field::CommuneToday),
        former: cells.text(Field::CommuneFormer),
        district: cells.text(Field::District),
        province: cells.text(Field::Province),
        address: cells.text(Field::Address),
        producer: name.clone(),
    };
    if place.commune.is_none() && place.address.is_none() {
        place.commune = behind;
    }
    let mut producer = ListedProducer {
        name,
        tax_code: cells.value(Field::TaxCode, 0, tax_code),
        address: place.address.clone(),
        phone: cells.value(Field::Phone, 0, |cell, _| phone(cell)),
        email: cells.text(Field::Email),
        representative: Representative {
            name: cells.text(Field::Representative),
            gender: cells.value(Field::Gender, 0, gender),
            ..Representative::default()
        },
        ..ListedProducer::default()
    };
    if settings.kind == crate::column::ListKind::Producers {
        producer.key = cells.text(Field::Key);
    }
    if !producer.name.is_empty() {
        kind(&mut producer, cells, settings);
        locate(&mut producer, &place, cells, communes);
    }
    check(&mut producer, cells);
    producer
}

fn kind(producer: &mut ListedProducer, cells: &mut RowCells<'_>, settings: &PaperSettings<'_>) {
    let written = cells.text(Field::Kind);
    let field = if written.is_some() {
        Field::Kind
    } else {
        Field::Producer
    };
    let mut reasons = Vec::new();
    producer.kind = producer_kind(
        written.as_deref(),
        &producer.name,
        &settings.answers,
        &mut reasons,
    );
    reasons.into_iter().for_each(|reason| cells.say(field, reason));
}

fn locate(
    producer: &mut ListedProducer,
    place: &WrittenPlace,
    cells: &mut RowCells<'_>,
    communes: &mut Communes<'_>,
) {
    let located = communes.locate(place);
    for (source, reason) in located.reasons {
        let field = match source {
            PlaceSource::Today => Field::CommuneToday,
            PlaceSource::Former => Field::CommuneFormer,
            PlaceSource::Commune | PlaceSource::Address => {
                let fields = [
                    Field::Commune,
                    Field::CommuneToday,
                    Field::Address,
                    Field::Producer,
                ];
                let wanted = if source == PlaceSource::Address && place.address.is_some() {
                    &fields[2..]
                } else {
                    &fields[..]
                };
                *wanted
                    .iter()
                    .find(|field| cells.layout().has(**field))
                    .unwrap_or(&Field::Producer)
            }
        };
        cells.say(field, reason);
    }
    producer.place = located.place;
    producer.within = located.within;
}

/// The rules of a producer's record. What only helps to reach it is left out where it breaks them, and that is told.
fn check(producer: &mut ListedProducer, cells: &mut RowCells<'_>) {
    let draft = producer.draft_as(producer.kind.unwrap_or(ProducerKind::Household));
    for violation in draft.check() {
        let field = match violation.pointer.as_str() {
            "/tax_code" => Field::TaxCode,
            "/address" => Field::Address,
            "/phone" => Field::Phone,
            "/email" => Field::Email,
            "/representative/name" => Field::Representative,
            _ => Field::Producer,
        };
        let mut reason = Reason::error(violation.code, violation.message.vi, violation.message.en);
        if matches!(field, Field::Phone | Field::Email) {
            reason.severity = Severity::Warning;
            reason.message.vi.push_str("; không được ghi nhận");
            reason.message.en.push_str("; it is not taken over");
            let left_out = if field == Field::Phone {
                &mut producer.phone
            } else {
                &mut producer.email
            };
            *left_out = None;
        }
        // An empty cell of the producer is asked about already.
        let asked =
            violation.code == "required" && field == Field::Producer && cells.is_said(Field::Producer);
        if !asked {
            cells.say(field, reason);
        }
    }
}
