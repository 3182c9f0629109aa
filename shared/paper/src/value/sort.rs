//! Product groups (nhóm sản phẩm) as they were called under any regime, and product sets (bộ sản phẩm).

use crate::answers::PaperAnswers;
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};
use domain::criteria::{ProductSet, Regimes};
use domain::products::{PRODUCT_GROUPS, PRODUCT_SETS};
use domain::spelling;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What groups were called besides their names today, in words as [`spelling::words`] has them.
const NAMES: [(&str, &str); 25] = [
    ("thuc pham", "I"),
    ("nhom thuc pham", "I"),
    ("do uong", "II"),
    ("nhom do uong", "II"),
    ("thao duoc", "III"),
    ("duoc lieu", "III"),
    ("thao moc", "III"),
    ("duoc lieu va san pham tu duoc lieu", "III"),
    ("san pham tu duoc lieu", "III"),
    ("thu cong mi nghe", "IV"),
    ("hang thu cong mi nghe", "IV"),
    ("thu cong mi nghe trang tri", "IV"),
    ("thu cong mi nghe va trang tri", "IV"),
    ("luu niem noi that trang tri", "IV"),
    ("luu niem noi that va trang tri", "IV"),
    ("do luu niem noi that trang tri", "IV"),
    ("vai va may mac", "IV"),
    ("vai may mac", "IV"),
    ("sinh vat canh", "V"),
    ("dich vu du lich", "VI"),
    ("du lich", "VI"),
    ("dich vu du lich cong dong", "VI"),
    ("dich vu du lich nong thon", "VI"),
    ("du lich cong dong du lich sinh thai va diem du lich", "VI"),
    (
        "dich vu du lich cong dong du lich sinh thai va diem du lich",
        "VI",
    ),
];

/// The group that `written` means; asked where it has no known name.
pub(crate) fn group(
    written: &str,
    regimes: &Regimes,
    answers: &PaperAnswers,
    reasons: &mut Vec<Reason>,
) -> Option<String> {
    let words = spelling::words(written);
    let numeral = words.strip_prefix("nhom ").unwrap_or(&words);
    let numeral = PRODUCT_GROUPS
        .iter()
        .find(|group| group.eq_ignore_ascii_case(numeral))
        .copied();
    let name = NAMES
        .iter()
        .find(|(name, _)| *name == words)
        .map(|(_, group)| *group);
    let labelled = || sets(regimes).find(|set| spelling::words(&set.group_label.vi) == words);
    let found = numeral
        .or(name)
        .map(str::to_owned)
        .or_else(|| labelled().map(|set| set.group.clone()));
    let answered = || {
        answers
            .get(Topic::Group, written)
            .filter(|answer| PRODUCT_GROUPS.contains(answer))
            .map(str::to_owned)
    };
    let found = found.or_else(answered);
    if found.is_none() {
        let candidates = PRODUCT_GROUPS.iter().filter_map(|group| {
            let set = sets(regimes).find(|set| set.group == *group)?;
            Some(Candidate {
                value: (*group).to_owned(),
                label: set.group_label.vi.clone(),
            })
        });
        let question = OpenQuestion {
            kind: Topic::Group,
            written: written.to_owned(),
            candidates: candidates.collect(),
        };
        reasons.push(Reason::question(
            "unknown_group",
            question,
            format!("«{written}» là nhóm sản phẩm nào?"),
            format!("which product group is {written:?}?"),
        ));
    }
    found
}

