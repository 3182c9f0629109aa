//! Kinds of producers (loại hình chủ thể) and the sex of their representatives.

use crate::answers::PaperAnswers;
use crate::cell::PaperCell;
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};
use domain::producers::{Gender, ProducerKind};
use domain::spelling;

/// How kinds begin, in words as [`spelling::words`] has them.
const BEGINNINGS: [(&str, ProducerKind); 45] = [
    ("to hop tac", ProducerKind::CooperativeGroup),
    ("tht", ProducerKind::CooperativeGroup),
    ("lien hiep hop tac xa", ProducerKind::Cooperative),
    ("lien hiep htx", ProducerKind::Cooperative),
    ("hop tac xa", ProducerKind::Cooperative),
    ("htx", ProducerKind::Cooperative),
    ("htxnn", ProducerKind::Cooperative),
    ("htxdv", ProducerKind::Cooperative),
    ("htxdvnn", ProducerKind::Cooperative),
    ("htxsx", ProducerKind::Cooperative),
    ("htxtm", ProducerKind::Cooperative),
    ("chi nhanh cong ti", ProducerKind::Enterprise),
    ("cong ti", ProducerKind::Enterprise),
    ("tong cong ti", ProducerKind::Enterprise),
    ("cti", ProducerKind::Enterprise),
    ("ct tnhh", ProducerKind::Enterprise),
    ("ctcp", ProducerKind::Enterprise),
    ("tnhh", ProducerKind::Enterprise),
    ("co phan", ProducerKind::Enterprise),
    ("doanh nghiep", ProducerKind::Enterprise),
    ("dntn", ProducerKind::Enterprise),
    ("dn", ProducerKind::Enterprise),
    ("trang trai", ProducerKind::Farm),
    ("ho kinh doanh", ProducerKind::Household),
    ("ho san xuat", ProducerKind::Household),
    ("ho sxkd", ProducerKind::Household),
    ("ho sx", ProducerKind::Household),
    ("ho kd", ProducerKind::Household),
    ("ho ca the", ProducerKind::Household),
    ("ho gia dinh", ProducerKind::Household),
    ("ho nong dan", ProducerKind::Household),
    ("ho dan", ProducerKind::Household),
    ("ho ong", ProducerKind::Household),
    ("ho ba", ProducerKind::Household),
    ("hkd", ProducerKind::Household),
    ("hgd", ProducerKind::Household),
    ("ho", ProducerKind::Household),
    ("hiep hoi", ProducerKind::Association),
    ("hoi nong dan", ProducerKind::Association),
    ("hoi lien hiep phu nu", ProducerKind::Association),
    ("hoi phu nu", ProducerKind::Association),
    ("hoi", ProducerKind::Association),
    ("trung tam", ProducerKind::ManagementCentre),
    ("ban quan li", ProducerKind::ManagementCentre),
    ("bql", ProducerKind::ManagementCentre),
];

/// Beginnings that say nothing of the kind; the question is about them and not about each name.
const UNCLEAR: [(&str, &str); 6] = [
    ("co so san xuat", "Cơ sở sản xuất"),
    ("co so che bien", "Cơ sở chế biến"),
    ("co so sx", "Cơ sở SX"),
    ("co so", "Cơ sở"),
    ("cssx", "CSSX"),
    ("co so kinh doanh", "Cơ sở kinh doanh"),
];

/// The kind that `kind`, or where that is empty the beginning of `name`, says; asked where neither does.
pub(crate) fn producer_kind(
    kind: Option<&str>,
    name: &str,
    answers: &PaperAnswers,
    reasons: &mut Vec<Reason>,
) -> Option<ProducerKind> {
    let by_name = known(name);
    let Some(written) = kind else {
        return by_name.or_else(|| asked(name, answers, reasons));
    };
    let stated = written.parse().ok().or_else(|| known(written));
    if let (Some(stated), Some(named)) = (stated, by_name)
        && stated != named
    {
        reasons.push(Reason::warning(
            "kind_unlike_name",
            format!("loại hình «{written}» khác với tên «{name}»: giữ loại hình đã ghi"),
            format!("the kind {written:?} is unlike the name {name:?}: the kind is kept"),
        ));
    }
    stated.or_else(|| asked(written, answers, reasons))
}

