//! The data file, read.

use chrono::NaiveDate;
use domain::language::Text;
use domain::producers::ProducerKind;
use domain::scoring::{CouncilRules, ScoreSheet, ScoringRequest};
use serde::Deserialize;

const FILE: &str = include_str!("../vinh-phuc.json");

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Demo {
    /// What is published and what is made up.
    pub(super) note: Note,
    /// The regime of the sheets.
    pub(super) regime: String,
    /// One entry a programme year.
    pub(super) programmes: Vec<Programme>,
}

/// The same text in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    vi: String,
    en: String,
}

/// The products of one programme year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    /// The programme's year.
    pub(super) year: i16,
    /// The decision that recognised them; none where its number and date are not published, and then no recognition
    /// is recorded.
    pub(super) decision: Option<DemoDecision>,
    /// Who made them.
    pub(super) producers: Vec<DemoProducer>,
}

/// A decision of the chair of the province.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoDecision {
    /// Its number.
    pub(super) number: String,
    /// Its day, with which the 36 months of a certificate begin.
    pub(super) date: NaiveDate,
}

/// A producer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoProducer {
    pub(super) name: String,
    pub(super) kind: ProducerKind,
    /// Code of its legacy commune.
    pub(super) commune: String,
    /// What is not known of it.
    pub(super) note: Option<String>,
    pub(super) products: Vec<DemoProduct>,
}

/// A product with the council that rates it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoProduct {
    pub(super) name: String,
    pub(super) product_set: i16,
    /// The published stars, to which the sheets lead.
    pub(super) stars: i16,
    /// What else is known of it.
    pub(super) note: Option<String>,
    pub(super) sheets: Vec<ScoreSheet>,
}

impl Demo {
    /// The file compiled in.
    pub(super) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(FILE)
    }

    /// What stands in the description of every product.
    pub(super) fn note(&self) -> Text {
        Text::new(self.note.vi.clone(), self.note.en.clone())
    }
}

impl DemoProduct {
    /// The product's council as a request of the scoring core.
    pub(super) fn request(&self, regime: &str) -> ScoringRequest {
        ScoringRequest {
            regime: regime.to_owned(),
            product_set: u32::try_from(self.product_set).unwrap_or_default(),
            eliminations: Vec::new(),
            council: Some(CouncilRules {
                members: u32::try_from(self.sheets.len()).ok(),
                ..CouncilRules::default()
            }),
            sheets: self.sheets.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::criteria::Regimes;
    use domain::language::Language;
    use domain::scoring::{score, validate};
    use domain::units::{Generation, registry};

    /// Year, products, producers, four stars, three stars as published.
    const PUBLISHED: [(i16, usize, usize, usize, usize); 2] = [(2020, 22, 13, 5, 17), (2022, 44, 20, 9, 35)];

    #[test]
    fn the_sheets_of_every_product_lead_to_its_published_stars() {
        let (demo, regimes) = (Demo::read().unwrap(), Regimes::embedded().unwrap());
        for programme in &demo.programmes {
            for product in programme.producers.iter().flat_map(|producer| &producer.products) {
                let request = product.request(&demo.regime);
                assert_eq!(request.sheets.len(), 5, "{}", product.name);
                let result = score(&validate(&regimes, &request).unwrap(), Language::Vi);
                assert_eq!(
                    result.stars.map(i16::from),
                    Some(product.stars),
                    "{}",
                    product.name
                );
                assert!(
                    result.spread > Some(0),
                    "{}: members who all agree are not plausible",
                    product.name
                );
            }
        }
    }

    #[test]
    fn the_counts_are_the_published_ones() {
        let demo = Demo::read().unwrap();
        let counts: Vec<_> = demo
            .programmes
            .iter()
            .map(|programme| {
                let products: Vec<_> = programme
                    .producers
                    .iter()
                    .flat_map(|producer| &producer.products)
                    .collect();
                let of = |stars| products.iter().filter(|product| product.stars == stars).count();
                (
                    programme.year,
                    products.len(),
                    programme.producers.len(),
                    of(4),
                    of(3),
                )
            })
            .collect();
        assert_eq!(counts, PUBLISHED);
    }

    #[test]
    fn every_producer_sits_in_vinh_phuc_and_the_named_ones_in_song_lo() {
        for producer in Demo::read()
            .unwrap()
            .programmes
            .iter()
            .flat_map(|programme| &programme.producers)
        {
            let place = registry()
                .unwrap()
                .place(Generation::Legacy, &producer.commune)
                .unwrap();
            assert_eq!(place.legacy_province, "26");
            let named = !producer.name.starts_with("Chủ thể số");
            assert_eq!(place.legacy_district == "253", named, "{}", producer.name);
            assert!(
                producer
                    .products
                    .iter()
                    .all(|product| producer.kind.may_make(product.product_set))
            );
        }
    }
}