/// The product set of the product `name`: by its number or its printed name, else asked, once a name or once for all products of a group.
pub(crate) fn product_set(
    written: Option<&str>,
    name: &str,
    group: (Option<&str>, Option<&str>),
    context: (&Regimes, &PaperAnswers, &SetOffers),
    reasons: &mut Vec<Reason>,
) -> Option<i16> {
    let ((group_written, group), (regimes, answers, offers)) = (group, context);
    let stated = written.and_then(|written| {
        let words = spelling::words(written);
        let number = words.strip_prefix("bo ").unwrap_or(&words).parse::<u32>().ok();
        sets(regimes).find(|set| Some(set.no) == number || spelling::words(&set.name.vi) == words)
    });
    if let Some(set) = stated {
        return i16::try_from(set.no).ok();
    }
    let answer = [written, Some(name), group_written]
        .into_iter()
        .flatten()
        .find_map(|written| answers.get(Topic::ProductSet, written));
    let answer = answer
        .and_then(|answer| answer.parse().ok())
        .filter(|set| PRODUCT_SETS.contains(set));
    if answer.is_none() {
        let question = OpenQuestion {
            kind: Topic::ProductSet,
            written: written.unwrap_or(name).to_owned(),
            candidates: offers.of_group(group),
        };
        reasons.push(Reason::question(
            "product_set_needed",
            question,
            format!("sản phẩm «{name}» thuộc bộ sản phẩm nào?"),
            format!("to which product set does {name:?} belong?"),
        ));
    }
    answer
}

/// The product sets that are offered for a group, made once a run.
pub(crate) struct SetOffers {
    all: Arc<[Candidate]>,
    groups: BTreeMap<String, Arc<[Candidate]>>,
}

impl SetOffers {
    pub(crate) fn new(regimes: &Regimes) -> Self {
        let of_group = |group: &str| {
            sets(regimes)
                .filter(|set| set.group == group)
                .map(candidate)
                .collect()
        };
        Self {
            all: sets(regimes).map(candidate).collect(),
            groups: PRODUCT_GROUPS
                .iter()
                .map(|group| ((*group).to_owned(), of_group(group)))
                .collect(),
        }
    }

    fn of_group(&self, group: Option<&str>) -> Arc<[Candidate]> {
        let known = group.and_then(|group| self.groups.get(group));
        Arc::clone(known.unwrap_or(&self.all))
    }
}

/// The sets of the newest regime that describes them.
fn sets(regimes: &Regimes) -> impl Iterator<Item = &ProductSet> {
    let newest = regimes.iter().filter(|regime| !regime.sets.is_empty()).last();
    newest.into_iter().flat_map(|regime| &regime.sets)
}

fn candidate(set: &ProductSet) -> Candidate {
    Candidate {
        value: set.no.to_string(),
        label: set.name.vi.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_any_regime_are_found() {
        let regimes = Regimes::embedded().unwrap();
        let mut reasons = Vec::new();
        assert!(NAMES.iter().all(|(name, _)| spelling::words(name) == *name));
        for (written, meant) in [
            ("Thủ công mỹ nghệ", "IV"),
            ("Thực phẩm", "I"),
            ("Đồ uống", "II"),
            ("Thảo dược", "III"),
            ("Vải và may mặc", "IV"),
            ("Lưu niệm - nội thất - trang trí", "IV"),
            ("Sinh vật cảnh", "V"),
            ("Nhóm VI", "VI"),
        ] {
            let read = group(written, &regimes, &PaperAnswers::default(), &mut reasons);
            assert_eq!(read.as_deref(), Some(meant), "{written}");
        }
        assert_eq!(reasons, []);
        assert_eq!(
            group("Khác", &regimes, &PaperAnswers::default(), &mut reasons),
            None
        );
        assert_eq!(reasons[0].question.as_ref().unwrap().candidates.len(), 6);
    }

    #[test]
    fn a_set_is_stated_or_asked() {
        let regimes = Regimes::embedded().unwrap();
        let answers = PaperAnswers::default();
        let mut reasons = Vec::new();
        let offers = SetOffers::new(&regimes);
        let context = (&regimes, &answers, &offers);
        assert_eq!(
            product_set(Some("Bộ 7"), "Chè", (None, None), context, &mut reasons),
            Some(7)
        );
        let named = sets(&regimes).nth(2).unwrap();
        let read = product_set(Some(&named.name.vi), "Chè", (None, None), context, &mut reasons);
        assert_eq!(read, i16::try_from(named.no).ok());
        assert_eq!(reasons, []);
        assert_eq!(
            product_set(None, "Cà phê", (None, Some("II")), context, &mut reasons),
            None
        );
        let question = reasons[0].question.as_ref().unwrap();
        assert_eq!(question.written, "Cà phê");
        assert!(!question.candidates.is_empty() && question.candidates.len() < 26);
    }
}
