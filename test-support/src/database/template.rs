//! The template: built once for each state of the migrations and the reference data, under a lock that all runs share.

use super::server::{DatabaseServer, fingerprint};
use crate::run_apart::run_apart;
use shared::config::DatabaseConfig;
use shared::database::{Database, administrative_units, migrations};
use std::path::{Path, PathBuf};

const PREFIX: &str = "ocop_template_";
/// Held shared while a template is copied and alone while templates are built or dropped.
const LOCK: &str = "ocop_template";
/// Templates of other states of the sources may serve another checkout, so only those of another day are dropped.
const KEPT_SECONDS: i64 = 86_400;
/// What a template is made of; a change there makes another one.
const SOURCES: [&str; 2] = ["migrations", "administrative-units"];

/// The name of the template for the sources as they are now and the role that owns its tables.
pub(crate) fn name(server: &DatabaseServer) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files);
    }
    files.sort();
    let files = files.iter().flat_map(|file| {
        let content = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let path = file.to_string_lossy().into_owned().into_bytes();
        [path, content].concat()
    });
    let contents = server.url("").into_bytes().into_iter().chain(files);
    format!("{PREFIX}{:016x}", fingerprint(contents))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Makes the database `name` a copy of `template`.
pub(crate) async fn copy(server: &mut DatabaseServer, template: &str, name: &str) {
    let copy = format!("create database {name} template {template}");
    server.lock_shared(LOCK).await;
    let complete = is_complete(server, template).await;
    if complete {
        server.execute(&copy).await;
    }
    server.unlock_shared(LOCK).await;
    if complete {
        return;
    }
    server.lock(LOCK).await;
    // Another run may have built it while this one waited for the lock.
    if !is_complete(server, template).await {
        build(server, template).await;
    }
    server.execute(&copy).await;
    server.unlock(LOCK).await;
}

/// The mark is set last, so a template whose builder died is not taken for a whole one.
async fn is_complete(server: &mut DatabaseServer, template: &str) -> bool {
    server
        .flag(&format!(
            "exists (select from pg_database where datname = '{template}' and datistemplate)"
        ))
        .await
}

async fn build(server: &mut DatabaseServer, template: &str) {
    drop_old(server).await;
    server.drop_database(template).await;
    server.execute(&format!("create database {template}")).await;
    let url = server.url(template);
    // Migrations block their thread, which a test's single-threaded runtime does not allow.
    run_apart(async move {
        let database = Database::new(&DatabaseConfig::at(url)).expect("a pool");
        migrations::run(&database).await.expect("the migrations");
        administrative_units::load(&database)
            .await
            .expect("the administrative units");
        database.close();
    });
    let built = server
        .names("select extract(epoch from now())::bigint::text as name")
        .await
        .concat();
    server
        .execute(&format!("comment on database {template} is '{built}'"))
        .await;
    server
        .execute(&format!(
            "alter database {template} is_template true allow_connections false"
        ))
        .await;
}

async fn drop_old(server: &mut DatabaseServer) {
    let old = server
        .names(&format!(
            "select datname::text as name from pg_database where starts_with(datname, '{PREFIX}') \
             and datistemplate and shobj_description(oid, 'pg_database')::bigint \
             < extract(epoch from now()) - {KEPT_SECONDS}"
        ))
        .await;
    for template in old {
        server
            .execute(&format!("alter database {template} is_template false"))
            .await;
        server.drop_database(&template).await;
    }
}