fn known(text: &str) -> Option<ProducerKind> {
    let words = spelling::words(text);
    let begins = |beginning: &str| {
        words
            .strip_prefix(beginning)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let matching = BEGINNINGS.iter().filter(|(beginning, _)| begins(beginning));
    let kind = matching
        .max_by_key(|(beginning, _)| beginning.len())
        .map(|(_, kind)| *kind)?;
    // "Hồ" and "Hò" begin names; only "Hộ" is a household.
    let first = text
        .split_whitespace()
        .next()
        .map(spelling::exact)
        .unwrap_or_default();
    let other_word = match kind {
        ProducerKind::Household => {
            first.starts_with('h') && !matches!(first.as_str(), "hộ" | "ho" | "hkd" | "hgd")
        }
        ProducerKind::Association => !matches!(first.as_str(), "hội" | "hiệp" | "hoi" | "hiep"),
        _ => false,
    };
    (!other_word).then_some(kind)
}

fn asked(written: &str, answers: &PaperAnswers, reasons: &mut Vec<Reason>) -> Option<ProducerKind> {
    let words = spelling::words(written);
    let unclear = UNCLEAR
        .iter()
        .filter(|(beginning, _)| words.starts_with(beginning));
    let short = unclear
        .max_by_key(|(beginning, _)| beginning.len())
        .map(|(_, short)| *short);
    let answer = answers
        .get(Topic::ProducerKind, written)
        .or_else(|| answers.get(Topic::ProducerKind, short?));
    let answer = answer.and_then(|answer| answer.parse().ok());
    if answer.is_none() {
        let written = short.unwrap_or(written);
        let candidates = ProducerKind::ALL.iter().map(|kind| Candidate {
            value: kind.as_str().to_owned(),
            label: kind.name().0.to_owned(),
        });
        let question = OpenQuestion {
            kind: Topic::ProducerKind,
            written: written.to_owned(),
            candidates: candidates.collect(),
        };
        reasons.push(Reason::question(
            "unknown_producer_kind",
            question,
            format!("«{written}» là loại hình chủ thể nào?"),
            format!("which kind of producer is {written:?}?"),
        ));
    }
    answer
}

/// The sex that a cell says.
pub(crate) fn gender(cell: &PaperCell, reasons: &mut Vec<Reason>) -> Option<Gender> {
    let text = cell.text()?;
    let read = match spelling::bare(&text).as_str() {
        "nu" | "female" | "f" | "ba" => Some(Gender::Female),
        "nam" | "male" | "m" | "ong" => Some(Gender::Male),
        _ => None,
    };
    if read.is_none() {
        reasons.push(Reason::error(
            "bad_gender",
            "phải là «Nam» hoặc «Nữ»",
            "must be male (Nam) or female (Nữ)",
        ));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::PaperAnswer;

    fn read(kind: Option<&str>, name: &str) -> Result<ProducerKind, String> {
        let mut reasons = Vec::new();
        let read = producer_kind(kind, name, &PaperAnswers::default(), &mut reasons);
        let asked = reasons.into_iter().find_map(|reason| reason.question);
        read.ok_or_else(|| asked.unwrap().written)
    }

    #[test]
    fn beginnings_are_written_as_words_are_compared() {
        for beginning in BEGINNINGS
            .iter()
            .map(|(words, _)| *words)
            .chain(UNCLEAR.iter().map(|(words, _)| *words))
        {
            assert_eq!(spelling::words(beginning), beginning);
        }
    }

    #[test]
    fn kinds_are_found_by_their_abbreviations() {
        for (name, kind) in [
            ("HTXNN Thông Hòa", ProducerKind::Cooperative),
            ("Hợp tác xã Mẫu", ProducerKind::Cooperative),
            ("Tổ hợp tác nhãn Rạch Đùi", ProducerKind::CooperativeGroup),
            ("THT Rau sạch", ProducerKind::CooperativeGroup),
            ("Hộ SXKD Nguyễn Thị Mẫu", ProducerKind::Household),
            ("Hộ kinh doanh Ngọc Thảo", ProducerKind::Household),
            ("Chi nhánh Công ty TNHH Ceres", ProducerKind::Enterprise),
            ("Cty CP Viên Sơn", ProducerKind::Enterprise),
            ("DNTN Ba Lúa", ProducerKind::Enterprise),
            ("Trang trại Hoa Sen", ProducerKind::Farm),
            ("Hội Nông dân xã", ProducerKind::Association),
            ("Ban quản lý khu du lịch", ProducerKind::ManagementCentre),
        ] {
            assert_eq!(read(None, name), Ok(kind), "{name}");
        }
        assert_eq!(read(Some("Hộ"), "Lê Văn Mẫu"), Ok(ProducerKind::Household));
        assert_eq!(read(Some("cooperative"), "Mẫu"), Ok(ProducerKind::Cooperative));
    }

    #[test]
    fn what_says_no_kind_is_asked() {
        assert_eq!(
            read(None, "Cơ sở sản xuất bánh kẹo Ngọc Phát"),
            Err("Cơ sở sản xuất".to_owned())
        );
        assert_eq!(read(None, "Hồ Văn Mẫu"), Err("Hồ Văn Mẫu".to_owned()));
        assert_eq!(read(None, "Hồng Ngọc"), Err("Hồng Ngọc".to_owned()));
        assert_eq!(read(Some("khác"), "HTX Mẫu"), Err("khác".to_owned()));
    }

    #[test]
    fn an_answer_for_the_beginning_serves_every_name() {
        let answer = PaperAnswer {
            kind: Topic::ProducerKind,
            written: "Cơ sở sản xuất".to_owned(),
            value: "household".to_owned(),
        };
        let answers = PaperAnswers::new([answer]).unwrap();
        let mut reasons = Vec::new();
        let read = producer_kind(None, "Cơ sở sản xuất Ngọc Phát", &answers, &mut reasons);
        assert_eq!((read, reasons.len()), (Some(ProducerKind::Household), 0));
    }

    #[test]
    fn a_kind_unlike_the_name_is_told() {
        let mut reasons = Vec::new();
        producer_kind(Some("Hộ"), "Công ty Mẫu", &PaperAnswers::default(), &mut reasons);
        assert_eq!(reasons[0].own_rule(), "kind_unlike_name");
    }
}
