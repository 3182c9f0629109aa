//! What all records of the cycle have in common: their kind, whose they are, their rules.

use crate::text_enum;
use crate::units::{Generation, Level};
use crate::violation::Violation;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// The kinds of records of the cycle.
    pub enum RecordKind {
        /// Lộ trình.
        Roadmap = "roadmap",
        /// Tuyên truyền, tập huấn.
        CommunicationEvent = "communication_event",
        /// Ý tưởng sản phẩm.
        Idea = "idea",
        /// Phương án sản xuất kinh doanh.
        BusinessPlan = "business_plan",
        /// Kết quả triển khai.
        ImplementationReport = "implementation_report",
        /// Xúc tiến thương mại.
        Promotion = "promotion",
        /// Văn bản hướng dẫn.
        GuidanceDocument = "guidance_document",
        /// Chuỗi giá trị.
        ValueChain = "value_chain",
    }
}

text_enum! {
    /// The tier whose record it is.
    pub enum OwnerLevel {
        /// The ministry.
        National = "national",
        /// A province.
        Province = "province",
        /// A commune, or a producer in it.
        Commune = "commune",
    }
}

impl OwnerLevel {
    /// The level of the unit; the nation is none.
    #[must_use]
    pub const fn unit_level(self) -> Option<Level> {
        match self {
            Self::National => None,
            Self::Province => Some(Level::Province),
            Self::Commune => Some(Level::Commune),
        }
    }
}

impl RecordKind {
    /// Open to everybody below the unit whose record it is: what a unit plans and issues is meant for them. What producers
    /// hand in is for their offices only.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Roadmap | Self::CommunicationEvent | Self::Promotion | Self::GuidanceDocument
        )
    }
}

/// A unit as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerUnit {
    /// Tier.
    pub level: OwnerLevel,
    /// Code: 2 digits of a province, 5 of a commune; none for the nation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "25")]
    pub code: Option<String>,
    /// Its name, where the sender has it: refused where the code is another's. It is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, pattern = r"\S")]
    pub name: Option<String>,
    /// Side of the reform of 1 July 2025 on which a commune's code is meant; `current` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// Code of today's commune, where the one of `code` was split at the reform: which part is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

/// What a record says of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerClaim {
    /// A unit's; the caller's own where none is named.
    Unit(Option<OwnerUnit>),
    /// A producer's, or a commune's.
    Idea {
        /// The producer.
        producer: Option<Uuid>,
        /// Today's commune.
        commune: Option<String>,
    },
    /// That of the record of an earlier step (of this kind, accepted), or of a product.
    Follows {
        /// Kind of the earlier record.
        kind: RecordKind,
        /// The earlier record.
        earlier: Option<Uuid>,
        /// The product.
        product: Option<Uuid>,
    },
    /// A product's.
    Product(Uuid),
}

/// Whose a record is, once that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOwner {
    /// The unit.
    pub unit: OwnerUnit,
    /// Today's commune, below the provinces.
    pub commune: Option<String>,
    /// The producer.
    pub producer: Option<Uuid>,
}

/// The content of a kind of record: as clients send it, as it is stored, and as it is answered.
pub trait Content: Clone + Serialize + DeserializeOwned {
    /// The kind.
    const KIND: RecordKind;
    /// Members that say whose the record is; they never change.
    const FIXED: &'static [&'static str];

    /// Every rule that it breaks.
    fn check(&self) -> Vec<Violation>;

    /// Whose it says it is.
    fn named(&self) -> OwnerClaim;

    /// Says whose it is, where the client has left that out.
    fn settle(&mut self, _settled: RecordOwner) {}

    /// The year it counts for.
    fn year(&self) -> Option<i16>;

    /// Files it names, each with the pointer to where.
    fn files(&self) -> Vec<(String, Uuid)> {
        Vec::new()
    }

    /// Products it names besides its owner, each with the pointer to where.
    fn products(&self) -> Vec<(String, Uuid)> {
        Vec::new()
    }
}

/// Whose a [`Content`] with a member `unit` is: that unit's, or where it is left out the caller's own.
macro_rules! of_its_unit {
    () => {
        fn named(&self) -> $crate::cycle::OwnerClaim {
            $crate::cycle::OwnerClaim::Unit(self.unit.clone())
        }

        fn settle(&mut self, settled: $crate::cycle::RecordOwner) {
            self.unit = Some(settled.unit);
        }
    };
}
pub(super) use of_its_unit;
