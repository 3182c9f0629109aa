//! Which data sets there are, and how one is asked for.

use crate::formats::Format;
use crate::statistics::refusal::invalid;
use api_http::problem::ApiResult;
use serde::Deserialize;
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

/// How a data set is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DatasetQuery {
    /// The format; left out: by `Accept`.
    #[param(inline)]
    pub(super) format: Option<Format>,
    /// `next` of the page before; `certificates` as JSON only.
    pub(super) cursor: Option<String>,
    /// Entries of a page, 1 to 500, by default 50; `certificates` as JSON only.
    #[param(minimum = 1, maximum = 500)]
    pub(super) page_size: Option<u16>,
}

/// What a data set is called and about, in Vietnamese and English.
pub(super) struct Description {
    pub(super) title: (String, String),
    pub(super) text: (String, String),
}

impl Description {
    /// Of counts by what `title` says in short and `by` in full.
    fn of_counts(title: (&str, &str), by: (&str, &str)) -> Self {
        Self {
            title: (
                format!("Sản phẩm OCOP theo {}", title.0),
                format!("OCOP products by {}", title.1),
            ),
            text: (
                format!(
                    "Số sản phẩm OCOP còn hiệu lực hôm nay và số chủ thể, theo {}.",
                    by.0
                ),
                format!("OCOP products valid today and their producers, by {}.", by.1),
            ),
        }
    }

    /// The same of a personal dimension.
    fn without_small_numbers(mut self) -> Self {
        self.text
            .0
            .push_str(" Số liệu nhỏ không được công bố, cùng những số liệu từ đó tính ra được.");
        self.text
            .1
            .push_str(" Small numbers are left out, and those by which they could be worked out.");
        self
    }
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
    pub(super) const fn formats(self) -> &'static [Format] {
        match self {
            Self::Certificates => &[Format::Csv, Format::Json],
            _ => Format::ALL,
        }
    }

    /// What it is called and about.
    pub(super) fn description(self) -> Description {
        match self {
            Self::ByProvince => Description::of_counts(
                ("tỉnh và hạng sao", "province and stars"),
                (
                    "tỉnh hiện nay và hạng sao",
                    "province in today's boundaries and stars",
                ),
            ),
            Self::ByGroup => Description::of_counts(
                ("nhóm sản phẩm và hạng sao", "product group and stars"),
                (
                    "sáu nhóm sản phẩm và hạng sao",
                    "the six product groups and stars",
                ),
            ),
            Self::ByProducerType => {
                let by = ("loại hình chủ thể và hạng sao", "kind of producer and stars");
                Description::of_counts(by, by)
            }
            Self::ByYear => Description::of_counts(
                ("năm chương trình và hạng sao", "programme year and stars"),
                (
                    "năm chương trình công nhận và hạng sao",
                    "the programme year of their recognition and stars",
                ),
            ),
            Self::ByGender => Description::of_counts(
                (
                    "tỉnh và giới tính của người đại diện",
                    "province and sex of the representative",
                ),
                (
                    "tỉnh hiện nay và giới tính của người đại diện",
                    "province in today's boundaries and sex of the representative",
                ),
            )
            .without_small_numbers(),
            Self::ByEthnicMinority => Description::of_counts(
                ("tỉnh và dân tộc thiểu số", "province and ethnic minority"),
                (
                    "tỉnh hiện nay và người đại diện có là người dân tộc thiểu số hay không",
                    "province in today's boundaries and whether the representative belongs to an ethnic minority",
                ),
            )
            .without_small_numbers(),
            Self::Certificates => {
                let (vi, en) = ("Giấy chứng nhận OCOP còn hiệu lực", "OCOP certificates in force");
                let text = (
                    "Danh sách giấy chứng nhận sản phẩm OCOP còn hiệu lực hôm nay: số, hạng sao, sản phẩm, chủ thể, \
                     quyết định, thời hạn.",
                    "Certificates of OCOP products in force today: number, stars, product, producer, decision, term.",
                );
                Description {
                    title: (vi.to_owned(), en.to_owned()),
                    text: (text.0.to_owned(), text.1.to_owned()),
                }
            }
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
            Some((pointer, _)) => Err(invalid(
                pointer,
                "not_paged",
                "Bộ dữ liệu này được trả về trọn vẹn, không chia trang.",
                "This comes whole, not by pages.",
            )),
        }
    }
}
