//! How figures are grouped: by the columns of the dimensions asked for, and as a whole.

use super::conditions::columns;
use crate::domain::statistics::Dimension;
use crate::domain::units::Generation;

/// Parts of a statement that counts cells and the whole in one pass.
pub(super) struct Grouping {
    /// A cell's coordinates as the text of a JSON object; null for the whole.
    pub(super) coordinates: String,
    columns: Vec<&'static str>,
}

impl Grouping {
    /// The grouping by `dimensions`, units in the boundaries of `generation`.
    pub(super) fn by(dimensions: &[Dimension], generation: Generation) -> Self {
        let of_each = dimensions.iter().map(|one| columns(*one, generation));
        let grouped: Vec<&str> = of_each.clone().flatten().copied().collect();
        let pairs: Vec<String> = of_each
            .zip(dimensions)
            .filter_map(|(columns, one)| columns.first().map(|column| format!("'{one}', {column}")))
            .collect();
        let potential = if dimensions.contains(&Dimension::Stars) {
            "case when potential then true end"
        } else {
            "null::boolean"
        };
        let coordinates = if grouped.is_empty() {
            "null::text".to_owned()
        } else {
            format!(
                "case when grouping({}) = 0 then (jsonb_strip_nulls(jsonb_build_object('potential', {potential})) \
                 || jsonb_build_object({}))::text end",
                grouped.join(", "),
                pairs.join(", ")
            )
        };
        Self {
            coordinates,
            columns: grouped,
        }
    }

    /// The grouping sets of the cells and of the whole, each with the column `beside`.
    pub(super) fn sets(&self, beside: Option<&str>) -> String {
        let set = |columns: &[&str]| {
            let columns: Vec<&str> = columns.iter().copied().chain(beside).collect();
            format!("({})", columns.join(", "))
        };
        if self.columns.is_empty() {
            set(&[])
        } else {
            format!("{}, {}", set(&self.columns), set(&[]))
        }
    }

    /// `order by`: the whole first, then the cells by their coordinates.
    pub(super) fn order(&self) -> String {
        if self.columns.is_empty() {
            String::new()
        } else {
            let columns = self.columns.join(", ");
            format!(" order by grouping({columns}) desc, {columns}")
        }
    }
}
