//! Writing an archive: its files line by line onto the disk, in one snapshot of the database, then into the ZIP archive.

use crate::state::AppState;
use actix_web::web;
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use shared::database::archive::{
    ArchiveDecision, ArchiveHistory, ArchiveLine, ArchiveProducer, ArchiveProduct, ArchiveReach, serials,
};
use shared::database::{StoreError, StoreResult};
use shared::domain::archive::{
    ArchiveDigest, ArchiveManifest, ArchiveMember, CertificateSerial, FORMAT, MANIFEST, MemberSummary,
};
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Records that are read with one statement.
const PAGE: i64 = 500;
/// How hard it is packed: always the same, so that the same lines give the same bytes.
const LEVEL: i64 = 6;

/// The files of an archive, on the disk.
struct ArchiveParts {
    members: Vec<(MemberSummary, File)>,
    serials: Vec<CertificateSerial>,
}

/// The archive of `reach`, at its beginning, and its length in bytes. It goes from the disk with the handle.
///
/// # Errors
/// 503 where the database or the disk does not answer.
pub(super) async fn pack(state: &AppState, reach: &ArchiveReach) -> ApiResult<(File, u64)> {
    let mut connection = state.database.connection().await?;
    let parts = connection
        .build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |snapshot| parts(snapshot, reach).await)
        .await?;
    drop(connection);
    let province = reach.province.clone();
    let zipped = web::block(move || zipped(parts, province)).await;
    let zipped = zipped.map_err(|error| Problem::internal(&error))?;
    Ok(zipped.map_err(|error| disk(&error))?)
}

async fn parts(snapshot: &mut AsyncPgConnection, reach: &ArchiveReach) -> StoreResult<ArchiveParts> {
    let members = vec![
        member::<ArchiveProducer>(snapshot, reach, ArchiveMember::Producers).await?,
        member::<ArchiveProduct>(snapshot, reach, ArchiveMember::Products).await?,
        member::<ArchiveDecision>(snapshot, reach, ArchiveMember::Decisions).await?,
        member::<ArchiveHistory>(snapshot, reach, ArchiveMember::Recognitions).await?,
    ];
    let serials = serials(snapshot, reach).await?;
    Ok(ArchiveParts { members, serials })
}

/// One file with its lines.
async fn member<Line: ArchiveLine>(
    snapshot: &mut AsyncPgConnection,
    reach: &ArchiveReach,
    name: ArchiveMember,
) -> StoreResult<(MemberSummary, File)> {
    let (mut file, mut digest) = (
        BufWriter::new(tempfile::tempfile().map_err(|error| disk(&error))?),
        ArchiveDigest::default(),
    );
    let mut after = None;
    loop {
        let ids = Line::ids(snapshot, reach, after, PAGE).await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        for line in Line::load(snapshot, reach, &ids).await? {
            let mut bytes =
                serde_json::to_vec(&line).map_err(|error| StoreError::Internal(error.to_string()))?;
            bytes.push(b'\n');
            digest.add(&bytes);
            file.write_all(&bytes).map_err(|error| disk(&error))?;
        }
    }
    let file = file.into_inner().map_err(|error| disk(error.error()))?;
    Ok((digest.summary(name), file))
}

fn disk(error: &io::Error) -> StoreError {
    StoreError::Unavailable(format!("an archive cannot be written: {error}"))
}

/// The files in a ZIP archive, the manifest first: by its name the archive is known.
fn zipped(parts: ArchiveParts, province: String) -> io::Result<(File, u64)> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    let (files, members): (Vec<MemberSummary>, Vec<File>) = parts.members.into_iter().unzip();
    let names: Vec<ArchiveMember> = files.iter().map(|file| file.name).collect();
    let manifest = ArchiveManifest {
        format: FORMAT,
        province,
        files,
        certificate_serials: parts.serials,
    };
    archive.start_file(MANIFEST, options)?;
    serde_json::to_writer_pretty(&mut archive, &manifest)?;
    archive.write_all(b"\n")?;
    for (name, mut member) in names.into_iter().zip(members) {
        archive.start_file(name.as_str(), options)?;
        member.rewind()?;
        io::copy(&mut member, &mut archive)?;
    }
    let mut file = archive
        .finish()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let length = file.metadata()?.len();
    file.rewind()?;
    Ok((file, length))
}
