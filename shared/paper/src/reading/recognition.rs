//! The recognitions of a row as papers, ready to be recorded.

use super::authority::{AuthorityContext, Office, authority};
use super::law::Law;
use super::row::RowCells;
use crate::column::PaperField;
use crate::gazetteer::Gazetteer;
use crate::listed::{ListedProduct, ListedRecognition};
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};
use crate::settings::PaperSettings;
use crate::value::Moment;
use domain::criteria::{RecognitionAuthority, Regime};
use domain::recognition::{CheckedPaper, LOWEST_RECOGNISED, PaperContext, RecognitionPaper};
use domain::violation::Violation;

/// Makes the paper of each recognition; every remark is said of its cell.
pub(super) fn settle<'a>(
    product: &mut ListedProduct,
    cells: &mut RowCells<'_>,
    units: &Gazetteer<'a>,
    (settings, law): (&PaperSettings<'a>, &Law<'a>),
) {
    let mut recognitions = std::mem::take(&mut product.recognitions);
    for recognition in &mut recognitions {
        let Some(moment) = moment(recognition, cells) else {
            continue;
        };
        let context = AuthorityContext {
            moment,
            place: product.producer.place.as_ref(),
            units,
            settings,
            law,
        };
        recognition.paper = paper(recognition, product.product_set, cells, context);
    }
    product.recognitions = recognitions;
}

/// When something was recognised that can be recorded: three stars or more, a day or a year that could be read.
fn moment(recognition: &ListedRecognition, cells: &RowCells<'_>) -> Option<Moment> {
    let dates = [PaperField::DecidedOn, PaperField::Year];
    let is_wrong = dates.iter().any(|field| cells.is_wrong(*field, recognition.turn));
    if recognition.stars.stars < LOWEST_RECOGNISED || is_wrong {
        return None;
    }
    let day = recognition.decided_on.map(Moment::Day);
    day.or(recognition.year.map(Moment::Year))
}

fn paper(
    recognition: &ListedRecognition,
    product_set: Option<i16>,
    cells: &mut RowCells<'_>,
    context: AuthorityContext<'_, '_>,
) -> Option<CheckedPaper> {
    let moment = context.moment;
    end_without_start(recognition, cells);
    let named = name(recognition, cells, context);
    let (authority, authority_unit) = named.office.clone().unwrap_or(NOT_KNOWN);
    let paper = RecognitionPaper {
        stars: recognition.stars.stars,
        potential: recognition.stars.potential,
        kind: None,
        regime: named.regime.clone(),
        // The year of a day follows from the day; the one that is written may be either.
        programme_year: match moment {
            Moment::Year(year) => i16::try_from(year).ok(),
            Moment::Day(_) => None,
        },
        authority,
        authority_unit,
        decided_on: moment.day(),
        valid_from: None,
        valid_to: recognition.last_day.filter(|_| moment.day().is_some()),
    };
    let checked = paper.check(
        "",
        PaperContext {
            place: context.place?,
            product_set: product_set?,
            regimes: context.settings.regimes,
            today: context.settings.today,
        },
    );
    match checked {
        Ok(checked) => Some(checked).filter(|_| named.is_complete() && !ends_early(recognition)),
        Err(violations) => {
            refuse(violations, &named, recognition, cells);
            None
        }
    }
}

/// What of a paper is named where the date leaves it open.
struct Named {
    regime: Option<String>,
    regime_asked: bool,
    office: Option<Office>,
}

impl Named {
    fn is_complete(&self) -> bool {
        self.office.is_some() && !self.regime_asked
    }
}

/// Stands for an office that is asked, so that everything else of the paper is told as well: a province breaks no rule by itself.
const NOT_KNOWN: Office = (RecognitionAuthority::Province, None);

/// Names regime and office, or asks. Outside the programme nothing is asked: an error says that it lies there.
fn name(
    recognition: &ListedRecognition,
    cells: &mut RowCells<'_>,
    context: AuthorityContext<'_, '_>,
) -> Named {
    let turn = recognition.turn;
    let year = cells.first([PaperField::Year, PaperField::DecidedOn], turn);
    let mut named = Named {
        regime: None,
        regime_asked: false,
        office: None,
    };
    if !context.law.covers(context.moment) {
        return named;
    }
    match regime_of(context) {
        Ok(regime) => named.regime = regime,
        Err(reason) => {
            named.regime_asked = true;
            cells.say_of(year, turn, reason);
        }
    }
    match authority(recognition, context) {
        Ok(office) => named.office = Some(office),
        Err(reason) => {
            let field = cells.first([PaperField::Authority, year], turn);
            reason
                .into_iter()
                .for_each(|reason| cells.say_of(field, turn, reason));
        }
    }
    named
}

