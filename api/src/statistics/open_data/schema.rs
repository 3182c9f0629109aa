//! What the document says of the data sets.

use super::certificates::OpenDataCertificate;
use crate::statistics::products::ProductStatistics;
use api_http::contract::{NamedSchema, either};
use api_http::extract::ListAnswer;
use std::borrow::Cow;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A data set as JSON: counts, or a page of certificates. Each is written where it is read.
pub(super) enum Dataset {}

impl ToSchema for Dataset {
    fn name() -> Cow<'static, str> {
        "Dataset".into()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        ProductStatistics::schemas(schemas);
        ListAnswer::<OpenDataCertificate>::schemas(schemas);
    }
}

impl PartialSchema for Dataset {
    fn schema() -> RefOr<Schema> {
        let page = ListAnswer::<OpenDataCertificate>::schema();
        either(ProductStatistics::schema(), page)
    }
}
