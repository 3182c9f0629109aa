//! What tests share that hold answers against a recount by SQL: made-up places, and random callers, units and dimensions, each as a
//! query and as plain SQL over the columns of a place.

use crate::app::App;
use crate::registration::token_in;
use chrono::{Days, NaiveDate};
use serde_json::Value;
use shared::domain::access::{Role, Scope};
use shared::domain::criteria::Regimes;
use shared::domain::units::{Generation, Level, Place, registry};
use test_support::Seed;

/// The most questions of a test that asks on until it has tried what it must.
pub(crate) const AT_MOST: usize = 3_000;

/// Columns of every table with a place.
pub(crate) const PLACE: &str = "unit_generation, current_province_code, current_commune_code, legacy_province_code, \
                                legacy_district_code, legacy_commune_code";

/// A few places that share units in one of the boundaries and not in the other: three old communes of Sông Lô, two of them in one
/// of today's; another of what is today's Phú Thọ; Hà Nội; an island whose district had no communes.
pub(crate) fn places() -> Vec<Place> {
    let registry = registry().unwrap();
    let communes = |generation| registry.units_of(generation, Some(Level::Commune)).iter();
    let hung_vuong = communes(Generation::Legacy)
        .find(|unit| {
            unit.province_code == "25"
                && registry
                    .place_in(Generation::Legacy, &unit.unit.code, None)
                    .is_ok()
        })
        .unwrap();
    let islands =
        communes(Generation::Current).filter_map(|unit| registry.place(Generation::Current, &unit.unit.code));
    let island = islands
        .into_iter()
        .find(|place| place.legacy_commune.is_none())
        .unwrap();
    [
        (Generation::Legacy, "08782"),
        (Generation::Legacy, "08806"),
        (Generation::Current, "08848"),
        (Generation::Legacy, hung_vuong.unit.code.as_str()),
        (Generation::Current, "00004"),
    ]
    .into_iter()
    .map(|(generation, code)| registry.place_in(generation, code, None).unwrap())
    .chain([island])
    .collect()
}

/// The values of [`PLACE`].
pub(crate) fn values(place: &Place) -> String {
    let commune = place.legacy_commune.as_ref();
    format!(
        "'{}', '{}', '{}', '{}', '{}', {}",
        place.generation,
        place.current_province,
        place.current_commune,
        place.legacy_province,
        place.legacy_district,
        commune.map_or("null".to_owned(), |code| format!("'{code}'")),
    )
}

/// Moves the rows of `table`, such as the made-up products, to `places`, as their ids would have it.
pub(crate) async fn scatter(app: &App, table: &str, places: &[Place]) {
    let (_, columns) = PLACE.split_once(", ").unwrap();
    for (place, number) in places.iter().zip(0..) {
        let values = values(place);
        let (_, values) = values.split_once(", ").unwrap();
        app.database
            .execute(&format!(
                "update {table} set ({columns}) = row({values}) where get_byte(uuid_send(id), 15) % {} = {number}",
                places.len()
            ))
            .await;
    }
}

/// Who asks.
pub(crate) struct Caller {
    pub(crate) token: String,
    pub(crate) scope: Scope,
}

/// The ministry, a province, one of its communes, and a system that reads the statistics of another province.
pub(crate) async fn callers(app: &App) -> Vec<Caller> {
    let mut callers = Vec::new();
    for (role, unit, scope) in [
        (Role::National, "", Scope::Nation),
        (Role::Province, "25", Scope::Province("25".to_owned())),
        (Role::Commune, "08782", Scope::Commune("08782".to_owned())),
        (Role::Statistics, "01", Scope::Province("01".to_owned())),
    ] {
        callers.push(Caller {
            token: token_in(app, role, unit).await,
            scope,
        });
    }
    callers
}

/// Who asks question `number`: the ministry every second time, since it sees most.
pub(crate) fn asker(callers: &[Caller], number: usize) -> &Caller {
    let position = if number.is_multiple_of(2) { 0 } else { number / 2 };
    &callers[position % callers.len()]
}

