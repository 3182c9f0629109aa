//! The product that a row names, with its recognitions.

use super::law::Law;
use super::row::RowCells;
use super::{producer, recognition};
use crate::cell::Written;
use crate::column::PaperField;
use crate::gazetteer::Gazetteer;
use crate::listed::{ListedProduct, ListedRecognition};
use crate::remark::Reason;
use crate::settings::PaperSettings;
use crate::value::{
    Moment, SetOffers, WrittenStars, day, degrees, group, product_set, stars, whole, within_text,
};
use chrono::Datelike;
use domain::products::ProductDraft;

/// Reads the product of a row; every remark is said of its cell.
pub(super) fn read<'a>(
    cells: &mut RowCells<'_>,
    communes: &mut Gazetteer<'a>,
    settings: &PaperSettings<'a>,
    (offers, law): (&SetOffers, &Law<'a>),
) -> ListedProduct {
    let mut product = ListedProduct {
        key: cells.text(PaperField::Key),
        code: cells.text(PaperField::ProductCode),
        name: cells.text(PaperField::Product).unwrap_or_default(),
        group_written: cells.text(PaperField::Group),
        description: cells.text(PaperField::Description),
        producer: producer::read(cells, communes, settings),
        stars_now: cells.value(PaperField::StarsNow, 0, stars),
        longitude: cells.value(PaperField::Longitude, 0, degrees),
        latitude: cells.value(PaperField::Latitude, 0, degrees),
        note: cells.text(PaperField::Note),
        ..ListedProduct::default()
    };
    sort(&mut product, cells, settings, offers);
    product.recognitions = recognitions(&product, cells);
    recognition::settle(&mut product, cells, communes, (settings, law));
    let draft = ProductDraft {
        name: product.name.clone(),
        product_set: product.product_set.unwrap_or(1),
        description: product.description.clone(),
    };
    let kind = product.producer.kind.filter(|_| product.product_set.is_some());
    for violation in draft.check(kind) {
        let field = match violation.pointer.as_str() {
            "/product_set" => PaperField::ProductSet,
            "/description" => PaperField::Description,
            _ => PaperField::Product,
        };
        cells.say(
            field,
            Reason::error(violation.code, violation.message.vi, violation.message.en),
        );
    }
    product
}

/// Group and set.
fn sort(
    product: &mut ListedProduct,
    cells: &mut RowCells<'_>,
    settings: &PaperSettings<'_>,
    offers: &SetOffers,
) {
    let mut reasons = Vec::new();
    if let Some(written) = &product.group_written {
        product.group = group(written, settings.regimes, &settings.answers, &mut reasons);
    }
    reasons
        .drain(..)
        .for_each(|reason| cells.say(PaperField::Group, reason));
    if product.name.is_empty() {
        return;
    }
    let written = cells.text(PaperField::ProductSet);
    let groups = (product.group_written.as_deref(), product.group.as_deref());
    let context = (settings.regimes, &settings.answers, offers);
    product.product_set = product_set(written.as_deref(), &product.name, groups, context, &mut reasons);
    let field = if cells.layout().has(PaperField::ProductSet) {
        PaperField::ProductSet
    } else {
        PaperField::Product
    };
    reasons.into_iter().for_each(|reason| cells.say(field, reason));
}

fn recognitions(product: &ListedProduct, cells: &mut RowCells<'_>) -> Vec<ListedRecognition> {
    // A list whose only stars are those held now says by them what the one recognition of the line gave.
    let only_now = !cells.layout().has(PaperField::Stars);
    let turns = cells
        .layout()
        .turns()
        .max(usize::from(only_now && product.stars_now.is_some()));
    let mut recognitions: Vec<ListedRecognition> = (0..turns)
        .filter_map(|turn| written(turn, product.stars_now.filter(|_| only_now && turn == 0), cells))
        .collect();
    // One last day for the whole line is that of the latest recognition.
    let ends = cells
        .layout()
        .columns
        .iter()
        .filter(|column| column.field == Some(PaperField::End))
        .count();
    if ends > 1 {
        for recognition in &mut recognitions {
            recognition.last_day = cells
                .value(PaperField::End, recognition.turn, day)
                .and_then(Moment::day);
        }
    } else if let Some(end) = cells.value(PaperField::End, 0, day).and_then(Moment::day) {
        let latest = recognitions
            .iter_mut()
            .max_by_key(|recognition| (recognition.decided_on, recognition.year));
        if let Some(latest) = latest {
            latest.last_day = Some(end);
        }
    }
    recognitions
}

/// The recognition number `turn` of a line; none where the line says nothing of it, or 0 stars.
fn written(turn: usize, now: Option<WrittenStars>, cells: &mut RowCells<'_>) -> Option<ListedRecognition> {
    let is_written = cells.cell(PaperField::Stars, turn).is_some();
    let stars = cells.value(PaperField::Stars, turn, stars).or(now);
    let moment = cells.value(PaperField::DecidedOn, turn, day);
    let year = year(turn, cells);
    let mut decided_on = moment.and_then(Moment::day);
    let mut decision = cells.text_of(PaperField::Decision, turn);
    if let Some(text) = decision.clone()
        && let Some((number, day)) = within_text(&text)
    {
        decision = Some(number.to_owned()).filter(|number| !number.is_empty());
        decided_on = decided_on.or(Some(day));
    }
    let year = year.or(moment.filter(|_| decided_on.is_none()).map(Moment::year));
    let authority = cells.text_of(PaperField::Authority, turn);
    let certificate = cells.text_of(PaperField::Certificate, turn);
    let Some(stars) = stars else {
        let said = decided_on.is_some() || decision.is_some();
        if said && !is_written {
            let reason = Reason::error(
                "stars_missing",
                "có quyết định nhưng không có hạng sao",
                "there is a decision and no stars",
            );
            cells.say_of(PaperField::Stars, turn, reason);
        }
        return None;
    };
    if decided_on.is_none() && year.is_none() {
        // Such a paper counts in no year, and there is nothing to ask.
        let reason = Reason::warning(
            "recognition_undated",
            "không có ngày và năm công nhận: lần công nhận này không được ghi nhận vì không rõ năm",
            "neither day nor year is written: this recognition is not recorded, as no year is known",
        );
        cells.say_of(PaperField::Stars, turn, reason);
    }
    Some(ListedRecognition {
        turn,
        stars,
        decided_on,
        year,
        decision,
        authority,
        certificate,
        last_day: None,
        paper: None,
    })
}

fn year(turn: usize, cells: &mut RowCells<'_>) -> Option<i32> {
    cells.value(PaperField::Year, turn, |cell, reasons| {
        let read = match &cell.written {
            Written::Day(day) => Some(day.year()),
            _ => whole(cell)
                .or_else(|| {
                    cell.text()?
                        .to_lowercase()
                        .trim_start_matches("năm")
                        .trim()
                        .parse()
                        .ok()
                })
                .and_then(|year| i32::try_from(year).ok()),
        };
        // Two digits are a year of this century, as the programme is.
        let read = read.map(|year| {
            if (10..100).contains(&year) {
                2000 + year
            } else {
                year
            }
        });
        let read = read.filter(|year| (1990..2100).contains(year));
        if read.is_none() {
            reasons.push(Reason::error(
                "bad_year",
                "phải là năm, như «2025»",
                "must be a year such as 2025",
            ));
        }
        read
    })
}
