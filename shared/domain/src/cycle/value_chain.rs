//! The value chain of a product (chuỗi giá trị): where the material grows, who delivers it, where it is processed, who sells.

use super::fields::RecordCheck;
use super::owner::{Content, OwnerClaim, RecordKind};
use crate::text_enum;
use crate::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// All of the sales, in hundredths of a percent.
const WHOLE: u32 = 10_000;

text_enum! {
    /// Whose land it is.
    pub enum Tenure {
        /// The producer's.
        Own = "own",
        /// That of linked growers (liên kết).
        Linked = "linked",
    }
}

text_enum! {
    /// Ways to the customer.
    pub enum DistributionKind {
        /// Bán trực tiếp.
        Direct = "direct",
        /// Đại lý, cửa hàng.
        Retailer = "retailer",
        /// Siêu thị.
        Supermarket = "supermarket",
        /// Trực tuyến.
        Online = "online",
        /// Xuất khẩu.
        Export = "export",
        /// Another way.
        Other = "other",
    }
}

/// The value chain; each product has one or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ValueChain {
    /// The product; said by the path.
    #[serde(skip)]
    #[schema(ignore)]
    pub product_id: Uuid,
    /// Material areas (vùng nguyên liệu).
    #[schema(max_items = 200)]
    pub materials: Vec<GrowingArea>,
    /// Linkage contracts (hợp đồng liên kết).
    #[schema(max_items = 200)]
    pub contracts: Vec<LinkageContract>,
    /// Processing (chế biến).
    #[schema(max_items = 200)]
    pub processing: Vec<ProcessingSite>,
    /// Distribution (kênh phân phối); the shares add up to at most 10,000.
    #[schema(max_items = 200)]
    pub distribution: Vec<DistributionChannel>,
}

/// Land on which the material grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowingArea {
    /// Where.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub place: String,
    /// Square metres, a whole number.
    pub area_m2: u32,
    /// Whose.
    pub tenure: Tenure,
}

/// A contract along the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkageContract {
    /// With whom.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub partner: String,
    /// About what.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub subject: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none where it has no end.
    pub to: Option<NaiveDate>,
    /// Id of the file with the contract.
    pub file_id: Option<Uuid>,
}

/// A place of processing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcessingSite {
    /// Which.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub facility: String,
    /// How much it can do, as people say it.
    #[schema(example = "2 tấn/ngày", max_length = 5000)]
    pub capacity: Option<String>,
    /// Certificates it holds.
    #[serde(default)]
    #[schema(example = json!(["HACCP"]), max_items = 200)]
    pub certificates: Vec<String>,
}

/// A way to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistributionChannel {
    /// The kind.
    pub kind: DistributionKind,
    /// Share of the sales in hundredths of a percent: 2,500 is a quarter.
    #[schema(maximum = 10_000)]
    pub share: u32,
}

impl Content for ValueChain {
    const KIND: RecordKind = RecordKind::ValueChain;
    const FIXED: &'static [&'static str] = &["product_id"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.entries("/materials", self.materials.len());
        for (index, area) in self.materials.iter().enumerate() {
            check.name(&format!("/materials/{index}/place"), &area.place);
        }
        check.entries("/contracts", self.contracts.len());
        for (index, contract) in self.contracts.iter().enumerate() {
            let at = |field| format!("/contracts/{index}/{field}");
            check.name(&at("partner"), &contract.partner);
            check.name(&at("subject"), &contract.subject);
            check.period(&at("to"), contract.from, contract.to);
        }
        check.entries("/processing", self.processing.len());
        for (index, processing) in self.processing.iter().enumerate() {
            check.name(&format!("/processing/{index}/facility"), &processing.facility);
            check.text(
                &format!("/processing/{index}/capacity"),
                processing.capacity.as_deref(),
            );
            check.entries(
                &format!("/processing/{index}/certificates"),
                processing.certificates.len(),
            );
            for (number, certificate) in processing.certificates.iter().enumerate() {
                check.name(&format!("/processing/{index}/certificates/{number}"), certificate);
            }
        }
        check.entries("/distribution", self.distribution.len());
        let shares = self.distribution.iter().map(|channel| channel.share);
        if shares.fold(0, u32::saturating_add) > WHOLE {
            check.refuse(
                "/distribution",
                "more_than_the_whole",
                "tổng các tỷ lệ không được quá 10000 (100 %)",
                "the shares must not add up to more than 10,000 (100 %)",
            );
        }
        check.finish()
    }

    fn named(&self) -> OwnerClaim {
        OwnerClaim::Product(self.product_id)
    }

    fn year(&self) -> Option<i16> {
        None
    }

    fn files(&self) -> Vec<(String, Uuid)> {
        let contracts = self.contracts.iter().enumerate();
        contracts
            .filter_map(|(index, contract)| Some((format!("/contracts/{index}/file_id"), contract.file_id?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_shares_are_at_most_the_whole() {
        let with = |share: u32| -> ValueChain {
            let channels = json!([{"kind": "direct", "share": 2_500}, {"kind": "online", "share": share}]);
            serde_json::from_value(json!({"distribution": channels})).unwrap()
        };
        assert!(with(7_500).check().is_empty());
        assert_eq!(with(7_501).check()[0].pointer, "/distribution");
        assert_eq!(with(u32::MAX).check()[0].code, "more_than_the_whole");
    }
}
