//! Recognitions come out as papers that can be recorded, or with what is wrong or asked.

use crate::support::{self, answer, on, product, read_all, rules, settings};
use domain::criteria::RecognitionAuthority;
use domain::recognition::CheckedPaper;
use paper::{ListKind, ListedEntry, PaperSettings, Remark, Severity, Topic};

const HEADING: &str =
    "Tên sản phẩm;Chủ thể;Xã;Bộ sản phẩm;Hạng sao;Ngày công nhận;Năm;Cơ quan công nhận;Ngày hết hạn";

/// A row whose place, `xã Đôn Nhân` in the former Vĩnh Phúc, and product set are known.
fn entry(
    (stars, day, year, authority, end): (&str, &str, &str, &str, &str),
    settings: &PaperSettings<'_>,
) -> ListedEntry {
    let place = "\"xã Đôn Nhân, huyện Sông Lô\"";
    let list = format!("{HEADING}\nChè;HTX Mẫu;{place};1;{stars};{day};{year};{authority};{end}\n");
    read_all(&list.into_bytes(), settings).0.remove(0)
}

fn read(row: (&str, &str, &str, &str, &str)) -> ListedEntry {
    entry(row, &settings(ListKind::Products))
}

fn paper(entry: &ListedEntry) -> Option<&CheckedPaper> {
    product(entry).recognitions[0].paper.as_ref()
}

fn asked(entry: &ListedEntry) -> Option<(Topic, &str, Vec<&str>)> {
    let question = entry.remarks.iter().find_map(|remark| remark.question.as_ref())?;
    let values = question.candidates.iter().map(|one| one.value.as_str());
    Some((question.kind, question.written.as_str(), values.collect()))
}

fn said<'a>(entry: &'a ListedEntry, rule: &str) -> (&'a Remark, Severity, &'a str) {
    let remark = entry.remarks.iter().find(|remark| remark.rule == rule);
    let remark = remark.unwrap_or_else(|| panic!("{rule}: {:?}", entry.remarks));
    let column = remark.column.as_ref().map_or("", |column| column.letter.as_str());
    (remark, remark.severity, column)
}

#[test]
fn a_recognition_with_its_day_is_ready_to_be_recorded() {
    let entry = read(("3", "17/02/2021", "2021", "", "17/02/2024"));
    assert_eq!(rules(&entry), [""; 0]);
    let paper = paper(&entry).unwrap();
    assert_eq!(
        (
            paper.regime.as_str(),
            paper.group.as_str(),
            paper.office.authority
        ),
        ("1048-2019", "I", RecognitionAuthority::Province)
    );
    assert_eq!(paper.office.unit_word().as_deref(), Some("legacy-26"));
    let recognition = &paper.recognition;
    assert_eq!(
        (recognition.stars, recognition.potential, recognition.kind),
        (3, false, None)
    );
    assert_eq!(
        (recognition.valid_from, recognition.valid_to),
        (Some(on("2021-02-17")), Some(on("2024-02-17")))
    );
}

#[test]
fn the_year_of_the_programme_follows_from_the_day() {
    let entry = read(("3", "17/02/2021", "2021", "", ""));
    assert_eq!(paper(&entry).unwrap().recognition.programme_year, 2020);
    let entry = read(("3", "17/02/2021", "2019", "", ""));
    assert_eq!(rules(&entry), ["year_unlike_date"]);
    assert_eq!(paper(&entry).unwrap().recognition.programme_year, 2020);
}

#[test]
fn a_year_alone_is_enough_where_it_leaves_nothing_open() {
    let entry = read(("3", "", "2021", "", ""));
    assert_eq!(rules(&entry), [""; 0]);
    let paper = paper(&entry).unwrap();
    assert_eq!(
        (paper.recognition.programme_year, paper.recognition.valid_from),
        (2021, None)
    );
    assert_eq!(paper.office.unit_word().as_deref(), Some("legacy-26"));
}

#[test]
fn without_day_and_year_nothing_is_recorded() {
    let entry = read(("3", "", "", "", ""));
    assert_eq!(
        (rules(&entry), paper(&entry)),
        (vec!["recognition_undated"], None)
    );
    let (remark, severity, column) = said(&entry, "recognition_undated");
    assert_eq!((severity, column), (Severity::Warning, "E"));
    assert!(remark.message.en.contains("not recorded") && remark.message.vi.contains("không được ghi nhận"));
    assert!(entry.is_ready(), "the product is taken over");
}

