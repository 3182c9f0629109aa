//! The producer that a row names.

use super::row::RowCells;
use crate::column::PaperField;
use crate::gazetteer::{Gazetteer, PlaceSource, WrittenPlace};
use crate::listed::ListedProducer;
use crate::remark::{Reason, Severity};
use crate::segments::owner_and_place;
use crate::settings::PaperSettings;
use crate::value::{gender, phone, producer_kind, tax_code};
use domain::producers::{ProducerKind, Representative};

/// Reads the producer of a row; every remark is said of its cell.
pub(super) fn read(
    cells: &mut RowCells<'_>,
    communes: &mut Gazetteer<'_>,
    settings: &PaperSettings<'_>,
) -> ListedProducer {
    let written = cells.text(PaperField::Producer).unwrap_or_default();
    let (name, behind) = owner_and_place(&written);
    let mut place = WrittenPlace {
        commune: cells.text(PaperField::Commune),
        today: cells.text(PaperField::CommuneToday),
        former: cells.text(PaperField::CommuneFormer),
        district: cells.text(PaperField::District),
        province: cells.text(PaperField::Province),
        address: cells.text(PaperField::Address),
        producer: name.clone(),
    };
    if place.commune.is_none() && place.address.is_none() {
        place.commune = behind;
    }
    let mut producer = ListedProducer {
        name,
        tax_code: cells.value(PaperField::TaxCode, 0, tax_code),
        address: place.address.clone(),
        phone: cells.value(PaperField::Phone, 0, |cell, _| phone(cell)),
        email: cells.text(PaperField::Email),
        representative: Representative {
            name: cells.text(PaperField::Representative),
            gender: cells.value(PaperField::Gender, 0, gender),
            ..Representative::default()
        },
        ..ListedProducer::default()
    };
    if settings.kind == crate::column::ListKind::Producers {
        producer.key = cells.text(PaperField::Key);
    }
    if !producer.name.is_empty() {
        kind(&mut producer, cells, settings);
        locate(&mut producer, &place, cells, communes);
    }
    check(&mut producer, cells);
    producer
}

fn kind(producer: &mut ListedProducer, cells: &mut RowCells<'_>, settings: &PaperSettings<'_>) {
    let written = cells.text(PaperField::Kind);
    let field = if written.is_some() {
        PaperField::Kind
    } else {
        PaperField::Producer
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
    communes: &mut Gazetteer<'_>,
) {
    let located = communes.locate(place);
    for (source, reason) in located.reasons {
        let field = match source {
            PlaceSource::Today => PaperField::CommuneToday,
            PlaceSource::Former => PaperField::CommuneFormer,
            PlaceSource::Commune | PlaceSource::Address => {
                let fields = [
                    PaperField::Commune,
                    PaperField::CommuneToday,
                    PaperField::Address,
                    PaperField::Producer,
                ];
                let wanted = if source == PlaceSource::Address && place.address.is_some() {
                    &fields[2..]
                } else {
                    &fields[..]
                };
                *wanted
                    .iter()
                    .find(|field| cells.layout().has(**field))
                    .unwrap_or(&PaperField::Producer)
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
            "/tax_code" => PaperField::TaxCode,
            "/address" => PaperField::Address,
            "/phone" => PaperField::Phone,
            "/email" => PaperField::Email,
            "/representative/name" => PaperField::Representative,
            _ => PaperField::Producer,
        };
        let mut reason = Reason::error(violation.code, violation.message.vi, violation.message.en);
        if matches!(field, PaperField::Phone | PaperField::Email) {
            reason.severity = Severity::Warning;
            reason.message.vi.push_str("; không được ghi nhận");
            reason.message.en.push_str("; it is not taken over");
            let left_out = if field == PaperField::Phone {
                &mut producer.phone
            } else {
                &mut producer.email
            };
            *left_out = None;
        }
        // An empty cell of the producer is asked about already.
        let asked = violation.code == "required"
            && field == PaperField::Producer
            && cells.is_said(PaperField::Producer);
        if !asked {
            cells.say(field, reason);
        }
    }
}
