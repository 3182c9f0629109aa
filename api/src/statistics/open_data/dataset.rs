//! Which data sets there are, and how one is asked for.

use crate::formats::Format;
use api_http::problem::{ApiResult, Problem};
use serde::Deserialize;
use shared::domain::violation::Violation;
use shared::text_enum;
use utoipa::IntoParams;

text_enum! {
    /// A data set.
    pub(super) enum DatasetName {
        /// Valid products and their producers by province and stars.
        ByProvince = "products-by-province",
        /// The same by product group and stars.
        ByGroup = "products-by-group",
        /// The same by kind of producer and stars.
        ByProducerType = "products-by-producer-type",
        /// The same by programme year and stars.
        ByYear = "products-by-year",
        /// Valid products and their producers by province and sex of the representative.
        ByGender = "products-by-gender",
        /// The same by province and whether the representative belongs to an ethnic minority.
        ByEthnicMinority = "products-by-ethnic-minority",
        /// Certificates that hold today.
        Certificates = "certificates",
    }
}

text_enum! {
    /// A format by a word that fits into a link.
    pub(super) enum FormatWord {
        /// JSON of this service.
        Json = "json",
        /// Comma-separated values.
        Csv = "csv",
        /// A workbook of Excel.
        Xlsx = "xlsx",
        /// JSON-stat 2.0.
        JsonStat = "json-stat",
    }
}

/// How a data set is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DatasetQuery {
    /// The format; left out: by `Accept`.
    #[param(inline)]
    pub(super) format: Option<FormatWord>,
    /// `next` of the page before; `certificates` as JSON only.
    pub(super) cursor: Option<String>,
    /// Entries of a page, 1 to 500, by default 50; `certificates` as JSON only.
    #[param(minimum = 1, maximum = 500)]
    pub(super) page_size: Option<u16>,
}

/// What a data set is called and about, in Vietnamese and English.
pub(super) struct Description {
    pub(super) title: (&'static str, &'static str),
    pub(super) text: (&'static str, &'static str),
}

impl DatasetName {
    /// The question about products that it answers; none for the list of certificates.
    pub(super) const fn counts(self) -> Option<&'static str> {
        match self {
            Self::ByProvince => Some("by=province,stars"),
            Self::ByGroup => Some("by=product_group,stars"),
            Self::ByProducerType => Some("by=producer_type,stars"),
            Self::ByYear => Some("by=year,stars"),
            Self::ByGender => Some("by=province,gender"),
            Self::ByEthnicMinority => Some("by=province,ethnic_minority"),
            Self::Certificates => None,
        }
    }

    /// The formats it comes in.
    pub(super) const fn formats(self) -> &'static [FormatWord] {
        match self {
            Self::Certificates => &[FormatWord::Csv, FormatWord::Json],
            _ => FormatWord::ALL,
        }
    }

    /// What it is called and about.
    pub(super) const fn description(self) -> Description {
        match self {
            Self::ByProvince => Description {
                title: (
                    "Sản phẩm OCOP theo tỉnh và hạng sao",
                    "OCOP products by province and stars",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo tỉnh hiện nay và hạng sao.",
                    "OCOP products valid today and their producers, by province in today's boundaries and stars.",
                ),
            },
            Self::ByGroup => Description {
                title: (
                    "Sản phẩm OCOP theo nhóm sản phẩm và hạng sao",
                    "OCOP products by product group and stars",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo sáu nhóm sản phẩm và hạng sao.",
                    "OCOP products valid today and their producers, by the six product groups and stars.",
                ),
            },
            Self::ByProducerType => Description {
                title: (
                    "Sản phẩm OCOP theo loại hình chủ thể và hạng sao",
                    "OCOP products by kind of producer and stars",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo loại hình chủ thể và hạng sao.",
                    "OCOP products valid today and their producers, by kind of producer and stars.",
                ),
            },
            Self::ByYear => Description {
                title: (
                    "Sản phẩm OCOP theo năm chương trình và hạng sao",
                    "OCOP products by programme year and stars",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo năm chương trình công nhận và hạng sao.",
                    "OCOP products valid today and their producers, by the programme year of their recognition and stars.",
                ),
            },
            Self::ByGender => Description {
                title: (
                    "Sản phẩm OCOP theo tỉnh và giới tính của người đại diện",
                    "OCOP products by province and sex of the representative",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo tỉnh hiện nay và giới tính của người đại diện. \
                     Số liệu nhỏ không được công bố, cùng những số liệu từ đó tính ra được.",
                    "OCOP products valid today and their producers, by province in today's boundaries and sex of the \
                     representative. Small numbers are left out, and those by which they could be worked out.",
                ),
            },
            Self::ByEthnicMinority => Description {
                title: (
                    "Sản phẩm OCOP theo tỉnh và dân tộc thiểu số",
                    "OCOP products by province and ethnic minority",
                ),
                text: (
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo tỉnh hiện nay và người đại diện có là người dân \
                     tộc thiểu số hay không. Số liệu nhỏ không được công bố, cùng những số liệu từ đó tính ra được.",
                    "OCOP products valid today and their producers, by province in today's boundaries and whether the \
                     representative belongs to an ethnic minority. Small numbers are left out, and those by which they \
                     could be worked out.",
                ),
            },
            Self::Certificates => Description {
                title: ("Giấy chứng nhận OCOP còn hiệu lực", "OCOP certificates in force"),
                text: (
                    "Danh sách giấy chứng nhận sản phẩm OCOP còn hiệu lực hôm nay: số, hạng sao, sản phẩm, chủ thể, \
                     quyết định, thời hạn.",
                    "Certificates of OCOP products in force today: number, stars, product, producer, decision, term.",
                ),
            },
        }
    }
}

impl FormatWord {
    /// Its name in the list of file types of the Publications Office of the European Union, which DCAT-AP asks for.
    pub(super) const fn file_type(self) -> &'static str {
        match self {
            Self::Json | Self::JsonStat => "JSON",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
        }
    }
}

impl From<FormatWord> for Format {
    fn from(word: FormatWord) -> Self {
        match word {
            FormatWord::Json => Self::Json,
            FormatWord::Csv => Self::Csv,
            FormatWord::Xlsx => Self::Xlsx,
            FormatWord::JsonStat => Self::JsonStat,
        }
    }
}

impl DatasetQuery {
    /// Refuses to turn the pages of what comes whole.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub(super) fn refuse_page(&self) -> ApiResult<()> {
        let given = [
            ("/cursor", self.cursor.is_some()),
            ("/page_size", self.page_size.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((pointer, _)) => Err(Problem::query(Violation::new(
                *pointer,
                "not_paged",
                "Bộ dữ liệu này được trả về trọn vẹn, không chia trang.",
                "This comes whole, not by pages.",
            ))),
        }
    }
}
