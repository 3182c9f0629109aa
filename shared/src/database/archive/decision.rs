//! Decisions in an archive.

use super::{ArchiveHand, ArchiveLine, ArchiveReach, ROWS};
use crate::database::decisions::office_word;
use crate::database::error::StoreResult;
use crate::database::schema::{decision_items, decisions, products};
use crate::domain::certificate::DecisionKind;
use crate::domain::criteria::RecognitionAuthority;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an archive keeps of a row of `decisions`: a line of `decisions.ndjson`. Where it comes in, it was made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = decisions, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ArchiveDecision {
    /// Its id.
    pub id: Uuid,
    /// What it does.
    pub kind: DecisionKind,
    /// As written.
    pub number: String,
    /// Its date.
    pub decided_on: NaiveDate,
    /// District, province or ministry.
    pub authority: RecognitionAuthority,
    /// The province, in today's boundaries; none for the ministry.
    pub province_code: Option<String>,
    /// The unit that decided, in the boundaries of its time; none for the ministry.
    pub authority_unit: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The programme's year.
    pub programme_year: i16,
    /// Why, where the decision says so.
    pub reason: Option<String>,
}

impl ArchiveDecision {
    /// The unit that decided; empty for the ministry.
    #[must_use]
    pub fn office_word(&self) -> String {
        office_word(self.authority_unit.as_deref(), self.province_code.as_deref())
    }
}

impl ArchiveLine for ArchiveDecision {
    fn id(&self) -> Uuid {
        self.id
    }

    /// Those that name a product of the province.
    async fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> StoreResult<Vec<Uuid>> {
        let naming = decision_items::table
            .inner_join(products::table)
            .filter(products::current_province_code.eq(&reach.province))
            .select(decision_items::decision_id);
        let mut query = decisions::table
            .filter(decisions::id.eq_any(naming))
            .select(decisions::id)
            .order(decisions::id)
            .limit(limit)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(decisions::id.gt(after));
        }
        Ok(query.load(connection).await?)
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        _: &ArchiveReach,
        ids: &[Uuid],
    ) -> StoreResult<Vec<Self>> {
        Ok(decisions::table
            .filter(decisions::id.eq_any(ids))
            .order(decisions::id)
            .select(Self::as_select())
            .load(connection)
            .await?)
    }

    async fn add(
        connection: &mut AsyncPgConnection,
        lines: &[Self],
        hand: ArchiveHand<'_>,
    ) -> StoreResult<()> {
        for lines in lines.chunks(ROWS) {
            let rows: Vec<_> = lines
                .iter()
                .map(|line| {
                    (
                        line,
                        decisions::recorded.eq(true),
                        decisions::created_by.eq(hand.actor),
                        decisions::created_at.eq(hand.now),
                    )
                })
                .collect();
            diesel::insert_into(decisions::table)
                .values(rows)
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}
