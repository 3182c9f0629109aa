//! The register of a province as an archive (bản lưu trữ) that another instance takes over: `/api/v1/exports/archive`.

mod pack;

use crate::caller::{Caller, ProductsRead};
use crate::places::{resolve_unit, visible_unit};
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use api_http::answer::{Media, ZipArchive};
use api_http::extract::QueryOf;
use api_http::problem::{ApiResult, Code, Problem};
use bytes::{Bytes, BytesMut};
use endpoint::endpoint;
use futures_util::stream;
use serde::Deserialize;
use shared::database::archive::ArchiveReach;
use shared::domain::access::{Permission, Scope};
use shared::domain::files::MediaType;
use shared::domain::units::{Generation, Level};
use shared::domain::violation::Violation;
use std::io;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use utoipa::IntoParams;

/// What else a caller must be allowed to read: all of it is in the archive.
const NEEDED: [Permission; 3] = [
    Permission::ProducersRead,
    Permission::DecisionsRead,
    Permission::CertificatesRead,
];
/// Bytes that are sent as one piece.
const PIECE: usize = 64 * 1024;

/// Whose register.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ArchiveQuery {
    /// Code of a province of today; a province may leave it out: its own.
    #[param(example = "25", min_length = 2, max_length = 2)]
    unit: Option<String>,
}

/// The register of a province as a ZIP archive of JSON lines: producers, products, decisions, recognitions with certificates and what
/// happened to them, with a manifest of their lines and digests. `POST /imports` with the kind `archive` takes it over; the archive of
/// an instance that held nothing is then equal to it, byte for byte.
///
/// It keeps ids, codes, the places in both generations and the outside keys that the province gave, those of the nation where the
/// nation asks. Dossiers, evaluations, files, versions and the audit log are not in it. Needs `producers:read`, `decisions:read` and
/// `certificates:read` as well.
#[endpoint(get "/exports/archive", tag = "exports", problems(InvalidFields, NotFound, NotYourTurn))]
pub(super) async fn archive(
    caller: Caller<ProductsRead>,
    QueryOf(query): QueryOf<ArchiveQuery>,
) -> ApiResult<Media<ZipArchive>> {
    for permission in NEEDED {
        caller.require(permission)?;
    }
    let province = province(query.unit, caller.scope())?;
    let reach = ArchiveReach::new(caller.scope(), &province);
    let (file, length) = pack::pack(&caller.state, &reach).await?;
    let pieces = stream::try_unfold(File::from_std(file), next);
    let name = format!("attachment; filename=\"ocop-archive-{province}.zip\"");
    Ok(Media::of(
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, MediaType::Zip.as_str()))
            .insert_header((CONTENT_DISPOSITION, name))
            .insert_header((CACHE_CONTROL, super::written::NOT_KEPT))
            .body(SizedStream::new(length, Box::pin(pieces))),
    ))
}

/// The next piece of the file.
async fn next(mut file: File) -> io::Result<Option<(Bytes, File)>> {
    let mut piece = BytesMut::with_capacity(PIECE);
    let read = file.read_buf(&mut piece).await?;
    Ok((read > 0).then(|| (piece.freeze(), file)))
}

/// The province of today whose register is asked for.
fn province(code: Option<String>, scope: &Scope) -> ApiResult<String> {
    let own = match scope {
        Scope::Nation => None,
        Scope::Province(code) => Some(code.clone()),
        _ => {
            return Err(Problem::new(Code::NotYourTurn).detail(
                "Bản lưu trữ của tỉnh thuộc về cấp tỉnh và trung ương.",
                "Archives of provinces are for provinces and the ministry.",
            ));
        }
    };
    let Some(unit) = resolve_unit(code.or(own), Some(Level::Province), Some(Generation::Current))? else {
        return Err(Problem::query(Violation::new(
            "/unit",
            "required",
            "Hãy gửi unit: mã tỉnh hiện nay.",
            "Send unit: the code of a province of today.",
        )));
    };
    let (_, code) = visible_unit(unit, scope)?;
    Ok(code)
}
