//! Places for made-up producers: real communes, old ones before the reform and new ones after it.

use crate::Seed;
use chrono::NaiveDate;
use shared::domain::units::{Generation, Level, Place, REFORM, Registry, UnitRef, registry};

/// The communes of both generations as places.
#[derive(Debug)]
pub(super) struct Places {
    registry: &'static Registry,
    legacy: Vec<Place>,
    current: Vec<Place>,
}

impl Places {
    /// Those of the whole country.
    pub(super) fn of_nation() -> Self {
        Self::chosen(|_| true)
    }

    /// Those that `is_wanted` takes.
    pub(super) fn chosen(is_wanted: impl Fn(&Place) -> bool) -> Self {
        let registry = registry().expect("the units compiled in");
        let places = |generation| {
            let communes = registry.units_of(generation, Some(Level::Commune)).iter();
            communes
                .map(|commune| {
                    registry
                        .place(generation, &commune.unit.code)
                        .expect("a place of every commune")
                })
                .filter(&is_wanted)
                .collect()
        };
        Self {
            registry,
            legacy: places(Generation::Legacy),
            current: places(Generation::Current),
        }
    }

    /// A commune in force on `day`, rather one of the lower codes: Hà Nội has the most products.
    pub(super) fn pick(&self, seed: &mut Seed, day: NaiveDate) -> Place {
        let places = if day < REFORM { &self.legacy } else { &self.current };
        let position = seed.index(places.len()).min(seed.index(places.len()));
        self.in_successor(seed, places[position].clone())
    }

    /// Of a commune that was split, one in five records names another successor than the default.
    fn in_successor(&self, seed: &mut Seed, place: Place) -> Place {
        let Some(commune) = place
            .legacy_commune
            .as_deref()
            .filter(|_| place.generation == Generation::Legacy)
        else {
            return place;
        };
        let successors = self
            .registry
            .successors(&UnitRef::new(Generation::Legacy, Level::Commune, commune));
        if successors.len() < 2 || !seed.chance(20) {
            return place;
        }
        let chosen = &successors[seed.index(successors.len())].unit.unit.code;
        self.registry
            .place_in(Generation::Legacy, commune, Some(chosen))
            .expect("a place in a successor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_recorded_under_the_default_and_under_other_successors() {
        let (places, mut seed) = (Places::of_nation(), Seed::new(1));
        let day = "2024-05-01".parse().unwrap();
        let registry = registry().unwrap();
        let others = (0..20_000)
            .map(|_| places.pick(&mut seed, day))
            .filter(|place| {
                let legacy = place.legacy_commune.as_deref().unwrap();
                let default = registry.place(Generation::Legacy, legacy).unwrap();
                assert_eq!(place.generation, Generation::Legacy);
                default.current_commune != place.current_commune
            })
            .count();
        assert!(others > 100, "{others}");
    }
}