/// Says the broken rules, but for what is asked, and for what follows from a day that is told already.
fn refuse(
    violations: Vec<Violation>,
    named: &Named,
    recognition: &ListedRecognition,
    cells: &mut RowCells<'_>,
) {
    let of_day = violations
        .iter()
        .any(|violation| violation.pointer == "/decided_on");
    for violation in violations {
        let told = match violation.pointer.as_str() {
            "/regime" => named.regime_asked,
            "/programme_year" => of_day,
            _ => false,
        };
        if !told {
            say(violation, recognition, cells);
        }
    }
}

/// An end before the recognition is an error that the row's doubts tell.
fn ends_early(recognition: &ListedRecognition) -> bool {
    let days = recognition.decided_on.zip(recognition.last_day);
    days.is_some_and(|(begin, end)| end < begin)
}

/// A last day says nothing where no first day is known.
fn end_without_start(recognition: &ListedRecognition, cells: &mut RowCells<'_>) {
    if recognition.last_day.is_some() && recognition.decided_on.is_none() {
        let reason = Reason::warning(
            "end_without_start",
            "có ngày hết hạn nhưng không có ngày công nhận: ngày hết hạn không được ghi nhận",
            "there is a last day and no day of the recognition: the last day is not recorded",
        );
        let turn = end_turn(recognition, cells);
        cells.say_of(PaperField::End, turn, reason);
    }
}

/// One last day for the whole line stands in the first column of them.
fn end_turn(recognition: &ListedRecognition, cells: &RowCells<'_>) -> usize {
    let own = cells.layout().column(PaperField::End, recognition.turn);
    own.map_or(0, |column| column.turn)
}

/// The regime that has to be named: none for a day, and for a year that had only one.
fn regime_of(context: AuthorityContext<'_, '_>) -> Result<Option<String>, Reason> {
    let Moment::Year(year) = context.moment else {
        return Ok(None);
    };
    let in_force = context.law.regimes_of(year);
    if in_force.len() < 2 {
        return Ok(None);
    }
    let settings = context.settings;
    let is_one = |id: &str| in_force.iter().any(|regime| regime.id == id);
    let written = year.to_string();
    if let Some(answer) = settings.answers.get(Topic::Regime, &written) {
        let what = (
            format!("bộ tiêu chí có hiệu lực trong năm {year}"),
            format!("regime in force in {year}"),
        );
        return if is_one(answer) {
            Ok(Some(answer.to_owned()))
        } else {
            Err(Reason::bad_answer(answer, (&what.0, &what.1)))
        };
    }
    let of_list = settings.regime.as_deref().filter(|id| is_one(id));
    of_list
        .map(|id| Some(id.to_owned()))
        .ok_or_else(|| which_regime(written, in_force))
}

fn which_regime(written: String, in_force: &[&Regime]) -> Reason {
    let candidates = in_force.iter().map(|regime| Candidate {
        value: regime.id.clone(),
        label: format!("Quyết định {}", regime.decision),
    });
    let (vi, en) = (
        format!("năm {written} có hơn một bộ tiêu chí và không rõ ngày: theo bộ tiêu chí nào?"),
        format!("{written} had more than one regime and no day is known: under which one?"),
    );
    let question = OpenQuestion {
        kind: Topic::Regime,
        written,
        candidates: candidates.collect(),
    };
    Reason::question("regime_needed", question, vi, en)
}

/// Says a broken rule of the cell of the field that it names.
fn say(violation: Violation, recognition: &ListedRecognition, cells: &mut RowCells<'_>) {
    let turn = recognition.turn;
    let date = if recognition.decided_on.is_some() {
        [PaperField::DecidedOn, PaperField::Decision]
    } else {
        [PaperField::Year, PaperField::DecidedOn]
    };
    let (field, turn) = match violation.pointer.as_str() {
        "/stars" => (cells.first([PaperField::Stars, PaperField::StarsNow], turn), turn),
        "/valid_to" => (PaperField::End, end_turn(recognition, cells)),
        "/authority" | "/authority_unit" => (
            cells.first([PaperField::Authority, cells.first(date, turn)], turn),
            turn,
        ),
        _ => (cells.first(date, turn), turn),
    };
    cells.say_of(
        field,
        turn,
        Reason::error(violation.code, violation.message.vi, violation.message.en),
    );
}
