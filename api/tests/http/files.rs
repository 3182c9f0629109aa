//! Files: what is taken and what is not, reach, downloads, uploads that break off.

use crate::app::{App, body, problem};
use crate::registration::{cooperative, get, token_in, token_of_producer};
use api::config::Limits;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, stream};
use reqwest::{Body, Method, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::domain::access::Role;
use shared::hex::hex;
use std::path::Path;
use test_support::{RequestBuilder, eventually};
use tokio::sync::oneshot;

const FILES: &str = "/api/v1/files";

/// A document of `size` bytes.
fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..=255).cycle().take(size - bytes.len()));
    bytes
}

fn upload(app: &App, token: &str, name: &str) -> RequestBuilder {
    app.request(Method::POST, FILES)
        .bearer_auth(token)
        .query(&[("name", name)])
        .header("Content-Type", "application/pdf")
}

/// A small document of the caller; its id.
async fn uploaded(app: &App, token: &str) -> String {
    let answer = upload(app, token, "a.pdf").body(pdf(100)).send().await.unwrap();
    body(answer, 201).await["id"].as_str().unwrap().to_owned()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

/// Files that are in the store, unfinished ones too.
fn kept(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { kept(&path) } else { 1 })
        .sum()
}

/// Waits until so many are there.
async fn stored(folder: &Path, number: usize) {
    eventually(|| async {
        match kept(folder) {
            kept if kept == number => Ok(()),
            kept => Err(kept),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_uploaded_is_read_back_whole_and_in_part() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    // Several parts of the store.
    let bytes = pdf(700_001);
    let sent = app
        .request(Method::POST, FILES)
        .bearer_auth(&token)
        .header("Content-Type", "application/pdf")
        .header(
            "Content-Disposition",
            "attachment; filename=\"Giay.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20100%25.pdf",
        )
        .body(bytes.clone())
        .send()
        .await
        .unwrap();
    let (location, tag) = (
        header(&sent, "location").to_owned(),
        header(&sent, "etag").to_owned(),
    );
    let made = body(sent, 201).await;
    assert_eq!(made["name"], "Giấy 100%.pdf");
    assert_eq!(made["size"], 700_001);
    assert_eq!(made["sha256"], hex(&Sha256::digest(&bytes)));
    let found = get(&app, &token, &location).await;
    assert_eq!(header(&found, "etag"), tag);
    assert_eq!(body(found, 200).await, made);

    let path = format!("{location}/content");
    let whole = get(&app, &token, &path).await;
    assert_eq!(whole.status(), 200);
    assert_eq!(header(&whole, "content-type"), "application/pdf");
    assert_eq!(header(&whole, "content-length"), "700001");
    assert_eq!(header(&whole, "x-content-type-options"), "nosniff");
    let disposition = header(&whole, "content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"Gi_y 100_.pdf\""),
        "{disposition}"
    );
    assert!(
        disposition.ends_with("filename*=UTF-8''Gi%E1%BA%A5y%20100%25.pdf"),
        "{disposition}"
    );
    let tag = header(&whole, "etag").to_owned();
    assert_eq!(whole.bytes().await.unwrap(), bytes);

    let asked = |name: &'static str, value: String| {
        app.request(Method::GET, &path)
            .bearer_auth(&token)
            .header(name, value)
            .send()
    };
    let part = asked("Range", "bytes=699990-".to_owned()).await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(header(&part, "content-range"), "bytes 699990-700000/700001");
    assert_eq!(part.bytes().await.unwrap(), bytes[699_990..]);
    let outside = asked("Range", "bytes=700001-".to_owned()).await.unwrap();
    assert_eq!(header(&outside, "content-range"), "bytes */700001");
    problem(outside, 416, "range_not_satisfiable").await;
    assert_eq!(asked("If-None-Match", tag).await.unwrap().status(), 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_it_says_is_refused_and_leaves_nothing() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let of_kind = |kind: &'static str, bytes: Vec<u8>| {
        let request = app
            .request(Method::POST, FILES)
            .bearer_auth(&token)
            .query(&[("name", "a")]);
        request.header("Content-Type", kind).body(bytes).send()
    };
    problem(
        of_kind("text/html", pdf(50)).await.unwrap(),
        415,
        "unsupported_media_type",
    )
    .await;
    let refused = |problem: Value| {
        let error = &problem["errors"][0];
        (
            error["pointer"].as_str().unwrap().to_owned(),
            error["code"].as_str().unwrap().to_owned(),
        )
    };
    for (answer, pointer, code) in [
        (
            of_kind("image/png", pdf(50)).await.unwrap(),
            "",
            "content_mismatch",
        ),
        // Of more than the first bytes.
        (
            of_kind("image/png", pdf(400_000)).await.unwrap(),
            "",
            "content_mismatch",
        ),
        (
            of_kind("application/pdf", Vec::new()).await.unwrap(),
            "",
            "empty_file",
        ),
        (
            upload(&app, &token, "a/b").body(pdf(50)).send().await.unwrap(),
            "/name",
            "folder_in_name",
        ),
        (
            upload(&app, &token, " ").body(pdf(50)).send().await.unwrap(),
            "/name",
            "required",
        ),
        (
            upload(&app, &token, "a")
                .header(
                    "Content-Digest",
                    "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
                )
                .body(pdf(50))
                .send()
                .await
                .unwrap(),
            "",
            "digest_mismatch",
        ),
    ] {
        let told = refused(problem(answer, 422, "invalid_fields").await);
        assert_eq!(told, (pointer.to_owned(), code.to_owned()));
    }
    let unread = upload(&app, &token, "a")
        .header("Digest", "sha-256=short")
        .body(pdf(50));
    problem(unread.send().await.unwrap(), 400, "invalid_header").await;
    assert_eq!(kept(app.files.path()), 0);
    let digest = STANDARD.encode(Sha256::digest(pdf(50)));
    let right = upload(&app, &token, "a").header("Digest", format!("md5=x, sha-256={digest}"));
    body(right.body(pdf(50)).send().await.unwrap(), 201).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_too_large_are_refused_announced_or_not() {
    let app = App::changed(|http| http.files.largest_mebibytes = 1).await;
    let token = token_in(&app, Role::Province, "25").await;
    let announced = upload(&app, &token, "a").body(pdf(1024 * 1024 + 1)).send().await;
    problem(announced.unwrap(), 413, "body_too_large").await;
    let pieces = stream::iter(vec![pdf(1024 * 1024), b"x".to_vec()]).map(Ok::<_, std::io::Error>);
    let streamed = upload(&app, &token, "a")
        .body(Body::wrap_stream(pieces))
        .send()
        .await;
    problem(streamed.unwrap(), 413, "body_too_large").await;
    assert_eq!(kept(app.files.path()), 0);
    let largest = upload(&app, &token, "a")
        .body(pdf(1024 * 1024))
        .send()
        .await
        .unwrap();
    body(largest, 201).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_no_file_and_too_many_at_once_are_turned_away() {
    let app = App::with_limits(Limits {
        uploads: 1,
        ..Limits::default()
    })
    .await;
    let token = token_in(&app, Role::Province, "25").await;
    let (begun, read) = oneshot::channel();
    let first = stream::once(async move { Ok::<_, std::io::Error>(pdf(600_000)) });
    let second = stream::once(async move {
        begun.send(()).unwrap();
        std::future::pending().await
    });
    let sending = tokio::spawn(
        upload(&app, &token, "a")
            .body(Body::wrap_stream(first.chain(second)))
            .send(),
    );
    read.await.unwrap();
    let folder = app.files.path().to_owned();
    stored(&folder, 1).await;
    let other = upload(&app, &token, "b").body(pdf(50)).send().await.unwrap();
    assert_eq!(header(&other, "retry-after"), "1");
    problem(other, 503, "overloaded").await;
    sending.abort();
    stored(&folder, 0).await;
    uploaded(&app, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_one_effect_and_covers_the_head() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let keyed = |name: &str, bytes: Vec<u8>| {
        upload(&app, &token, name)
            .header("Idempotency-Key", "k1")
            .body(bytes)
            .send()
    };
    let first = body(keyed("a.pdf", pdf(100)).await.unwrap(), 201).await;
    let again = keyed("a.pdf", pdf(100)).await.unwrap();
    assert_eq!(header(&again, "idempotency-replayed"), "true");
    assert_eq!(body(again, 201).await, first);
    problem(
        keyed("b.pdf", pdf(100)).await.unwrap(),
        422,
        "idempotency_key_reused",
    )
    .await;
    problem(
        keyed("a.pdf", pdf(101)).await.unwrap(),
        422,
        "idempotency_key_reused",
    )
    .await;
    assert_eq!(kept(app.files.path()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_seen_by_its_uploader_and_the_units_above() {
    let app = App::start().await;
    let province = token_in(&app, Role::Province, "25").await;
    let commune = token_in(&app, Role::Commune, "08782").await;
    let nation = token_in(&app, Role::National, "").await;
    let other = token_in(&app, Role::Province, "01").await;
    app.client("member", Role::CouncilMember, None).await;
    let member = app.token_of("member").await;
    let producer =
        token_of_producer(&app, &cooperative(&app, &province, "Sông Lô Xanh", "08782").await).await;
    let strange = token_of_producer(&app, &cooperative(&app, &province, "Khác", "08782").await).await;
    let everybody = [&nation, &province, &commune, &producer, &member, &strange, &other];
    for (uploader, seen) in [
        (&producer, [true, true, true, true, false, false, false]),
        (&commune, [true, true, true, false, false, false, false]),
        (&province, [true, true, false, false, false, false, false]),
        (&nation, [true, false, false, false, false, false, false]),
        (&member, [true, false, false, false, true, false, false]),
    ] {
        let path = format!("{FILES}/{}", uploaded(&app, uploader).await);
        for (reader, seen) in everybody.iter().zip(seen) {
            for path in [path.clone(), format!("{path}/content")] {
                let answer = get(&app, reader, &path).await;
                if seen {
                    assert_eq!(answer.status(), 200, "{path}");
                } else {
                    problem(answer, 404, "not_found").await;
                }
            }
        }
    }
    app.client("auditor", Role::Auditor, None).await;
    let auditor = app.token_of("auditor").await;
    let refused = upload(&app, &auditor, "a").body(pdf(50)).send().await.unwrap();
    problem(refused, 403, "insufficient_scope").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_without_a_kind_tell_it_themselves() {
    let app = App::start().await;
    let token = token_in(&app, Role::Province, "25").await;
    let send = |name: &'static str, bytes: Vec<u8>| {
        app.request(Method::POST, FILES)
            .bearer_auth(&token)
            .query(&[("name", name)])
            .header("Content-Type", "application/octet-stream")
            .body(bytes)
            .send()
    };
    let known = body(send("a.pdf", pdf(100)).await.unwrap(), 201).await;
    assert_eq!(known["media_type"], "application/pdf");
    let unknown = problem(send("a.bin", vec![0; 100]).await.unwrap(), 422, "invalid_fields").await;
    assert_eq!(unknown["errors"][0]["code"], "content_mismatch");
}
