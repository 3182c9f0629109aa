//! Which producers rows mean: those of the register, found by key, tax code or name and commune, and new ones.

use super::super::outcome::{NotTaken, Register, RowsOutcome, accept, key_remarks, number};
use super::super::remark::RegisterRemark;
use diesel_async::AsyncPgConnection;
use paper::{ListedProducer, PaperField, Reason};
use shared::database::outside_keys;
use shared::database::producers::{self, Producer, ProducerNames};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use shared::domain::producers::{ProducerDraft, name_key};
use shared::domain::units::Place;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A row's number with the producer that it names.
pub(super) type ProducerRow<'a> = (u32, &'a ListedProducer);

/// The producers of some rows.
#[derive(Default)]
pub(super) struct People {
    all: Vec<Producer>,
    new: HashSet<Uuid>,
    filled: HashSet<Uuid>,
    by_key: HashMap<OutsideKey, usize>,
    by_code: HashMap<String, Vec<usize>>,
    by_name: HashMap<(String, String), Vec<usize>>,
    /// Which of `all` each row means.
    of_row: HashMap<u32, usize>,
    claims: Vec<(OutsideKey, Uuid)>,
}

impl People {
    /// Finds and writes the producers of `rows`.
    pub(super) async fn write(
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ProducerRow<'_>],
        outcome: &mut RowsOutcome,
    ) -> Result<Self, NotTaken> {
        let mut people = Self::load(connection, register, rows).await?;
        let mut remarks = Vec::new();
        for (row, listed) in rows {
            people.settle(register, *row, listed, &mut remarks);
        }
        accept(remarks, outcome)?;
        let touched =
            |producer: &&Producer| people.new.contains(&producer.id) || people.filled.contains(&producer.id);
        let written: Vec<Producer> = people.all.iter().filter(touched).cloned().collect();
        producers::save(connection, &written).await?;
        let subject = KeySubject::Producer;
        outside_keys::claim(connection, subject, register.scope, &people.claims, register.now).await?;
        outcome.counts.producers_new += number(people.new.len());
        outcome.counts.producers_filled += number(people.filled.len());
        Ok(people)
    }

    /// The producer that the row means.
    pub(super) fn of_row(&self, row: u32) -> Option<&Producer> {
        self.all.get(*self.of_row.get(&row)?)
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ProducerRow<'_>],
    ) -> Result<Self, NotTaken> {
        let keys: Vec<OutsideKey> = rows
            .iter()
            .filter_map(|(_, listed)| register.key(listed.key.as_ref()))
            .collect();
        let keyed = outside_keys::find(connection, KeySubject::Producer, register.scope, &keys).await?;
        let named = ProducerNames {
            tax_codes: rows
                .iter()
                .filter_map(|(_, listed)| listed.tax_code.clone())
                .collect(),
            names: rows
                .iter()
                .filter_map(|(_, listed)| {
                    let place = listed.place.as_ref()?;
                    Some((place.current_commune.clone(), listed.name.clone()))
                })
                .collect(),
            ids: keyed.values().copied().collect(),
        };
        let mut people = Self::default();
        let known = producers::known(connection, register.scope, &named).await?;
        let (twins, records): (Vec<_>, Vec<_>) = known.into_iter().partition(|one| one.merged_into.is_some());
        for record in records {
            people.add(record);
        }
        let numbers: HashMap<Uuid, usize> = people
            .all
            .iter()
            .enumerate()
            .map(|(at, known)| (known.id, at))
            .collect();
        for twin in &twins {
            if let Some(at) = twin.merged_into.and_then(|other| numbers.get(&other)) {
                people.call(*at, twin);
            }
        }
        people.by_key = keyed
            .into_iter()
            .filter_map(|(key, id)| Some((key, *numbers.get(&id)?)))
            .collect();
        Ok(people)
    }

    fn add(&mut self, producer: Producer) -> usize {
        let at = self.all.len();
        self.call(at, &producer);
        self.all.push(producer);
        at
    }

    /// The producer at `at` goes by tax code and name of `producer`: itself, or a twin for which it stands.
    fn call(&mut self, at: usize, producer: &Producer) {
        if let Some(code) = &producer.tax_code {
            known_as(self.by_code.entry(digits(code)).or_default(), at);
        }
        let name = (producer.current_commune_code.clone(), name_key(&producer.name));
        known_as(self.by_name.entry(name).or_default(), at);
    }

