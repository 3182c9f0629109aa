//! Who recognised: by the text, an answer, the list, the law; else asked.

use crate::support::{self, answer, product, read_all, rules, settings};
use domain::criteria::RecognitionAuthority;
use paper::{ListKind, ListedEntry, PaperSettings, Topic};

const VINH_PHUC: &str = "xã Đôn Nhân, huyện Sông Lô, tỉnh Vĩnh Phúc";
const HA_NOI: &str = "xã Bắc Sơn, huyện Sóc Sơn, thành phố Hà Nội";
const CAO_BANG: &str = "phường Hợp Giang, thành phố Cao Bằng, tỉnh Cao Bằng";
const BINH_THUAN: &str = "xã Bắc Ruộng, huyện Tánh Linh, tỉnh Bình Thuận";

fn entries(
    place: &str,
    (stars, day, year): (&str, &str, &str),
    authorities: &[&str],
    settings: &PaperSettings<'_>,
) -> Vec<ListedEntry> {
    let row = |authority: &&str| format!("Chè;HTX Mẫu;\"{place}\";1;{stars};{day};{year};{authority}\n");
    let rows: String = authorities.iter().map(row).collect();
    let heading = "Tên sản phẩm;Chủ thể;Xã;Bộ sản phẩm;Hạng sao;Ngày công nhận;Năm;Cơ quan công nhận\n";
    read_all(&(heading.to_owned() + &rows).into_bytes(), settings).0
}

fn entry(
    place: &str,
    recognition: (&str, &str, &str),
    authority: &str,
    settings: &PaperSettings<'_>,
) -> ListedEntry {
    entries(place, recognition, &[authority], settings).remove(0)
}

/// The office that the paper has, or what is said of the row.
fn office(entry: &ListedEntry) -> Result<String, String> {
    let paper = product(entry).recognitions[0].paper.as_ref();
    paper.map_or_else(
        || Err(rules(entry).join(" ")),
        |paper| {
            let unit = paper.office.unit_word().unwrap_or_default();
            Ok(format!("{} {unit}", paper.office.authority).trim().to_owned())
        },
    )
}

/// What three stars of a day in 2024 come to, by each text.
fn check(place: &str, texts: &[&str], expected: &Result<String, String>) {
    let recognition = ("3", "1/5/2024", "");
    let entries = entries(place, recognition, texts, &settings(ListKind::Products));
    assert_eq!(entries.len(), texts.len());
    for (entry, text) in entries.iter().zip(texts) {
        assert_eq!(office(entry), *expected, "{text}");
    }
}

fn ok(office: &str) -> Result<String, String> {
    Ok(office.to_owned())
}

fn question() -> Result<String, String> {
    Err("authority_needed".to_owned())
}

#[test]
fn the_text_says_the_level() {
    check(
        VINH_PHUC,
        &[
            "UBND huyện Sông Lô",
            "Ủy ban nhân dân huyện Sông Lô",
            "UỶ BAN NHÂN DÂN HUYỆN SÔNG LÔ",
            "Chủ tịch UBND huyện Sông Lô, tỉnh Vĩnh Phúc",
            "UBND H. Sông Lô",
            "UBND H Sông Lô",
            "huyện Sông Lô (cũ)",
            "UBND huyen Song Lo",
            "UBND huyện",
            "Cấp huyện",
            "Huyện",
            "UBND Sông Lô",
            "Song Lo district",
            "District",
        ],
        &ok("district legacy-253"),
    );
    check(
        VINH_PHUC,
        &[
            "UBND tỉnh Vĩnh Phúc",
            "UBND Tỉnh Vĩnh Phúc cũ",
            "Quyết định của UBND tỉnh Vĩnh Phúc",
            "UBND tỉnh Phú Thọ",
            "Hội đồng OCOP tỉnh Vĩnh Phúc",
            "UBND tinh Vinh Phuc",
            "Cấp tỉnh",
            "UBND tỉnh",
            "tỉnh",
            "Vĩnh Phúc",
            "People's Committee of Vinh Phuc province",
        ],
        &ok("province legacy-26"),
    );
    check(
        VINH_PHUC,
        &[
            "Bộ Nông nghiệp và PTNT",
            "BỘ NN&PTNT",
            "Bộ",
            "Hội đồng OCOP Trung ương",
            "TW",
            "Bo Nong nghiep va Moi truong",
            "Ministry of Agriculture",
            "Bộ Lao động, Thương binh và Xã hội",
        ],
        &ok("ministry"),
    );
}

#[test]
fn words_are_taken_by_their_letters() {
    let quang_binh = "xã Cự Nẫm, huyện Bố Trạch, tỉnh Quảng Bình";
    let texts = [
        "UBND huyện Bố Trạch",
        "UBND Bố Trạch",
        "huyện Bố Trạch, tỉnh Quảng Trị",
    ];
    check(quang_binh, &texts, &ok("district legacy-455"));
}

