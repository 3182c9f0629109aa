//! The programme's yearly cycle (chu trình OCOP thường niên) around the evaluation: communication, ideas, business plans, their
//! implementation, trade promotion, and what units keep beside it: roadmaps and guidance documents. Decision 26/2026/QĐ-TTg,
//! six steps; the law names the records and leaves their fields to the provinces.

mod fields;
mod guidance;
mod ideas;
mod implementation;
mod outreach;
mod owner;
mod plans;
pub mod review;
mod roadmaps;
mod value_chain;

pub use guidance::GuidanceDocument;
pub use ideas::Idea;
pub use implementation::{EmploymentCounts, ImplementationReport, Output};
pub use outreach::{CommunicationEvent, EventKind, PromotedProduct, Promotion, PromotionKind};
pub use owner::{Content, OwnerClaim, OwnerLevel, OwnerUnit, RecordKind, RecordOwner};
pub use plans::{BusinessPlan, CapitalShare, CapitalSource, PlannedRevenue};
pub use roadmaps::{AdvantageProduct, Roadmap, RoadmapStep, RoadmapTargets};
pub use value_chain::{
    DistributionChannel, DistributionKind, GrowingArea, LinkageContract, ProcessingSite, Tenure, ValueChain,
};
