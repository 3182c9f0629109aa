//! What is possible and not likely (cảnh báo hợp lý): told, and kept as written.

use super::row::RowCells;
use crate::column::PaperField;
use crate::listed::{ListedProduct, ListedRecognition};
use crate::remark::Reason;
use chrono::{Datelike, Days, NaiveDate};
use domain::recognition::{LOWEST_RECOGNISED, last_day_of_term, programme_year};
use domain::rounds::YEARS;

/// Rows in whose years one follows the other before they look dragged down.
const DRAGGED: u32 = 4;

/// Says what is not likely about a product.
pub(super) fn check(product: &ListedProduct, cells: &mut RowCells<'_>, today: NaiveDate) {
    for recognition in &product.recognitions {
        let turn = recognition.turn;
        stars(turn, recognition, cells);
        year(turn, recognition, cells);
        outside_the_programme(turn, recognition, cells, today);
        end(turn, recognition, cells);
    }
    let latest = product
        .recognitions
        .iter()
        .max_by_key(|one| (one.decided_on, one.year));
    let before = product.recognitions.windows(2).any(|pair| match pair {
        [first, second] => first
            .decided_on
            .zip(second.decided_on)
            .is_some_and(|(first, second)| second < first),
        _ => false,
    });
    if before {
        let reason = Reason::warning(
            "recognitions_out_of_order",
            "lần công nhận sau có ngày trước lần công nhận đầu",
            "the second recognition was decided before the first",
        );
        cells.say_of(PaperField::DecidedOn, 1, reason);
    }
    if let (Some(now), Some(latest)) = (product.stars_now, latest)
        && now.stars != latest.stars.stars
    {
        let (now, latest) = (now.stars, latest.stars.stars);
        let reason = Reason::warning(
            "stars_unlike_latest",
            format!("hạng hiện tại {now} sao khác với lần công nhận gần nhất, {latest} sao"),
            format!("{now} stars now are unlike the latest recognition, {latest} stars"),
        );
        cells.say(PaperField::StarsNow, reason);
    }
    coordinates(product, cells);
}

fn stars(turn: usize, recognition: &ListedRecognition, cells: &mut RowCells<'_>) {
    let stars = recognition.stars.stars;
    if stars < LOWEST_RECOGNISED {
        let reason = Reason::warning(
            "stars_below_recognition",
            format!(
                "{stars} sao là kết quả đánh giá, không phải công nhận: không được ghi nhận là lần công nhận"
            ),
            format!("{stars} stars are a result and no recognition: they are not recorded as one"),
        );
        let field = if cells.layout().column(PaperField::Stars, turn).is_some() {
            PaperField::Stars
        } else {
            PaperField::StarsNow
        };
        cells.say_of(field, turn, reason);
    }
}

fn year(turn: usize, recognition: &ListedRecognition, cells: &mut RowCells<'_>) {
    if let (Some(day), Some(year)) = (recognition.decided_on, recognition.year)
        && day.year() != year
    {
        let programme = if programme_year(day) == year {
            "; có thể là năm chương trình"
        } else {
            ""
        };
        let english = if programme.is_empty() {
            ""
        } else {
            "; it may be the year of the programme"
        };
        let reason = Reason::warning(
            "year_unlike_date",
            format!(
                "năm {year} khác với ngày {}{programme}: giữ cả hai",
                day.format("%d/%m/%Y")
            ),
            format!("the year {year} is unlike the date {day}{english}: both are kept"),
        );
        cells.say_of(PaperField::Year, turn, reason);
    }
}

/// A day or year before the programme began, or yet to come.
fn outside_the_programme(
    turn: usize,
    recognition: &ListedRecognition,
    cells: &mut RowCells<'_>,
    today: NaiveDate,
) {
    let field = if recognition.decided_on.is_some() {
        PaperField::DecidedOn
    } else {
        PaperField::Year
    };
    // What cannot be recorded for that is an error already.
    if cells.is_wrong(field, turn) {
        return;
    }
    if recognition.decided_on.is_some_and(|day| day > today)
        || recognition.year.is_some_and(|year| year > today.year())
    {
        let reason = Reason::warning(
            "recognition_in_future",
            "ngày công nhận ở trong tương lai",
            "the recognition lies in the future",
        );
        cells.say_of(field, turn, reason);
    }
    let (first, year) = (
        i32::from(*YEARS.start()),
        recognition.decided_on.map(|day| day.year()),
    );
    if year.or(recognition.year).is_some_and(|year| year < first) {
        let reason = Reason::warning(
            "recognition_before_programme",
            format!("Chương trình OCOP bắt đầu từ năm {first}"),
            format!("the programme began in {first}"),
        );
        cells.say_of(field, turn, reason);
    }
}

