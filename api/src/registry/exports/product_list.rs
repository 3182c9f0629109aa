//! The list of products that provinces keep.

use super::field::Field;
use super::lines::{ExportLines, ExportProduct};
use shared::database::recognitions::Recognition;
use shared::domain::criteria::{RecognitionAuthority, Regimes};
use shared::domain::language::Language;
use shared::domain::products::ProductStanding;
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::units::{Generation, Level, UnitRef};

/// The list in a language.
pub(super) struct ProductList {
    pub(super) language: Language,
    /// Whether representative and telephone are filled in.
    pub(super) contacts: bool,
}

/// Columns of the product, in Vietnamese and English.
const OF_THE_PRODUCT: &[(&str, &str)] = &[
    ("STT", "No."),
    ("Mã sản phẩm", "Product code"),
    ("Tên sản phẩm", "Product"),
    ("Nhóm", "Group"),
    ("Bộ sản phẩm", "Product set"),
    ("Loại hình chủ thể", "Kind of producer"),
    ("Chủ thể", "Producer"),
    ("Mã xã", "Commune code"),
    ("Xã", "Commune"),
    ("Tỉnh", "Province"),
    ("Địa chỉ", "Address"),
    ("Người đại diện", "Representative"),
    ("Điện thoại", "Telephone"),
    ("Hạng sao hiện tại", "Current stars"),
    ("Có giá trị đến hết", "Valid to"),
    ("Trạng thái", "Status"),
];

/// Columns of each recognition.
const OF_A_RECOGNITION: &[(&str, &str)] = &[
    ("hạng sao", "stars"),
    ("ngày công nhận", "date"),
    ("năm chương trình", "programme year"),
    ("số quyết định", "decision"),
    ("cơ quan công nhận", "authority"),
];

/// Recognitions on a line: the last ones, the older first.
const RECOGNITIONS: usize = 2;

impl ExportLines for ProductList {
    const NAME: &'static str = "products";

    fn headings(&self) -> Vec<String> {
        let product = OF_THE_PRODUCT.iter().map(|(vi, en)| self.say(vi, en).to_owned());
        let of_number = |number: usize| {
            OF_A_RECOGNITION.iter().map(move |(vi, en)| match self.language {
                Language::Vi => format!("Công nhận {number}: {vi}"),
                Language::En => format!("Recognition {number}: {en}"),
            })
        };
        product.chain((1..=RECOGNITIONS).flat_map(of_number)).collect()
    }

    fn line(&self, listed: &ExportProduct<'_>) -> Option<Vec<Field>> {
        let (recognition, standing) = listed.standing(false)?;
        let (product, producer) = (listed.product, listed.producer);
        let name = |level, code: &str| {
            let unit = listed.units.find(&UnitRef::new(Generation::Current, level, code));
            Field::or_nothing(unit.map(|unit| unit.name_on(listed.day)))
        };
        let contact = |text: &Option<String>| Field::or_nothing(text.clone().filter(|_| self.contacts));
        let (kind_vi, kind_en) = producer.kind.name();
        let (standing_vi, standing_en) = standing.name();
        let dated = standing != ProductStanding::NotRecorded;
        let mut line = vec![
            Field::number(listed.number),
            Field::text(&product.code),
            Field::text(&product.name),
            Field::text(&recognition.product_group),
            Field::number(product.product_set),
            Field::text(self.say(kind_vi, kind_en)),
            Field::text(&producer.name),
            Field::text(&product.current_commune_code),
            name(Level::Commune, &product.current_commune_code),
            name(Level::Province, &product.current_province_code),
            Field::or_nothing(producer.address.clone()),
            contact(&producer.representative_name),
            contact(&producer.phone),
            self.stars(recognition),
            Field::or_nothing(dated.then(|| recognition.status().told_last_day(listed.day).to_string())),
            Field::text(self.say(standing_vi, standing_en)),
        ];
        let skipped = listed.history.len().saturating_sub(RECOGNITIONS);
        let last: Vec<&Recognition> = listed.history.iter().copied().skip(skipped).collect();
        for position in 0..RECOGNITIONS {
            match last.get(position) {
                Some(one) => line.extend(self.recognition(one, listed.regimes)),
                None => line.extend(OF_A_RECOGNITION.iter().map(|_| Field::Nothing)),
            }
        }
        Some(line)
    }
}

impl ProductList {
    const fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    fn stars(&self, recognition: &Recognition) -> Field {
        if recognition.potential {
            Field::text(self.say("Tiềm năng 5 sao", "Potential 5 stars"))
        } else {
            Field::number(recognition.stars)
        }
    }

    fn recognition(&self, one: &Recognition, regimes: &Regimes) -> Vec<Field> {
        let stars = u8::try_from(one.stars).unwrap_or_default();
        let rule = regimes.recognition_on(one.valid_from);
        let by_rule = || match rule.and_then(|rule| rule.authority_of(stars)) {
            // The province's five stars are its own until the ministry has decided.
            _ if one.potential => Some(RecognitionAuthority::Province),
            authority => authority,
        };
        let authority = one.authority.or_else(by_rule).map(|authority| {
            let (vi, en) = authority.name();
            self.say(vi, en)
        });
        let dated = one.end_reason != Some(RecognitionEndReason::NotRecorded);
        vec![
            self.stars(one),
            Field::or_nothing(dated.then(|| one.valid_from.to_string())),
            Field::number(one.programme_year),
            Field::or_nothing(one.decision_number.clone()),
            Field::or_nothing(authority),
        ]
    }
}
