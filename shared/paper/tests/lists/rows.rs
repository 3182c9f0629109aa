//! What rows say: values, units, plausibility, lists of producers and of score sheets.

use crate::support::{self, answer, on, product, read_all, rules, settings};
use domain::units::{Generation, Level, UnitRef};
use paper::{ListKind, ListedContent, ListedEntry, ListedProduct, PaperSettings, Severity, Topic};

fn read(heading: &str, rows: &[&str], settings: &PaperSettings<'_>) -> Vec<ListedEntry> {
    let list = format!("{heading}\n{}\n", rows.join("\n"));
    read_all(&list.into_bytes(), settings).0
}

fn products(heading: &str, rows: &[&str]) -> Vec<ListedEntry> {
    read(heading, rows, &settings(ListKind::Products))
}

/// The rules that are said of one recognition.
fn of_recognition(stars: &str, day: &str, year: &str, end: &str) -> Vec<&'static str> {
    let row = format!("Chè;HTX Mẫu;xã Đôn Nhân;{stars};{day};{year};{end}");
    let entries = products(
        "Tên sản phẩm;Chủ thể;Xã;Hạng sao;Ngày công nhận;Năm;Ngày hết hạn",
        &[&row],
    );
    let mut said = rules(&entries[0]);
    said.retain(|rule| *rule != "product_set_needed");
    said
}

#[test]
fn the_end_is_the_corresponding_day_or_the_day_before() {
    for end in ["23/12/2022", "22/12/2022", "", "23-12-22"] {
        assert_eq!(of_recognition("3", "23/12/2019", "2019", end), [""; 0], "{end}");
    }
    for end in ["24/12/2022", "21/12/2022", "23/12/2021"] {
        assert_eq!(
            of_recognition("3", "23/12/2019", "2019", end),
            ["end_unlike_term"],
            "{end}"
        );
    }
    assert_eq!(of_recognition("3", "29/2/2024", "2024", "28/2/2027"), [""; 0]);
    assert_eq!(of_recognition("3", "31/8/2023", "2023", "31/8/2026"), [""; 0]);
    assert_eq!(
        of_recognition("3", "23/12/2019", "2019", "1/1/2019"),
        ["end_before_recognition"]
    );
}

#[test]
fn what_is_not_likely_is_a_warning() {
    assert_eq!(of_recognition("3", "1/5/2025", "2024", ""), ["year_unlike_date"]);
    assert_eq!(
        of_recognition("3", "1/12/2026", "2026", ""),
        ["recognition_in_future"]
    );
    assert_eq!(of_recognition("3", "30/11/2026", "2026", ""), [""; 0], "today");
    assert_eq!(of_recognition("3", "", "2027", ""), ["recognition_in_future"]);
    assert_eq!(
        of_recognition("2 sao", "1/5/2025", "2025", ""),
        ["stars_below_recognition"]
    );
    assert_eq!(
        of_recognition("3", "1/5/2015", "2015", ""),
        ["recognition_before_programme"]
    );
    assert_eq!(of_recognition("3", "", "", ""), ["recognition_undated"]);
    assert_eq!(of_recognition("0", "", "", ""), [""; 0]);
    assert_eq!(of_recognition("", "1/5/2025", "", ""), ["stars_missing"]);
    assert_eq!(
        of_recognition("9", "32/1/2025", "x", ""),
        ["bad_stars", "bad_date", "bad_year"]
    );
    assert_eq!(of_recognition("3", "2024", "", ""), ["day_missing"]);
    assert_eq!(
        of_recognition("3", "2025", "", ""),
        ["day_missing", "authority_needed"],
        "districts until July, then provinces"
    );
}

#[test]
fn stars_now_are_those_of_the_latest_recognition() {
    let heading =
        "Tên sản phẩm;Chủ thể;Xã;Hạng sao hiện tại;Hạng sao lần 1;Năm lần 1;Hạng sao lần 2;Năm lần 2";
    let entries = products(
        heading,
        &[
            "Chè;HTX Mẫu;Đôn Nhân;4;3;2021;4;2024",
            "Mật;HTX Mẫu;Đôn Nhân;3;3;2021;4;2024",
        ],
    );
    assert!(!rules(&entries[0]).contains(&"stars_unlike_latest"));
    assert!(rules(&entries[1]).contains(&"stars_unlike_latest"));
    let entries = products(
        "Tên sản phẩm;Chủ thể;Hạng sao lần 1;Ngày công nhận lần 1;Hạng sao lần 2;Ngày công nhận lần 2",
        &["Chè;HTX Mẫu;3;1/2/2024;4;1/2/2021"],
    );
    assert!(rules(&entries[0]).contains(&"recognitions_out_of_order"));
}