/// The last day as printed: the corresponding day of the 36th month, which is the law's (Civil Code 2015, articles 147 and 148), or
/// the day before it, which some provinces print.
fn end(turn: usize, recognition: &ListedRecognition, cells: &mut RowCells<'_>) {
    let (Some(begin), Some(end)) = (recognition.decided_on, recognition.last_day) else {
        return;
    };
    let turn = if cells.layout().column(PaperField::End, turn).is_some() {
        turn
    } else {
        0
    };
    if end < begin {
        let reason = Reason::error(
            "end_before_recognition",
            format!(
                "ngày hết hạn {} trước ngày công nhận {}",
                end.format("%d/%m/%Y"),
                begin.format("%d/%m/%Y")
            ),
            format!("the end {end} lies before the recognition {begin}"),
        );
        cells.say_of(PaperField::End, turn, reason);
        return;
    }
    let Some(term) = last_day_of_term(begin) else {
        return;
    };
    if end != term && Some(end) != term.checked_sub_days(Days::new(1)) {
        let reason = Reason::warning(
            "end_unlike_term",
            format!(
                "ngày hết hạn khác với 36 tháng kể từ ngày {}: ngày cuối là {}",
                begin.format("%d/%m/%Y"),
                term.format("%d/%m/%Y")
            ),
            format!("the end is unlike 36 months from {begin}, whose last day is {term}"),
        );
        cells.say_of(PaperField::End, turn, reason);
    }
}

/// Việt Nam with its islands lies between 102 and 118 degrees east, 6 and 24 degrees north.
fn coordinates(product: &ListedProduct, cells: &mut RowCells<'_>) {
    let (Some(longitude), Some(latitude)) = (product.longitude, product.latitude) else {
        return;
    };
    let east = |degrees: f64| (102.0..=118.0).contains(&degrees);
    let north = |degrees: f64| (6.0..=24.0).contains(&degrees);
    if east(longitude) && north(latitude) {
        return;
    }
    let reason = if east(latitude) && north(longitude) {
        Reason::warning(
            "coordinates_exchanged",
            "kinh độ và vĩ độ có lẽ bị đổi chỗ cho nhau",
            "longitude and latitude seem to be exchanged",
        )
    } else {
        Reason::warning(
            "coordinates_outside",
            "tọa độ nằm ngoài Việt Nam",
            "the coordinates lie outside Việt Nam",
        )
    };
    cells.say(PaperField::Longitude, reason);
}

/// Years that rise by one from row to row, as a cell does that is dragged down.
#[derive(Debug, Default)]
pub(super) struct Dragged {
    /// Of each recognition of a line: its year and its decision in the row before, the row where the rise began and its length.
    runs: Vec<Run>,
}

#[derive(Clone, Debug, Default)]
struct Run {
    year: Option<i32>,
    day: Option<(u32, u32)>,
    first: u32,
    length: u32,
}

impl Dragged {
    /// Says it of every row from the one on which the rise is long enough.
    pub(super) fn check(&mut self, product: &ListedProduct, cells: &mut RowCells<'_>) {
        let row = cells.number();
        let turns = product.recognitions.iter().map(|one| one.turn + 1);
        let turns = turns.max().unwrap_or_default();
        self.runs.resize_with(self.runs.len().max(turns), Run::default);
        for (turn, run) in self.runs.iter_mut().enumerate() {
            let recognition = product.recognitions.iter().find(|one| one.turn == turn);
            let day = recognition.and_then(|one| one.decided_on);
            let year = recognition.and_then(|one| one.year).or(day.map(|day| day.year()));
            let corresponding = day.map(|day| (day.month(), day.day()));
            let rises = run
                .year
                .zip(year)
                .is_some_and(|(before, year)| before + 1 == year)
                && run.day == corresponding;
            if rises {
                run.length += 1;
            } else {
                *run = Run {
                    first: row,
                    length: 1,
                    ..Run::default()
                };
            }
            (run.year, run.day) = (year, corresponding);
            if run.length >= DRAGGED {
                let field = if recognition.and_then(|one| one.year).is_some() {
                    PaperField::Year
                } else {
                    PaperField::DecidedOn
                };
                let first = run.first;
                let reason = Reason::warning(
                    "years_dragged",
                    format!("năm tăng dần từng dòng từ dòng {first}: có thể do kéo ô"),
                    format!("the years rise row by row from row {first}: a cell may have been dragged"),
                );
                cells.say_of(field, turn, reason);
            }
        }
    }
}
