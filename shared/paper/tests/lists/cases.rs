//! The files of `tests/cases` with the outcome that people who know them expect.

use crate::support::{self, answer, on, product, read_all, rules, settings};
use chrono::NaiveDate;
use domain::recognition::CheckedPaper;
use domain::units::{Generation, Level, UnitRef};
use paper::{ListKind, ListedEntry, ListedProduct, PaperAnswer, PaperField, PaperSummary, Severity, Topic};
use std::collections::BTreeMap;

fn case(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn workbook(answers: Vec<PaperAnswer>) -> (Vec<ListedEntry>, PaperSummary) {
    let file = case("workbook-two-header-rows.xlsx");
    let mut settings = settings(ListKind::Products);
    settings.scope = Some(UnitRef::new(Generation::Current, Level::Province, "79"));
    settings.answers = support::answers(answers);
    read_all(&file, &settings)
}

#[test]
fn a_departments_workbook_with_two_lines_of_headings() {
    let (entries, summary) = workbook(vec![]);
    assert_eq!(summary.sheet.as_deref(), Some("Loc"));
    assert_eq!(
        entries.iter().map(|entry| entry.row).collect::<Vec<_>>(),
        [5, 6, 7, 8]
    );
    assert_eq!((summary.products, summary.producers), (4, 2));
    let skipped: Vec<_> = summary
        .skipped
        .iter()
        .map(|line| (line.row, line.why.as_str()))
        .collect();
    assert_eq!(skipped, [(9, "sum")], "the footer is no row");

    let a = product(&entries[0]);
    assert_eq!(a.name, "Sản phẩm A");
    assert_eq!(
        a.producer.place.as_ref().unwrap().current_commune,
        "27595",
        "Tân Nhựt"
    );
    assert_eq!(a.recognitions.len(), 2);
    assert_eq!(a.recognitions[0].decided_on, Some(on("2024-01-02")));
    assert_eq!(a.recognitions[1].decided_on, Some(on("2026-02-03")));
    assert_eq!(a.recognitions[1].last_day, Some(on("2029-02-03")));
    assert_eq!(a.recognitions[1].decision.as_deref(), Some("200/QĐ"));
    assert_eq!(a.recognitions[0].last_day, None);

    let b = product(&entries[1]);
    assert_eq!(b.producer.name, "Hợp tác xã Mẫu", "merged cells");
    assert_eq!(b.producer.identity(), a.producer.identity());
    assert_eq!(b.producer.phone.as_deref(), Some("0900000001"));
    assert_eq!(b.recognitions.len(), 1);
    assert_eq!(b.recognitions[0].decided_on, Some(on("2025-05-01")));
    // Nothing is said of these two but what is asked of every product.
    for entry in &entries[..2] {
        assert_eq!(rules(entry), ["product_set_needed"], "row {}", entry.row);
    }
}

#[test]
fn the_rows_of_the_workbook_with_faults() {
    let (entries, summary) = workbook(vec![]);
    let (seven, eight) = (&entries[2], &entries[3]);
    let c = product(seven);
    assert_eq!(c.stars_now.unwrap().stars, 3);
    assert_eq!(c.recognitions[0].last_day, Some(on("2028-01-01")));
    assert_eq!(
        (c.recognitions[0].decided_on, c.recognitions[0].year),
        (Some(on("2025-01-01")), Some(2024))
    );
    assert_eq!(c.producer.phone.as_deref(), Some("0900000002"));
    assert_eq!(
        rules(seven),
        ["unknown_unit", "product_set_needed", "year_unlike_date"]
    );
    let asked = seven.remarks[0].question.as_ref().unwrap();
    assert_eq!(
        (asked.kind, asked.written.as_str()),
        (Topic::Unit, "An Thời Đông")
    );
    assert!(
        asked
            .candidates
            .iter()
            .any(|candidate| candidate.value == "current/27673"),
        "{asked:?}"
    );
    let column = seven.remarks[0].column.as_ref().unwrap();
    assert_eq!(
        (column.letter.as_str(), seven.remarks[0].value.as_deref()),
        ("F", Some("An Thời Đông"))
    );

    let d = product(eight);
    assert_eq!(d.producer.name, "Hộ kinh doanh Mẫu");
    assert_eq!(d.recognitions[0].decided_on, Some(on("2022-12-05")));
    assert_eq!(d.recognitions[1].decided_on, Some(on("2026-03-19")));
    assert_eq!(d.recognitions[1].last_day, Some(on("2025-12-09")));
    assert_eq!(
        rules(eight),
        [
            "formula_without_value",
            "owner_carried_on",
            "unknown_unit",
            "product_set_needed",
            "end_before_recognition"
        ]
    );
    let told = |rule: &str| {
        let remark = eight.remarks.iter().find(|remark| remark.rule == rule).unwrap();
        (remark.severity, remark.column.as_ref().unwrap().letter.clone())
    };
    assert_eq!(told("formula_without_value"), (Severity::Warning, "F".to_owned()));
    assert_eq!(told("owner_carried_on"), (Severity::Warning, "E".to_owned()));
    assert_eq!(told("end_before_recognition"), (Severity::Error, "K".to_owned()));
    let units = summary
        .questions
        .iter()
        .filter(|question| question.kind == Topic::Unit);
    assert_eq!(units.count(), 1, "asked once for the run");
}

#[test]
fn the_answers_make_the_workbook_ready_but_for_its_error() {
    let set = |name: &str| answer(Topic::ProductSet, name, "1");
    let (entries, summary) = workbook(vec![
        answer(Topic::Unit, "xã An Thời Đông", "current/27673"),
        set("Thực phẩm"),
        set("Đồ uống"),
    ]);
    assert_eq!(summary.questions, []);
    assert_eq!(
        entries.iter().map(ListedEntry::is_ready).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    let offices: Vec<Vec<Option<String>>> = entries
        .iter()
        .map(|entry| {
            let papers = product(entry).recognitions.iter().map(|one| one.paper.as_ref());
            let unit = |paper: &CheckedPaper| paper.office.unit_word().unwrap_or_default();
            papers.map(|paper| paper.map(unit)).collect()
        })
        .collect();
    let unit = |word: &str| Some(word.to_owned());
    assert_eq!(
        offices,
        [
            vec![unit("legacy-79"), unit("current-79")],
            vec![unit("legacy-79")],
            vec![unit("legacy-787")],
            vec![unit("legacy-79"), None]
        ],
        "the last one ends before it begins"
    );
    assert_eq!(
        product(&entries[3])
            .producer
            .place
            .as_ref()
            .unwrap()
            .current_commune,
        "27673"
    );
}

fn former_province(product: &ListedProduct) -> String {
    let place = product
        .producer
        .place
        .as_ref()
        .map(|place| place.legacy_province.clone());
    let within = || {
        let unit = product.producer.within.as_ref().unwrap();
        support::units().find(unit).unwrap().province_code.clone()
    };
    place.unwrap_or_else(within)
}

#[test]
fn sixty_products_of_lam_dong() {
    let file = case("lamdong-2025-2026.csv");
    let (entries, summary) = read_all(&file, &settings(ListKind::Products));
    assert_eq!((summary.rows, summary.products), (60, 60));
    let products: Vec<_> = entries.iter().map(product).collect();
    let stars = |stars: u8| {
        products
            .iter()
            .filter(|product| product.recognitions[0].stars.stars == stars)
            .count()
    };
    assert_eq!((stars(3), stars(4)), (44, 16));
    let mut provinces: BTreeMap<String, usize> = BTreeMap::new();
    for product in &products {
        *provinces.entry(former_province(product)).or_default() += 1;
    }
    assert_eq!(
        provinces,
        BTreeMap::from([("68".into(), 25), ("67".into(), 20), ("60".into(), 15)])
    );
    let today = |product: &&&ListedProduct| {
        product
            .producer
            .place
            .as_ref()
            .is_some_and(|place| place.current_province == "68")
    };
    assert_eq!(products.iter().filter(today).count(), 58, "and two are asked");
    let held = |day: NaiveDate| {
        let holds = |product: &&&ListedProduct| {
            let recognition = &product.recognitions[0];
            recognition
                .decided_on
                .zip(recognition.last_day)
                .is_some_and(|(from, to)| from <= day && day <= to)
        };
        products.iter().filter(holds).count()
    };
    assert_eq!((held(on("2025-06-30")), held(on("2026-08-05"))), (15, 24));
    let undated = products
        .iter()
        .filter(|product| product.recognitions[0].decided_on.is_none());
    assert!(
        undated
            .clone()
            .all(|product| product.recognitions[0].year.is_some())
    );
    assert_eq!(undated.count(), 36);
    let twins: Vec<_> = products
        .iter()
        .filter(|product| product.name == "Chanh dây sấy dẻo")
        .collect();
    assert_eq!(twins.len(), 2);
    assert_ne!(twins[0].identity(), twins[1].identity());
}

#[test]
fn what_lam_dong_leaves_open_is_asked() {
    let file = case("lamdong-2025-2026.csv");
    let (entries, summary) = read_all(&file, &settings(ListKind::Products));
    let missing: Vec<_> = entries
        .iter()
        .filter(|entry| rules(entry).contains(&"unit_missing"))
        .collect();
    assert_eq!(
        missing
            .iter()
            .map(|entry| product(entry).name.as_str())
            .collect::<Vec<_>>(),
        ["Rong nho", "Rong nho tách nước"]
    );
    let groups: Vec<_> = entries
        .iter()
        .map(product)
        .map(|one| {
            (
                one.group_written.as_deref().unwrap(),
                one.group.as_deref().unwrap(),
            )
        })
        .collect();
    for (written, group) in [("Thảo dược", "III"), ("Đồ uống", "II"), ("Thực phẩm", "I")] {
        assert!(groups.iter().any(|one| one.0 == written));
        assert!(
            groups
                .iter()
                .filter(|one| one.0 == written)
                .all(|one| one.1 == group)
        );
    }
    assert!(
        entries
            .iter()
            .all(|entry| rules(entry).contains(&"product_set_needed"))
    );
    assert!(entries.iter().all(|entry| product(entry).product_set.is_none()));
    assert_eq!(summary.rules.get("unknown_unit"), None);
    assert_eq!(summary.rules.get("ambiguous_unit"), None);
    assert_eq!(summary.rules.get("bad_date"), None);
    let kinds: Vec<_> = summary
        .questions
        .iter()
        .filter(|one| one.kind == Topic::ProducerKind)
        .map(|one| one.written.as_str())
        .collect();
    assert_eq!(kinds, ["Cơ sở sản xuất"]);
}

/// How many papers there are of a year, with a day or without, and of an office.
type Offices = BTreeMap<(i32, bool, String), usize>;

/// Lâm Đồng's list with the sets of its products, and its papers by their year, whether the day is known, and their office.
fn lam_dongs_papers(mapping: &[(&str, PaperField)]) -> (Vec<ListedEntry>, Offices) {
    let mut settings = settings(ListKind::Products);
    let sets = [("Thực phẩm", "1"), ("Đồ uống", "8"), ("Thảo dược", "14")];
    let sets = sets.map(|(group, set)| answer(Topic::ProductSet, group, set));
    settings.answers = support::answers(sets.to_vec());
    settings.mapping = mapping
        .iter()
        .map(|(name, field)| ((*name).to_owned(), *field))
        .collect();
    let (entries, _) = read_all(&case("lamdong-2025-2026.csv"), &settings);
    let mut offices: Offices = BTreeMap::new();
    for recognition in entries.iter().flat_map(|entry| &product(entry).recognitions) {
        let Some(paper) = &recognition.paper else {
            continue;
        };
        let unit = paper.office.unit_word().unwrap_or_default();
        let office = format!("{} {unit}", paper.office.authority);
        let key = (
            paper.recognition.programme_year,
            recognition.decided_on.is_some(),
            office,
        );
        *offices.entry(key).or_default() += 1;
    }
    (entries, offices)
}

fn counts<const N: usize>(counts: [(i32, bool, &str, usize); N]) -> Offices {
    let keyed = counts.map(|(year, dated, office, count)| ((year, dated, office.to_owned()), count));
    keyed.into()
}

#[test]
fn lam_dongs_recognitions_are_papers_where_the_year_suffices() {
    let (entries, offices) = lam_dongs_papers(&[]);
    let dated = [
        (2025, true, "district legacy-662", 2),
        (2025, true, "district legacy-665", 8),
        (2025, true, "province legacy-67", 5),
        (2026, true, "province current-68", 9),
    ];
    let undated = [
        (2024, false, "district legacy-599", 3),
        (2025, false, "district legacy-678", 22),
        (2025, false, "province legacy-60", 9),
    ];
    let mut all = counts(dated);
    all.extend(counts(undated));
    assert_eq!(offices, all);
    let without: Vec<_> = entries
        .iter()
        .filter(|entry| product(entry).recognitions[0].paper.is_none())
        .map(rules)
        .collect();
    assert_eq!(without, [["unit_missing"], ["unit_missing"]]);

    // Without who decided, the law leaves three stars in 2025 open, and without a day nobody knows which province it was.
    let (entries, offices) = lam_dongs_papers(&[("authority", PaperField::Ignored)]);
    let mut all = counts(dated);
    all.extend(counts([
        (2024, false, "district legacy-599", 3),
        (2025, false, "province ", 9),
    ]));
    assert_eq!(offices, all);
    let asked: Vec<_> = entries
        .iter()
        .flat_map(|entry| &entry.remarks)
        .filter_map(|remark| remark.question.as_ref())
        .filter(|question| question.kind == Topic::Authority)
        .map(|question| question.written.as_str())
        .collect();
    assert_eq!(asked, ["2025"; 22]);
}

#[test]
fn names_with_blanks_and_two_things_in_one_cell() {
    let file = case("names-with-blanks.csv");
    let mut settings = settings(ListKind::Products);
    settings.scope = Some(UnitRef::new(Generation::Legacy, Level::District, "845"));
    let district = support::units().find(settings.scope.as_ref().unwrap()).unwrap();
    assert_eq!(district.name, "Huyện Cầu Kè");
    settings.generation = Some(Generation::Legacy);
    let (entries, summary) = read_all(&file, &settings);
    assert_eq!(summary.products, 20);
    let products: Vec<_> = entries.iter().map(product).collect();
    assert!(products.iter().all(|product| product.name.trim() == product.name));
    let find = |name: &str| *products.iter().find(|product| product.name == name).unwrap();
    assert_eq!(
        find("Khô ếch Minh Nhựt").producer.name,
        "Doanh nghiệp giống thủy sản Minh Nhựt"
    );
    let kind = |name: &str| find(name).producer.kind.map(|kind| kind.as_str());
    assert_eq!(kind("Cam sành"), Some("cooperative"), "HTXNN");
    assert_eq!(kind("Chả ốc bươu"), Some("household"), "Hộ SXKD");
    assert_eq!(kind("Bún sạch Tam Ngãi"), Some("household"), "Hộ kinh doanh");
    assert_eq!(kind("Nhãn xuồng cơm vàng"), Some("cooperative_group"));
    assert_eq!(kind("Bánh ống gạo dừa"), None, "asked");
    let kinds: Vec<_> = summary
        .questions
        .iter()
        .filter(|one| one.kind == Topic::ProducerKind)
        .map(|one| one.written.as_str())
        .collect();
    assert_eq!(kinds, ["Cơ sở sản xuất"]);
    assert_eq!(find("Chả ốc bươu").recognitions, [], "star 0");
    assert_eq!(find("Dừa sáp sợi VICOSAP").recognitions[0].stars.stars, 5);
    for product in &products {
        let place = product.producer.place.as_ref().unwrap();
        assert_eq!(place.legacy_district, "845", "{}", product.name);
    }
}

#[test]
fn reading_twice_says_the_same() {
    for name in [
        "workbook-two-header-rows.xlsx",
        "lamdong-2025-2026.csv",
        "names-with-blanks.csv",
    ] {
        let file = case(name);
        let settings = settings(ListKind::Products);
        assert_eq!(read_all(&file, &settings).0, read_all(&file, &settings).0);
    }
}