#[test]
fn a_city_is_the_province_or_the_district_of_the_row() {
    check(
        HA_NOI,
        &[
            "UBND thành phố Hà Nội",
            "UBND TP Hà Nội",
            "UBND TP. Hà Nội",
            "Thành phố Hà Nội",
        ],
        &ok("province legacy-01"),
    );
    check(
        HA_NOI,
        &["UBND huyện Sóc Sơn, TP. Hà Nội"],
        &ok("district legacy-016"),
    );
    check(
        CAO_BANG,
        &[
            "UBND thành phố Cao Bằng",
            "UBND TP Cao Bằng",
            "UBND TP Cao Bằng, tỉnh Cao Bằng",
        ],
        &ok("district legacy-040"),
    );
    check(CAO_BANG, &["UBND tỉnh Cao Bằng"], &ok("province legacy-04"));
    // City or province.
    check(CAO_BANG, &["UBND Cao Bằng"], &question());
    check(
        VINH_PHUC,
        &[
            "UBND thành phố Vĩnh Phúc",
            "UBND thành phố Vĩnh Yên",
            "UBND thành phố",
        ],
        &question(),
    );
}

#[test]
fn hue_was_a_town_of_its_province_until_2024() {
    let thuan_hoa = "phường Kim Long, quận Phú Xuân, thành phố Huế";
    let quang_dien = "xã Quảng Phú, huyện Quảng Điền, tỉnh Thừa Thiên Huế";
    for (place, text, day, found) in [
        (
            quang_dien,
            "UBND tỉnh Thừa Thiên Huế",
            "1/5/2022",
            ok("province legacy-46"),
        ),
        (
            quang_dien,
            "UBND huyện Quảng Điền",
            "1/5/2024",
            ok("district legacy-477"),
        ),
        (
            thuan_hoa,
            "UBND thành phố Huế",
            "1/5/2025",
            ok("province legacy-46"),
        ),
        (thuan_hoa, "UBND thành phố Huế", "1/5/2024", question()),
        (
            thuan_hoa,
            "UBND thành phố Huế",
            "1/8/2025",
            ok("province current-46"),
        ),
    ] {
        let entry = entry(place, ("3", day, ""), text, &settings(ListKind::Products));
        assert_eq!(office(&entry), found, "{text} {day}");
    }
}

#[test]
fn other_units_than_those_of_the_row_are_asked() {
    for text in [
        "UBND tỉnh Nghệ An",
        "UBND huyện Lập Thạch",
        "UBND huyện Sông Lô, tỉnh Nghệ An",
        "UBND xã Đôn Nhân",
        "UBND Lập Thạch",
        "Sở Công Thương",
    ] {
        let entry = entry(
            VINH_PHUC,
            ("3", "1/5/2024", ""),
            text,
            &settings(ListKind::Products),
        );
        assert_eq!(office(&entry), question(), "{text}");
        let remark = &entry.remarks[0];
        assert_eq!(remark.column.as_ref().unwrap().letter, "H");
        let asked = remark.question.as_ref().unwrap();
        assert_eq!((asked.kind, asked.written.as_str()), (Topic::Authority, text));
    }
    // Two districts of one name: the word before it tells them apart.
    let cao_lanh = "xã Tân Thuận Đông, thành phố Cao Lãnh, tỉnh Đồng Tháp";
    check(cao_lanh, &["UBND huyện Cao Lãnh"], &question());
    check(cao_lanh, &["UBND thành phố Cao Lãnh"], &ok("district legacy-866"));
}

#[test]
fn an_answer_serves_a_text_and_only_the_words_are_answers() {
    let mut settings = settings(ListKind::Products);
    let text = "UBND huyện Lập Thạch";
    let read =
        |settings: &PaperSettings<'_>| office(&entry(VINH_PHUC, ("3", "1/5/2024", ""), text, settings));
    settings.answers = support::answers(vec![answer(
        Topic::Authority,
        "ubnd huyện  Lập Thạch",
        "district",
    )]);
    assert_eq!(read(&settings), ok("district legacy-253"));
    settings.answers = support::answers(vec![answer(Topic::Authority, text, "huyện")]);
    assert_eq!(read(&settings), Err("unknown_answer".to_owned()));
    settings.answers = support::answers(vec![]);
    settings.authority = Some(RecognitionAuthority::Province);
    assert_eq!(
        read(&settings),
        question(),
        "the list does not speak for rows that say another"
    );
}

#[test]
fn the_list_says_it_for_rows_that_do_not() {
    let mut settings = settings(ListKind::Products);
    settings.authority = Some(RecognitionAuthority::Province);
    let read = |authority: &str, settings: &PaperSettings<'_>| {
        office(&entry(VINH_PHUC, ("3", "1/5/2024", ""), authority, settings))
    };
    assert_eq!(read("", &settings), ok("province legacy-26"));
    assert_eq!(read("UBND", &settings), ok("province legacy-26"));
    assert_eq!(read("UBND huyện Sông Lô", &settings), ok("district legacy-253"));
    settings.authority = None;
    assert_eq!(read("", &settings), ok("district legacy-253"), "by law");
    assert_eq!(read("UBND", &settings), ok("district legacy-253"), "by law");
}