#[test]
fn one_and_two_stars_have_no_paper() {
    let entry = read(("2 sao", "1/5/2025", "2025", "", ""));
    assert_eq!(
        (rules(&entry), paper(&entry)),
        (vec!["stars_below_recognition"], None)
    );
}

#[test]
fn place_and_set_are_needed_for_a_paper_and_not_for_what_is_asked() {
    let list = format!("{HEADING}\nChè;HTX Mẫu;xã Tân Lập;;3;;2023;;\n");
    let entry = read_all(&list.into_bytes(), &settings(ListKind::Products))
        .0
        .remove(0);
    assert_eq!(
        rules(&entry),
        [
            "ambiguous_unit",
            "product_set_needed",
            "regime_needed",
            "authority_needed"
        ]
    );
    assert_eq!(paper(&entry), None);
}

#[test]
fn a_last_day_without_a_day_is_left_out() {
    let entry = read(("3", "", "2024", "", "1/5/2027"));
    assert_eq!(rules(&entry), ["end_without_start"]);
    assert_eq!(said(&entry, "end_without_start").1, Severity::Warning);
    assert_eq!(said(&entry, "end_without_start").2, "I");
    assert_eq!(paper(&entry).unwrap().recognition.valid_to, None);
    assert_eq!(
        product(&entry).recognitions[0].last_day,
        Some(on("2027-05-01")),
        "as written"
    );
}

#[test]
fn an_end_before_the_recognition_leaves_no_paper() {
    let entry = read(("3", "1/5/2024", "2024", "", "1/5/2023"));
    assert_eq!(rules(&entry), ["end_before_recognition"]);
    assert_eq!((paper(&entry), entry.is_ready()), (None, false));
}

#[test]
fn broken_rules_are_errors_of_the_cells_of_their_recognition() {
    let heading = "Tên sản phẩm;Chủ thể;Xã;Bộ sản phẩm;Hạng sao lần 1;Ngày công nhận lần 1;Năm lần 1;Cơ quan công nhận lần 1;\
                   Hạng sao lần 2;Ngày công nhận lần 2;Năm lần 2;Cơ quan công nhận lần 2";
    let told = |second: &str| {
        let list =
            format!("{heading}\nChè;HTX Mẫu;\"xã Đôn Nhân, huyện Sông Lô\";1;3;1/5/2021;2021;;{second}\n");
        let entry = read_all(&list.into_bytes(), &settings(ListKind::Products))
            .0
            .remove(0);
        let recognitions = &product(&entry).recognitions;
        assert!(
            recognitions[0].paper.is_some() && recognitions[1].paper.is_none(),
            "{second}"
        );
        assert_eq!(recognitions[1].turn, 1);
        let [remark] = entry.remarks.as_slice() else {
            panic!("{second}: {:?}", entry.remarks);
        };
        assert_eq!(remark.severity, Severity::Error);
        (
            remark.column.as_ref().unwrap().letter.clone(),
            remark.rule.clone().into_owned(),
        )
    };
    for (second, column, rule) in [
        ("4;1/12/2026;2026;", "J", "in_the_future"),
        ("4;;2027;", "K", "out_of_range"),
        ("3;1/8/2025;2025;UBND huyện Sông Lô", "L", "no_such_authority"),
    ] {
        assert_eq!(told(second), (column.to_owned(), rule.to_owned()), "{second}");
    }
    let before = read(("3", "1/5/2015", "2015", "", ""));
    assert_eq!(rules(&before), ["date_out_of_range"], "and nothing is asked");
}

#[test]
fn an_error_of_a_date_takes_the_place_of_its_doubt() {
    let year = read(("3", "", "2015", "", ""));
    assert_eq!(rules(&year), ["out_of_range"]);
    assert_eq!(said(&year, "out_of_range").2, "G");
    // A decision of the first quarter belongs to the year before.
    let first = read(("3", "1/2/2018", "2018", "", ""));
    assert_eq!(said(&first, "out_of_range").2, "F");
    let future = read(("3", "1/12/2026", "2026", "", ""));
    assert_eq!(rules(&future), ["in_the_future"]);
}

