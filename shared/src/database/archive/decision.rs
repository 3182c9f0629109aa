//! Decisions in an archive.

use super::product::products_of;
use super::{ArchiveHand, ArchiveLine, ArchiveReach, ROWS};
use crate::database::decisions::office_word;
use crate::database::error::StoreResult;
use crate::database::schema::{certificate_events, certificates, decision_items, decisions};
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

    /// Those that name a product of the province, issued a certificate of it or changed one. What named only a twin stays behind with it.
    async fn ids(
        connection: &mut AsyncPgConnection,
        reach: &ArchiveReach,
        after: Option<Uuid>,
        limit: i64,
    ) -> StoreResult<Vec<Uuid>> {
        let naming = decision_items::table
            .filter(decision_items::product_id.eq_any(products_of(reach)))
            .select(decision_items::decision_id);
        let issuing = certificates::table
            .filter(certificates::product_id.eq_any(products_of(reach)))
            .select(certificates::decision_id);
        let changing = certificate_events::table
            .inner_join(certificates::table)
            .filter(certificates::product_id.eq_any(products_of(reach)))
            .filter(certificate_events::decision_id.is_not_null())
            .select(certificate_events::decision_id.assume_not_null());
        let mut query = decisions::table
            .filter(
                decisions::id
                    .eq_any(naming)
                    .or(decisions::id.eq_any(issuing))
                    .or(decisions::id.eq_any(changing)),
            )
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
