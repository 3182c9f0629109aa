//! Form 01 (Mẫu 01): the registration of a product for evaluation, as structured fields.

mod check;
mod complete;

use crate::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// A way to the customer (kênh phân phối).
    pub enum SalesChannelKind {
        /// At the place of production (tại cơ sở).
        OnSite = "on_site",
        /// Through dealers and shops (đại lý, cửa hàng).
        Shops = "shops",
        /// Through supermarkets (siêu thị).
        Supermarkets = "supermarkets",
        /// Over electronic market places (sàn thương mại điện tử).
        Online = "online",
        /// Points of sale of OCOP products (điểm bán sản phẩm OCOP).
        OcopPoints = "ocop_points",
        /// Export (xuất khẩu).
        Export = "export",
        /// Another one.
        Other = "other",
    }
}

text_enum! {
    /// What a certificate or standard is about.
    pub enum CertificateKind {
        /// Good agricultural practice (VietGAP, GlobalGAP).
        Gap = "gap",
        /// Organic (hữu cơ).
        Organic = "organic",
        /// Food safety management (HACCP, ISO 22000).
        FoodSafety = "food_safety",
        /// Quality management (ISO 9001, GMP).
        Quality = "quality",
        /// Intellectual property: trade mark, geographical indication (nhãn hiệu, chỉ dẫn địa lý).
        IntellectualProperty = "intellectual_property",
        /// Code and traceability (mã số vùng trồng, truy xuất nguồn gốc).
        Traceability = "traceability",
        /// Environment (môi trường).
        Environment = "environment",
        /// Another one.
        Other = "other",
    }
}

/// Form 01. Everything may be left open in a draft; [`Registration::missing`] says what handing in needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Registration {
    /// Name of the producer (tên chủ thể).
    #[schema(max_length = 200)]
    pub producer_name: Option<String>,
    /// Who represents it in law (người đại diện).
    #[schema(max_length = 200)]
    pub representative: Option<String>,
    /// Address (địa chỉ).
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// Telephone number.
    #[schema(pattern = r"^\+?(?:[ .()-]*[0-9]){8,15}[ .()-]*$", example = "0912 345 678")]
    pub phone: Option<String>,
    /// E-mail address.
    #[schema(
        max_length = 254,
        pattern = r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$",
        example = "htx@example.vn"
    )]
    pub email: Option<String>,
    /// Name of the product (tên sản phẩm).
    #[schema(max_length = 200)]
    pub product_name: Option<String>,
    /// What it is (mô tả sản phẩm).
    #[schema(max_length = 5000)]
    pub description: Option<String>,
    /// How much can be made (quy mô sản xuất).
    pub capacity: Option<Capacity>,
    /// Year in which production began (bắt đầu sản xuất).
    #[schema(example = 2018, minimum = 1900, maximum = 2199)]
    pub producing_since: Option<i32>,
    /// Where the material comes from (vùng nguyên liệu).
    #[schema(max_items = 100)]
    pub material_areas: Vec<MaterialArea>,
    /// Share of local material, in percent (tỷ lệ nguyên liệu địa phương).
    #[schema(minimum = 0, maximum = 100)]
    pub local_material_percent: Option<u8>,
    /// Who works on it (lao động).
    pub labour: Option<Labour>,
    /// Revenue of the last years (doanh thu các năm).
    #[schema(max_items = 100)]
    pub revenue: Vec<YearRevenue>,
    /// Ways to the customer (phân phối).
    #[schema(max_items = 100)]
    pub distribution: Vec<SalesChannel>,
    /// Certificates and standards (chứng nhận, tiêu chuẩn).
    #[schema(max_items = 100)]
    pub certificates: Vec<StandardCertificate>,
    /// What the producer declares (cam kết).
    pub declarations: Declarations,
    /// Of upgrades and renewals: what changed since the product was recognised (thay đổi so với sản phẩm đã được công nhận; 26/2026/QĐ-TTg,
    /// article 6.1.b and c).
    pub changes: Option<RenewalChanges>,
}

/// Production capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Whole units a year.
    #[schema(example = 12000, minimum = 0)]
    pub per_year: u64,
    /// The unit.
    #[schema(example = "kg", max_length = 50)]
    pub unit: String,
}

/// An area that material comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialArea {
    /// Where it is: hamlet, commune.
    #[schema(max_length = 200)]
    pub place: String,
    /// Its size in square metres, where it is land.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub square_metres: Option<u64>,
    /// What comes from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub material: Option<String>,
}

/// Who works on the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Labour {
    /// Workers in all.
    pub total: u32,
    /// Of them from the place.
    pub local: u32,
    /// Of them women.
    #[serde(default)]
    pub women: u32,
    /// Of them of an ethnic minority.
    #[serde(default)]
    pub ethnic_minority: u32,
}

/// Revenue of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct YearRevenue {
    /// The year.
    #[schema(example = 2025, minimum = 1900, maximum = 2199)]
    pub year: i32,
    /// Whole million đồng (triệu đồng).
    #[schema(example = 850, minimum = 0)]
    pub million_vnd: u64,
}

/// One way to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesChannel {
    /// Which.
    pub kind: SalesChannelKind,
    /// Names of the places or market places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub name: Option<String>,
    /// Share of the sales, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100)]
    pub percent: Option<u8>,
}

/// A certificate or standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardCertificate {
    /// What it is about.
    pub kind: CertificateKind,
    /// Its name.
    #[schema(example = "VietGAP", max_length = 200)]
    pub name: String,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub number: Option<String>,
    /// Day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Last day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The document of the dossier that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id: Option<Uuid>,
}

/// What the producer declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Declarations {
    /// All that is said is true (cam kết trung thực).
    pub truthful: bool,
    /// The laws on quality, safety, environment, intellectual property and labels are kept (tuân thủ pháp luật).
    pub law_abiding: bool,
}

/// What changed since the product was recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RenewalChanges {
    /// In production: capacity, material, technique.
    #[schema(max_length = 5000)]
    pub production: Option<String>,
    /// In quality: standards, certificates, packaging.
    #[schema(max_length = 5000)]
    pub quality: Option<String>,
    /// In the market: revenue, channels, export.
    #[schema(max_length = 5000)]
    pub market: Option<String>,
    /// In organisation and labour.
    #[schema(max_length = 5000)]
    pub organisation: Option<String>,
}