impl Caller {
    /// The condition that a row with a place is in reach.
    fn reach(&self) -> String {
        match &self.scope {
            Scope::Province(code) => format!("current_province_code = '{code}'"),
            Scope::Commune(code) => format!("current_commune_code = '{code}'"),
            _ => "true".to_owned(),
        }
    }

    /// Units of the old boundaries are open to all, of today's only those in reach.
    fn may_name(&self, generation: Generation, level: Level, place: &Place) -> bool {
        let is_current = generation == Generation::Current;
        match &self.scope {
            Scope::Province(code) if is_current => place.current_province == *code,
            Scope::Commune(code) if is_current => level == Level::Commune && place.current_commune == *code,
            _ => true,
        }
    }
}

/// Where is asked for.
pub(crate) struct Asked {
    pub(crate) generation: Generation,
    /// The level of the unit, where one is named.
    pub(crate) level: Option<Level>,
    /// Boundaries and unit as parameters of a query.
    pub(crate) query: String,
    /// The unit and the caller's reach as a condition.
    pub(crate) condition: String,
}

impl Asked {
    /// A random unit of one of `places`, or all.
    pub(crate) fn by(seed: &mut Seed, caller: &Caller, places: &[Place]) -> Self {
        let generation = Generation::ALL[seed.index(2)];
        let (mut query, mut condition) = (format!("generation={generation}"), caller.reach());
        let place = &places[seed.index(places.len())];
        let level = Level::ALL[seed.index(Level::ALL.len())];
        let code = match (generation, level) {
            (Generation::Current, Level::Province) => Some(&place.current_province),
            (Generation::Current, Level::Commune) => Some(&place.current_commune),
            (Generation::Current, Level::District) => None,
            (Generation::Legacy, Level::Province) => Some(&place.legacy_province),
            (Generation::Legacy, Level::District) => Some(&place.legacy_district),
            (Generation::Legacy, Level::Commune) => place.legacy_commune.as_ref(),
        };
        let code = code.filter(|_| seed.chance(60) && caller.may_name(generation, level, place));
        if let Some(code) = code {
            query += &format!("&unit={code}&level={level}");
            condition += &format!(" and {generation}_{level}_code = '{code}'");
        }
        Self {
            generation,
            level: code.map(|_| level),
            query,
            condition,
        }
    }

    /// A random dimension of `offered`, perhaps none.
    pub(crate) fn dimension<'a>(&self, seed: &mut Seed, offered: &[&'a str]) -> Option<&'a str> {
        let dimension = offered[seed.index(offered.len())];
        let fits = dimension != "district" || self.generation == Generation::Legacy;
        (fits && seed.chance(80)).then_some(dimension)
    }

    /// What `dimension` is of a row with a place and a `product_set`, as JSON.
    pub(crate) fn cell(&self, dimension: Option<&str>) -> String {
        let value = match dimension {
            None => "null::text".to_owned(),
            Some(unit @ ("province" | "district" | "commune")) => format!("{}_{unit}_code", self.generation),
            Some("product_group") => group_of("product_set"),
            Some(column) => column.to_owned(),
        };
        format!("coalesce(to_jsonb({value}), 'null')")
    }
}

/// The group of the product set in `column`.
pub(crate) fn group_of(column: &str) -> String {
    let regimes = Regimes::embedded().unwrap();
    let sets = &regimes.iter().last().unwrap().sets;
    let groups = sets
        .iter()
        .map(|set| format!("when {} then '{}'", set.no, set.group));
    format!("case {column} {} end", groups.collect::<Vec<_>>().join(" "))
}

/// The rows that `sql` selects, an object each.
pub(crate) async fn objects(app: &App, sql: &str) -> Vec<Value> {
    let lines = app.database.texts(sql).await;
    lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The Vietnamese day of a moment.
pub(crate) fn day_of(moment: &str) -> String {
    format!("({moment} at time zone 'Asia/Ho_Chi_Minh')::date")
}

/// A day within `days` days from `first`.
pub(crate) fn day_from(seed: &mut Seed, first: &str, days: u64) -> NaiveDate {
    let first: NaiveDate = first.parse().unwrap();
    first + Days::new(seed.below(days))
}