#[test]
fn years_that_rise_row_by_row_are_told() {
    let heading = "Tên sản phẩm;Chủ thể;Hạng sao;Năm";
    let dragged = products(
        heading,
        &[
            "A;HTX;3;2020",
            "B;HTX;3;2021",
            "C;HTX;3;2022",
            "D;HTX;3;2023",
            "E;HTX;3;2024",
            "F;HTX;3;2024",
        ],
    );
    let told: Vec<bool> = dragged
        .iter()
        .map(|entry| rules(entry).contains(&"years_dragged"))
        .collect();
    assert_eq!(told, [false, false, false, true, true, false]);
    let heading = "Tên sản phẩm;Chủ thể;Hạng sao;Ngày công nhận";
    let dates = products(
        heading,
        &[
            "A;HTX;3;1/5/2020",
            "B;HTX;3;1/5/2021",
            "C;HTX;3;1/5/2022",
            "D;HTX;3;1/5/2023",
        ],
    );
    assert!(rules(&dates[3]).contains(&"years_dragged"));
    let others = products(
        heading,
        &[
            "A;HTX;3;1/5/2020",
            "B;HTX;3;7/6/2021",
            "C;HTX;3;1/9/2022",
            "D;HTX;3;3/12/2023",
        ],
    );
    assert!(
        !rules(&others[3]).contains(&"years_dragged"),
        "decisions of four years"
    );
}