#[test]
fn the_law_says_it_where_only_one_might() {
    for (stars, day, year, office) in [
        ("3", "1/5/2021", "", ok("province legacy-26")),
        ("3", "5/7/2025", "", ok("district legacy-253")),
        ("3", "6/7/2025", "", ok("province current-25")),
        ("4", "1/5/2024", "", ok("province legacy-26")),
        ("5", "1/5/2024", "", ok("ministry")),
        ("3", "", "2021", ok("province legacy-26")),
        ("3", "", "2024", ok("district legacy-253")),
        ("4", "", "2025", ok("province")),
        ("3", "", "2025", question()),
        ("3", "", "2019", question()),
        ("3", "1/5/2019", "", question()),
    ] {
        let entry = entry(VINH_PHUC, (stars, day, year), "", &settings(ListKind::Products));
        assert_eq!(self::office(&entry), office, "{stars} {day} {year}");
    }
}

#[test]
fn what_the_law_leaves_open_is_asked_by_the_year() {
    let mut settings = settings(ListKind::Products);
    let read =
        |stars: &str, settings: &PaperSettings<'_>| entry(VINH_PHUC, (stars, "", "2025"), "", settings);
    let asked = read("3", &settings);
    let question = asked.remarks[0].question.as_ref().unwrap();
    assert_eq!(
        (question.kind, question.written.as_str()),
        (Topic::Authority, "2025")
    );
    let candidates: Vec<_> = question
        .candidates
        .iter()
        .map(|one| (one.value.as_str(), one.label.as_str()))
        .collect();
    assert_eq!(
        candidates,
        [
            ("district", "UBND cấp huyện"),
            ("province", "UBND cấp tỉnh"),
            ("ministry", "Bộ")
        ]
    );
    settings.answers = support::answers(vec![answer(Topic::Authority, "2025", "district")]);
    assert_eq!(office(&read("3", &settings)), ok("district legacy-253"));
    assert_eq!(
        office(&read("4", &settings)),
        ok("province"),
        "about which nobody was asked"
    );
    settings.answers = support::answers(vec![answer(Topic::Authority, "2025", "x")]);
    assert_eq!(office(&read("3", &settings)), Err("unknown_answer".to_owned()));
}

#[test]
fn only_who_might_recognise_then_is_offered() {
    let offered = |day: &str, year: &str| -> Vec<String> {
        let settings = settings(ListKind::Products);
        let entry = entry(VINH_PHUC, ("3", day, year), "Sở Công Thương", &settings);
        let asked = entry.remarks.iter().filter_map(|remark| remark.question.as_ref());
        let asked = asked.filter(|question| question.kind == Topic::Authority);
        asked
            .flat_map(|question| question.candidates.iter().map(|one| one.value.clone()))
            .collect()
    };
    assert_eq!(offered("1/8/2025", ""), ["province", "ministry"]);
    assert_eq!(offered("", "2021"), ["province", "ministry"]);
    assert_eq!(offered("", "2024"), ["district", "province", "ministry"]);
    assert_eq!(
        offered("1/5/2019", ""),
        ["district", "province", "ministry"],
        "not known"
    );
}

#[test]
fn districts_recognise_in_their_time_alone() {
    let read = |day: &str, year: &str| {
        let entry = entry(
            VINH_PHUC,
            ("3", day, year),
            "UBND huyện Sông Lô",
            &settings(ListKind::Products),
        );
        office(&entry)
    };
    assert_eq!(read("", "2025"), ok("district legacy-253"));
    assert_eq!(read("", "2021"), Err("no_such_authority".to_owned()));
    assert_eq!(read("1/8/2025", ""), Err("no_such_authority".to_owned()));
}

#[test]
fn in_2025_the_text_knows_which_of_two_provinces_it_was() {
    let read = |authority: &str| {
        let settings = settings(ListKind::Products);
        office(&entry(BINH_THUAN, ("4", "", "2025"), authority, &settings))
    };
    assert_eq!(read("UBND tỉnh Bình Thuận"), ok("province legacy-60"));
    assert_eq!(read("UBND tỉnh Lâm Đồng"), ok("province current-68"));
    assert_eq!(read("UBND tỉnh"), ok("province"));
}

#[test]
fn names_of_units_wait_for_the_place() {
    let list = "Tên sản phẩm;Chủ thể;Xã;Bộ sản phẩm;Hạng sao;Năm;Cơ quan công nhận\n\
                Chè;HTX Mẫu;xã Tân Lập;1;3;2024;UBND huyện Đâu Đó\n";
    let (entries, _) = read_all(&list.as_bytes().to_vec(), &settings(ListKind::Products));
    assert_eq!(rules(&entries[0]), ["ambiguous_unit"]);
}
