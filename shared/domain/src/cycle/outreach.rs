//! Communication (tuyên truyền, tập huấn), the first step of the cycle, and trade promotion (xúc tiến thương mại), the last.

use super::fields::{RecordCheck, at, year_of};
use super::owner::{Content, OwnerUnit, RecordKind, of_its_unit};
use crate::money::Dong;
use crate::text_enum;
use crate::violation::Violation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// Kinds of communication.
    pub enum EventKind {
        /// Hội nghị triển khai.
        Conference = "conference",
        /// Tập huấn.
        Training = "training",
        /// Tuyên truyền trên truyền thông.
        Media = "media",
        /// Tham quan học tập.
        StudyVisit = "study_visit",
        /// Another kind.
        Other = "other",
    }
}

text_enum! {
    /// Kinds of trade promotion.
    pub enum PromotionKind {
        /// Hội chợ, triển lãm.
        Fair = "fair",
        /// Điểm giới thiệu và bán sản phẩm.
        Shop = "shop",
        /// Sàn thương mại điện tử và kênh trực tuyến.
        OnlineChannel = "online_channel",
        /// Kết nối cung cầu.
        TradeConnection = "trade_connection",
    }
}

/// An event of communication or training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunicationEvent {
    /// Whose; the caller's own unit where left out.
    pub unit: Option<OwnerUnit>,
    /// The day.
    pub held_on: NaiveDate,
    /// The kind.
    pub kind: EventKind,
    /// What it was about.
    #[schema(
        pattern = r"\S",
        example = "Hội nghị triển khai Chương trình OCOP năm 2026",
        min_length = 1,
        max_length = 300
    )]
    pub title: String,
    /// People who took part.
    #[schema(maximum = 100_000_000)]
    pub participants: u32,
    /// Ids of files.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub files: Vec<Uuid>,
}

/// A fair, a shop, a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// Whose; the caller's own unit where left out.
    pub unit: Option<OwnerUnit>,
    /// The kind.
    pub kind: PromotionKind,
    /// Its name.
    #[schema(
        example = "Hội chợ OCOP Phú Thọ 2026",
        min_length = 1,
        max_length = 300,
        pattern = r"\S"
    )]
    pub name: String,
    /// Where: an address, or that of a channel.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub place: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none as long as it is open, as shops and channels are.
    pub to: Option<NaiveDate>,
    /// Products that take part.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub products: Vec<PromotedProduct>,
    /// Sales of all of them, in đồng; at least those of the products together.
    #[serde(default)]
    pub sales: Dong,
    /// Ids of files.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub files: Vec<Uuid>,
}

/// A product that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotedProduct {
    /// The product.
    pub product_id: Uuid,
    /// Its sales, in đồng.
    #[serde(default)]
    pub sales: Dong,
}

impl Content for CommunicationEvent {
    const KIND: RecordKind = RecordKind::CommunicationEvent;
    const FIXED: &'static [&'static str] = &["unit"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.day("/held_on", self.held_on);
        check.name("/title", &self.title);
        check.count("/participants", self.participants);
        check.files(&self.files);
        check.finish()
    }

    of_its_unit!();

    fn year(&self) -> Option<i16> {
        year_of(self.held_on)
    }

    fn files(&self) -> Vec<(String, Uuid)> {
        at("/files", &self.files)
    }
}

impl Content for Promotion {
    const KIND: RecordKind = RecordKind::Promotion;
    const FIXED: &'static [&'static str] = &["unit"];

    fn check(&self) -> Vec<Violation> {
        let mut check = RecordCheck::default();
        check.name("/name", &self.name);
        check.name("/place", &self.place);
        check.day("/from", self.from);
        check.period("/to", self.from, self.to);
        check.entries("/products", self.products.len());
        check.once(&self.products());
        for (index, product) in self.products.iter().enumerate() {
            check.money(&format!("/products/{index}/sales"), product.sales);
        }
        check.money("/sales", self.sales);
        if Dong::sum(self.products.iter().map(|product| product.sales)) > self.sales {
            check.refuse(
                "/sales",
                "less_than_its_parts",
                "tổng doanh số không được nhỏ hơn doanh số của các sản phẩm cộng lại",
                "the sales must not be less than those of the products together",
            );
        }
        check.files(&self.files);
        check.finish()
    }

    of_its_unit!();

    fn year(&self) -> Option<i16> {
        year_of(self.from)
    }

    fn files(&self) -> Vec<(String, Uuid)> {
        at("/files", &self.files)
    }

    fn products(&self) -> Vec<(String, Uuid)> {
        let ids = self.products.iter().enumerate();
        ids.map(|(index, product)| (format!("/products/{index}/product_id"), product.product_id))
            .collect()
    }
}