    /// Finds out whom the row means, and fills in what the register does not know of them.
    fn settle(
        &mut self,
        register: &Register<'_>,
        row: u32,
        listed: &ListedProducer,
        remarks: &mut Vec<RegisterRemark>,
    ) {
        let (Some(place), Some(draft)) = (&listed.place, listed.draft()) else {
            return;
        };
        let key = register.key(listed.key.as_ref());
        let broken = key_remarks(key.as_ref(), row);
        if !broken.is_empty() {
            return remarks.extend(broken);
        }
        let candidates = self.candidates(key.as_ref(), listed, place);
        let at = match candidates.as_slice() {
            [] if register.scope.covers(place, None) => self.make(register, draft, place),
            [] => return remarks.push(outside_reach(row)),
            [one] => self.fill(register, *one, &draft, row, remarks),
            several => return remarks.push(ambiguous(row, several.len())),
        };
        if let (Some(key), Some(producer)) = (key, self.all.get(at))
            && !self.by_key.contains_key(&key)
        {
            self.claims.push((key.clone(), producer.id));
            self.by_key.insert(key, at);
        }
        self.of_row.insert(row, at);
    }

    /// Those whom the row may mean. A tax code is one producer's; a name without one is that of its commune.
    fn candidates(&self, key: Option<&OutsideKey>, listed: &ListedProducer, place: &Place) -> Vec<usize> {
        if let Some(at) = key.and_then(|key| self.by_key.get(key)) {
            return vec![*at];
        }
        let name = name_key(&listed.name);
        let code = listed.tax_code.as_deref().map(digits);
        if let Some(same) = code.as_ref().and_then(|code| self.by_code.get(code)) {
            let named = |at: &&usize| self.all.get(**at).is_some_and(|one| name_key(&one.name) == name);
            let named: Vec<usize> = same.iter().filter(named).copied().collect();
            return if named.len() == 1 { named } else { same.clone() };
        }
        let Some(named) = self.by_name.get(&(place.current_commune.clone(), name)) else {
            return Vec::new();
        };
        // One with another tax code is another producer of that name.
        let other = |at: &&usize| {
            self.all
                .get(**at)
                .is_some_and(|one| code.is_none() || one.tax_code.is_none())
        };
        named.iter().filter(other).copied().collect()
    }

    fn make(&mut self, register: &Register<'_>, draft: ProducerDraft, place: &Place) -> usize {
        let producer = Producer::new(Uuid::now_v7(), draft, place.clone(), register.now);
        self.new.insert(producer.id);
        self.add(producer)
    }

    fn fill(
        &mut self,
        register: &Register<'_>,
        at: usize,
        said: &ProducerDraft,
        row: u32,
        remarks: &mut Vec<RegisterRemark>,
    ) -> usize {
        let Some(producer) = self.all.get_mut(at) else {
            return at;
        };
        let filling = producer.draft().filled(said);
        remarks.extend(
            filling
                .differs
                .into_iter()
                .map(|field| RegisterRemark::differs(row, field)),
        );
        if filling.adds {
            let place = producer.place();
            // However many rows add to it, it is changed once.
            let is_touched = self.new.contains(&producer.id) || self.filled.contains(&producer.id);
            let version = producer.version;
            *producer = producer.changed(filling.draft, place, register.now);
            if is_touched {
                producer.version = version;
            } else {
                self.filled.insert(producer.id);
            }
            if let Some(code) = &producer.tax_code {
                known_as(self.by_code.entry(digits(code)).or_default(), at);
            }
        }
        at
    }
}

fn known_as(same: &mut Vec<usize>, at: usize) {
    if !same.contains(&at) {
        same.push(at);
    }
}

fn digits(code: &str) -> String {
    code.replace('-', "")
}

fn ambiguous(row: u32, count: usize) -> RegisterRemark {
    RegisterRemark::new(
        row,
        PaperField::Producer,
        Reason::error(
            "producer_ambiguous",
            format!("có {count} chủ thể như vậy trong dữ liệu: hãy ghi mã số thuế hoặc gộp các bản trùng"),
            format!("{count} producers of the register fit: write the tax code, or merge the twins"),
        ),
    )
}

fn outside_reach(row: u32) -> RegisterRemark {
    RegisterRemark::new(
        row,
        PaperField::Commune,
        Reason::error(
            "outside_reach",
            "đơn vị hành chính nằm ngoài phạm vi của bạn",
            "the unit lies outside your reach",
        ),
    )
}