#[test]
fn longitude_and_latitude_are_told_apart() {
    let heading = "Tên sản phẩm;Chủ thể;Hạng sao;Năm;Kinh độ;Vĩ độ";
    let entries = products(
        heading,
        &[
            "A;HTX;3;2024;105,83;21,02",
            "B;HTX;3;2024;21.02;105.83",
            "C;HTX;3;2024;2.3;48.8",
            "D;HTX;3;2024;x;21",
        ],
    );
    let said = |at: usize| {
        rules(&entries[at])
            .into_iter()
            .filter(|rule| rule.contains("coordinates") || rule.contains("degrees"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(0), [""; 0]);
    assert_eq!(said(1), ["coordinates_exchanged"]);
    assert_eq!(said(2), ["coordinates_outside"]);
    assert_eq!(said(3), ["bad_degrees"]);
    assert_eq!(product(&entries[0]).longitude, Some(105.83));
}

#[test]
fn decisions_may_have_their_day_with_them() {
    let entries = products(
        "Tên sản phẩm;Chủ thể;Hạng sao;Số Quyết định",
        &["Chè;HTX Mẫu;4;385/QĐ-UBND ngày 17/02/2021"],
    );
    let recognition = &product(&entries[0]).recognitions[0];
    assert_eq!(
        (recognition.decision.as_deref(), recognition.decided_on),
        (Some("385/QĐ-UBND"), Some(on("2021-02-17")))
    );
}

fn commune(
    place: &str,
    settings: &PaperSettings<'_>,
) -> Result<(Generation, String, String), (String, Vec<String>)> {
    let entries = read(
        "Tên sản phẩm\tChủ thể\tXã, phường\tHạng sao\tNăm",
        &[&format!("Chè\tHTX Mẫu\t{place}\t3\t2024")],
        settings,
    );
    let product: &ListedProduct = product(&entries[0]);
    match &product.producer.place {
        Some(place) => Ok((
            place.generation,
            place.current_commune.clone(),
            place.legacy_commune.clone().unwrap_or_default(),
        )),
        None => {
            let question = entries[0]
                .remarks
                .iter()
                .filter_map(|remark| remark.question.as_ref())
                .find(|question| question.kind == Topic::Unit)
                .unwrap();
            Err((
                question.written.clone(),
                question.candidates.iter().map(|one| one.value.clone()).collect(),
            ))
        }
    }
}

fn scoped(generation: Generation, level: Level, code: &str) -> PaperSettings<'static> {
    PaperSettings {
        scope: Some(UnitRef::new(generation, level, code)),
        ..settings(ListKind::Products)
    }
}

#[test]
fn units_are_found_in_every_spelling() {
    let tra_vinh = scoped(Generation::Legacy, Level::Province, "84");
    let ho_chi_minh = scoped(Generation::Current, Level::Province, "79");
    let anywhere = settings(ListKind::Products);
    // The same name with and without the word for its kind, with the units above, in spellings of one name.
    for written in [
        "Tân Nhựt",
        "xã Tân Nhựt",
        "X. Tân Nhựt",
        "XÃ TÂN NHỰT",
        "Tân  Nhựt, TP.HCM",
        "xã Tân Nhựt, thành phố Hồ Chí Minh",
    ] {
        assert_eq!(
            commune(written, &ho_chi_minh).map(|found| found.1),
            Ok("27595".to_owned()),
            "{written}"
        );
    }
    for written in [
        "xã Đôn Nhân, huyện Sông Lô, tỉnh Vĩnh Phúc",
        "Đôn Nhân - huyện Sông Lô",
        "Xã Đôn Nhân huyện Sông Lô",
    ] {
        assert_eq!(
            commune(written, &anywhere).map(|found| (found.0, found.2)),
            Ok((Generation::Legacy, "08806".to_owned())),
            "{written}"
        );
    }
    // Tone marks, i/y, hyphens, apostrophes, blanks.
    for (written, own) in [
        ("xã Hoà Tân, huyện Cầu Kè", "Xã Hòa Tân"),
        ("xã Hòa Ân, huyện Cầu Kè", "Xã Hòa Ân"),
    ] {
        let found = commune(written, &tra_vinh).unwrap();
        let unit = support::units()
            .find(&UnitRef::new(Generation::Legacy, Level::Commune, &found.2))
            .unwrap();
        assert_eq!(unit.name, own);
    }
    for (written, own) in [
        ("xã Avương, tỉnh Đà Nẵng", "A Vương"),
        ("xã A Vương, thành phố Đà Nẵng", "A Vương"),
        ("xã Laêê, thành phố Đà Nẵng", "La Êê"),
        ("Đinh Văn - Lâm Hà, tỉnh Lâm Đồng", "Đinh Văn Lâm Hà"),
        ("xã Ea H’leo, tỉnh Đắk Lắk", "Ea H'Leo"),
    ] {
        let found = commune(written, &anywhere).map(|found| found.1);
        let code = found.unwrap_or_else(|asked| panic!("{written}: {asked:?}"));
        let unit = support::units()
            .find(&UnitRef::new(Generation::Current, Level::Commune, &code))
            .unwrap();
        assert_eq!(
            domain::spelling::key(&unit.name),
            domain::spelling::key(&format!("xã {own}")),
            "{written}"
        );
    }
}

#[test]
fn units_that_may_be_several_are_asked() {
    let anywhere = settings(ListKind::Products);
    let (written, offered) = commune("xã Tân Lập", &anywhere).unwrap_err();
    assert_eq!(written, "xã Tân Lập");
    assert!(offered.len() > 5);
    // Another tone is another name: offered, not taken.
    let (_, offered) = commune(
        "An Thời Đông",
        &scoped(Generation::Current, Level::Province, "79"),
    )
    .unwrap_err();
    assert_eq!(offered[0], "current/27673");
    // Without diacritics nothing is sure.
    assert!(commune("Tan Nhut", &scoped(Generation::Current, Level::Province, "79")).is_err());
    // Another kind than the unit has.
    let (_, offered) = commune(
        "phường Tân Nhựt",
        &scoped(Generation::Current, Level::Province, "79"),
    )
    .unwrap_err();
    assert!(offered.contains(&"current/27595".to_owned()), "{offered:?}");
    // A district that there is not.
    assert!(commune("xã Đôn Nhân, huyện Sông Lơ", &anywhere).is_err());
    // A former commune that was split needs its successor.
    let (_, offered) = commune("xã An Thới Đông, huyện Cần Giờ", &anywhere).unwrap_err();
    assert!(offered.contains(&"legacy/27673/27667".to_owned()), "{offered:?}");
    // A code that there is in both generations.
    assert_eq!(
        commune("27595", &anywhere).map(|found| found.1),
        Ok("27595".to_owned()),
        "both lead to one commune of today"
    );
    assert!(commune("99999", &anywhere).is_err());
}

#[test]
fn an_answer_settles_a_unit_for_the_whole_file() {
    let mut settings = settings(ListKind::Products);
    settings.answers = support::answers(vec![
        answer(Topic::Unit, "xã An Thời Đông", "legacy/27673/27667"),
        answer(Topic::Unit, "Hai", "current/00000"),
        answer(Topic::Unit, "Ba", "legacy/27673"),
    ]);
    assert_eq!(
        commune("An Thời Đông", &settings),
        Ok((Generation::Legacy, "27667".to_owned(), "27673".to_owned()))
    );
    let said = |place: &str| {
        let entries = read(
            "Tên sản phẩm\tChủ thể\tXã\tHạng sao",
            &[&format!("Chè\tHTX\t{place}\t3")],
            &settings,
        );
        rules(&entries[0])
    };
    assert!(said("Hai").contains(&"unknown_answer"));
    assert!(said("Ba").contains(&"successor_needed"));
}

#[test]
fn a_generation_says_which_of_two_units_is_meant() {
    let mut settings = scoped(Generation::Current, Level::Province, "79");
    settings.generation = Some(Generation::Legacy);
    assert_eq!(
        commune("Tân Nhựt", &settings),
        Ok((Generation::Legacy, "27595".to_owned(), "27613".to_owned()))
    );
    settings.generation = Some(Generation::Current);
    assert_eq!(
        commune("Tân Nhựt", &settings).map(|found| found.0),
        Ok(Generation::Current)
    );
}

#[test]
fn a_list_of_producers() {
    let settings = settings(ListKind::Producers);
    let entries = read(
        "TT;Tên chủ thể;Loại hình;Mã số thuế;Xã, phường;Người đại diện;Giới tính;Điện thoại;Email",
        &[
            "1;HTX Mẫu;HTX;100109106;xã Đôn Nhân, huyện Sông Lô;Trần Thị Mẫu;Nữ;912345678;a@b.vn",
            "2;Bà Mẫu;;12;xã Đôn Nhân, huyện Sông Lô;;?;không;xx",
        ],
        &settings,
    );
    assert_eq!(rules(&entries[0]), [""; 0]);
    assert!(entries[0].is_ready());
    let Some(ListedContent::Producer(producer)) = &entries[0].content else {
        panic!()
    };
    assert_eq!(producer.tax_code.as_deref(), Some("0100109106"));
    assert_eq!(producer.phone.as_deref(), Some("0912345678"));
    let draft = producer.draft().unwrap();
    assert_eq!(
        draft.representative.gender.map(|gender| gender.as_str()),
        Some("female")
    );
    assert_eq!(
        rules(&entries[1]),
        [
            "bad_gender",
            "unknown_producer_kind",
            "bad_tax_code",
            "bad_phone",
            "bad_email"
        ]
    );
    let severity = |rule: &str| {
        entries[1]
            .remarks
            .iter()
            .find(|remark| remark.rule == rule)
            .unwrap()
            .severity
    };
    assert_eq!(
        (
            severity("bad_tax_code"),
            severity("bad_phone"),
            severity("unknown_producer_kind")
        ),
        (Severity::Error, Severity::Warning, Severity::Question)
    );
}

#[test]
fn a_list_of_score_sheets() {
    let settings = settings(ListKind::ScoreSheets);
    let entries = read(
        "TT;Mã hồ sơ;Bộ sản phẩm;Thành viên;A.1.1;A.1.2 Liên kết;Z",
        &[
            "1;HS-1;1;Nguyễn Văn Mẫu;2;1;x",
            "2;HS-1;1;Trần Thị Mẫu;0;-;x",
            "3;;1;Ai;99;y;x",
        ],
        &settings,
    );
    let sheet = |at: usize| match &entries[at].content {
        Some(ListedContent::ScoreSheet(sheet)) => sheet,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        sheet(0).answers,
        [("A.1.1".to_owned(), 2), ("A.1.2".to_owned(), 1)]
    );
    assert_eq!(
        (sheet(0).dossier.as_deref(), sheet(0).assessor.as_deref()),
        (Some("HS-1"), Some("Nguyễn Văn Mẫu"))
    );
    assert_eq!(sheet(1).answers, []);
    assert!(entries[0].is_ready() && entries[1].is_ready());
    assert_eq!(
        rules(&entries[2]),
        ["required", "unknown_option", "unknown_option"]
    );
    let entries = read("Mã hồ sơ;Bộ sản phẩm;A.1.1;A.9.9", &["HS-1;1;1;1"], &settings);
    assert_eq!(rules(&entries[0]), ["unknown_criterion"]);
}