#[test]
fn the_first_recognition_may_be_the_second_of_the_line() {
    let list = "Tên sản phẩm;Chủ thể;Xã;Bộ sản phẩm;Hạng sao lần 1;Ngày công nhận lần 1;Hạng sao lần 2;Ngày công nhận lần 2\n\
                Chè;HTX Mẫu;\"xã Đôn Nhân, huyện Sông Lô\";1;;;3;1/12/2026\n";
    let entry = read_all(&list.as_bytes().to_vec(), &settings(ListKind::Products))
        .0
        .remove(0);
    assert_eq!(product(&entry).recognitions[0].turn, 1);
    assert_eq!(said(&entry, "in_the_future").2, "H");
}

#[test]
fn potential_five_stars_stay_potential_and_are_the_provinces() {
    let entry = read(("tiềm năng 5 sao", "1/5/2024", "2024", "", ""));
    let paper = paper(&entry).unwrap();
    assert_eq!(
        (
            paper.recognition.stars,
            paper.recognition.potential,
            paper.office.authority
        ),
        (5, true, RecognitionAuthority::Province)
    );
    let entry = read(("5", "1/5/2024", "2024", "", ""));
    assert_eq!(
        self::paper(&entry).unwrap().office.authority,
        RecognitionAuthority::Ministry
    );
}

#[test]
fn a_date_that_cannot_be_read_asks_nothing() {
    let entry = read(("3", "32/1/2025", "2025", "", ""));
    assert_eq!((rules(&entry), paper(&entry)), (vec!["bad_date"], None));
}

#[test]
fn a_year_of_two_regimes_is_asked() {
    for (year, regimes) in [
        ("2023", ["1048-2019", "148-2023"]),
        ("2026", ["148-2023", "26-2026"]),
    ] {
        let entry = read(("4", "", year, "", ""));
        assert_eq!((rules(&entry), paper(&entry)), (vec!["regime_needed"], None));
        assert_eq!(asked(&entry), Some((Topic::Regime, year, regimes.to_vec())));
        assert_eq!(said(&entry, "regime_needed").2, "G");
        let question = said(&entry, "regime_needed").0.question.as_ref().unwrap();
        assert!(question.candidates[1].label.starts_with("Quyết định "));
    }
    assert_eq!(
        asked(&read(("4", "1/5/2023", "2023", "", ""))),
        None,
        "a day tells it"
    );
}

#[test]
fn a_regime_is_answered_for_the_year_or_for_the_list() {
    let mut settings = settings(ListKind::Products);
    let regime = |settings: &PaperSettings<'_>| {
        let entry = entry(("4", "", "2023", "", ""), settings);
        paper(&entry).map_or_else(|| Err(rules(&entry).join(" ")), |paper| Ok(paper.regime.clone()))
    };
    settings.regime = Some("148-2023".to_owned());
    assert_eq!(regime(&settings), Ok("148-2023".to_owned()));
    settings.regime = Some("26-2026".to_owned());
    assert_eq!(
        regime(&settings),
        Err("regime_needed".to_owned()),
        "not of that year"
    );
    settings.answers = support::answers(vec![answer(Topic::Regime, "2023", "1048-2019")]);
    assert_eq!(regime(&settings), Ok("1048-2019".to_owned()));
    for bad in ["26-2026", "77-1999", ""] {
        settings.answers = support::answers(vec![answer(Topic::Regime, "2023", bad)]);
        assert_eq!(regime(&settings), Err("unknown_answer".to_owned()), "{bad}");
    }
}

#[test]
fn repeated_rows_are_known_by_what_is_written() {
    let row = |day: &str| format!("Chè;HTX Mẫu;\"xã Đôn Nhân, huyện Sông Lô\";1;3;{day};;;\n");
    let list = format!(
        "{HEADING}\n{}{}{}",
        row("1/5/2024"),
        row("01/05/2024"),
        row("2/5/2024")
    );
    let (entries, _) = read_all(&list.into_bytes(), &settings(ListKind::Products));
    let repeated: Vec<bool> = entries
        .iter()
        .map(|entry| rules(entry).contains(&"row_repeated"))
        .collect();
    assert_eq!(repeated, [false, true, false]);
}
