//! What the dimensions and their values are called in the two languages.

use super::Dimension;
use super::table::{Category, DimensionColumn, DimensionRole};
use crate::application_kind::ApplicationKind;
use crate::criteria::{RecognitionAuthority, Regimes};
use crate::language::Language;
use crate::producers::{Gender, ProducerKind, Sector};
use crate::recognition::unit_of_word;
use crate::units::{Generation, Level, Registry, UnitRef};

/// Code of the class "potential five stars" among the stars.
pub const POTENTIAL_FIVE: &str = "5_potential";

/// Names of units, product groups and product sets, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// The language.
    pub language: Language,
    /// Where groups and sets are named: the newest regime that has one names it.
    pub regimes: &'a Regimes,
    /// Where units are named.
    pub units: &'a Registry,
}

impl Labels<'_> {
    /// The wording in the language of these labels.
    #[must_use]
    pub fn say(&self, vi: &str, en: &str) -> String {
        match self.language {
            Language::Vi => vi.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    /// The whole, beside the categories of any dimension; `_T` is its code in SDMX.
    #[must_use]
    pub fn whole(&self) -> Category {
        Category {
            code: "_T".to_owned(),
            label: self.say("Tổng số", "Total"),
        }
    }

    /// The column of `dimension`.
    #[must_use]
    pub fn dimension(&self, dimension: Dimension) -> DimensionColumn {
        let (vi, en) = dimension.name();
        DimensionColumn {
            code: dimension.as_str().to_owned(),
            label: self.say(vi, en),
            role: dimension.role(),
        }
    }

    /// The value `code` of `dimension`, units in the boundaries of `generation`. A value nobody knows names itself.
    #[must_use]
    pub fn category(&self, dimension: Dimension, code: &str, generation: Generation) -> Category {
        let words = match dimension {
            Dimension::Stars => return self.stars(code),
            Dimension::ProductGroup => return self.product_group(code),
            Dimension::ProductSet => return self.product_set(code),
            Dimension::Province => return self.unit(generation, Level::Province, code),
            Dimension::District => return self.unit(generation, Level::District, code),
            Dimension::Commune => return self.unit(generation, Level::Commune, code),
            Dimension::AuthorityUnit => return self.office(code),
            Dimension::Authority => code.parse().ok().map(RecognitionAuthority::name),
            Dimension::Year | Dimension::DecisionYear => None,
            Dimension::ProducerType => code.parse().ok().map(ProducerKind::name),
            Dimension::Sector => code.parse().ok().map(Sector::name),
            Dimension::Gender => code.parse().ok().map(Gender::name),
            Dimension::Kind => code.parse().ok().map(ApplicationKind::name),
            Dimension::EthnicMinority => match code {
                "true" => Some(("Dân tộc thiểu số", "Ethnic minority")),
                "false" => Some(("Không phải dân tộc thiểu số", "No ethnic minority")),
                _ => None,
            },
        };
        match words {
            Some((vi, en)) => Category {
                code: code.to_owned(),
                label: self.say(vi, en),
            },
            None => self.unnamed(code),
        }
    }

    /// A unit by its name, which is the same in both languages.
    #[must_use]
    pub fn unit(&self, generation: Generation, level: Level, code: &str) -> Category {
        let unit = self.units.find(&UnitRef::new(generation, level, code));
        self.named(code, unit.map(|unit| unit.name.clone()))
    }

    /// The unit of an office, from its word.
    fn office(&self, word: &str) -> Category {
        let unit = unit_of_word(word).and_then(|unit| self.units.find(&unit));
        self.named(word, unit.map(|unit| unit.name.clone()))
    }

    /// A number of stars, or [`POTENTIAL_FIVE`].
    fn stars(&self, code: &str) -> Category {
        let label = if code == POTENTIAL_FIVE {
            self.say("Tiềm năng 5 sao", "Potential 5 stars")
        } else {
            let stars = self.say("sao", "stars");
            format!("{code} {stars}")
        };
        self.named(code, Some(label))
    }

    /// One of the six groups.
    fn product_group(&self, code: &str) -> Category {
        let sets = self.regimes.iter().flat_map(|regime| &regime.sets);
        let named = sets.filter(|set| set.group == code).last();
        self.named(
            code,
            named.map(|set| set.group_label.get(self.language).to_owned()),
        )
    }

    /// One of the 26 product sets.
    fn product_set(&self, code: &str) -> Category {
        let no = code.parse().ok();
        let named = no.and_then(|no| {
            self.regimes
                .iter()
                .filter_map(|regime| regime.product_set(no))
                .last()
        });
        self.named(code, named.map(|set| set.name.get(self.language).to_owned()))
    }

    fn named(&self, code: &str, label: Option<String>) -> Category {
        match label {
            Some(label) => Category {
                code: code.to_owned(),
                label,
            },
            None => self.unnamed(code),
        }
    }

    /// Nothing was recorded, or something that has no name here.
    fn unnamed(&self, code: &str) -> Category {
        if code.is_empty() {
            Category {
                code: "unknown".to_owned(),
                label: self.say("Không rõ", "Unknown"),
            }
        } else {
            Category::plain(code)
        }
    }
}

impl Dimension {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Stars => ("Hạng sao", "Stars"),
            Self::ProductGroup => ("Nhóm sản phẩm", "Product group"),
            Self::ProductSet => ("Bộ sản phẩm", "Product set"),
            Self::ProducerType => ("Loại hình chủ thể", "Kind of producer"),
            Self::Sector => ("Khu vực kinh tế", "Sector"),
            Self::Gender => ("Giới tính người đại diện", "Sex of the representative"),
            Self::EthnicMinority => ("Dân tộc người đại diện", "Ethnicity of the representative"),
            Self::Province => ("Tỉnh", "Province"),
            Self::District => ("Huyện", "District"),
            Self::Commune => ("Xã", "Commune"),
            Self::Kind => ("Loại hồ sơ", "Kind of application"),
            Self::Year => ("Năm chương trình", "Programme year"),
            Self::DecisionYear => ("Năm quyết định", "Year of the decision"),
            Self::Authority => ("Cấp công nhận", "Level that recognised"),
            Self::AuthorityUnit => ("Cơ quan công nhận", "Office that recognised"),
        }
    }

    /// Kind, place or time.
    #[must_use]
    pub const fn role(self) -> DimensionRole {
        match self {
            Self::Province | Self::District | Self::Commune => DimensionRole::Place,
            Self::Year | Self::DecisionYear => DimensionRole::Time,
            _ => DimensionRole::Kind,
        }
    }
}
