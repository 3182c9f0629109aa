//! Polls that repeat what this thread has answered lately: told again before a route is looked for.

use super::RecentPolls;
use super::folders::FOLDERS;
use super::polled::respond_polled;
use super::recent::PollKey;
use crate::caller::{StatisticsRead, remembered};
use crate::formats::Form;
use crate::state::AppState;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use api_http::extract::IfNoneMatch;
use api_http::request_context::RequestContext;

/// What the handler would answer to `request` now, where this thread has answered it lately to somebody of the same reach.
/// None for every other request, right or wrong: those take the whole way.
pub(crate) fn repeated(request: &HttpRequest, state: &AppState) -> Option<HttpResponse> {
    let path = request.path();
    let (folder, name) = path.split_at(path.rfind('/')?.saturating_add(1));
    if !FOLDERS.contains(&folder) || *request.method() != Method::GET {
        return None;
    }
    let (recent, version) = (
        request.app_data::<RecentPolls>()?,
        state.statistics.followed_version()?,
    );
    let caller = remembered::<StatisticsRead>(request, &state.authority)?;
    let form = Form::in_language(RequestContext::language(request.headers()), request).ok()?;
    let asked = PollKey::new(
        (folder, name),
        form,
        state.clock.today(),
        state.small_numbers.hidden_below(caller.role),
    );
    let kept = recent.find(&caller.scope, request.query_string(), asked, version)?;
    let seen = IfNoneMatch::of(request.headers());
    Some(respond_polled(&kept, form, &seen, request))
}

#[cfg(test)]
mod tests {
    use super::super::folders::STATISTICS;
    use super::*;
    use crate::auth::{Grant, PrincipalKind, SigningKeys};
    use crate::caller::AnyCaller;
    use crate::config::{FilesConfig, HttpConfig};
    use crate::memory::kept::{AnswerKey, KeptAnswer};
    use actix_web::FromRequest;
    use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, IF_NONE_MATCH};
    use actix_web::test::TestRequest;
    use actix_web::web::Data;
    use bytes::Bytes;
    use secrecy::SecretString;
    use shared::config::DatabaseConfig;
    use shared::database::Database;
    use shared::domain::access::{Permission, Role, RoleAssignment, Scope};
    use shared::domain::language::Language;
    use uuid::Uuid;

    const POLL: &str = "/api/v1/statistics/products?by=stars";
    const VERSION: i64 = 7;

    /// A state whose database is never asked, in a folder that goes with the guard.
    fn state() -> (Data<AppState>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = HttpConfig::at("127.0.0.1:0".parse().unwrap());
        config.files = FilesConfig::in_folder(folder.path());
        let database = Database::new(&DatabaseConfig::at("postgres://nobody@127.0.0.1:1/none")).unwrap();
        let key = SecretString::from(include_str!("../auth/keys/test-rsa.pem"));
        let state = AppState::new(&config, database, SigningKeys::from_pems([&key]).unwrap()).unwrap();
        state.statistics.raise(VERSION);
        state.statistics.set_followed(true);
        (Data::new(state), folder)
    }

    /// A token of `assignment` that was shown before.
    async fn token(
        state: &Data<AppState>,
        assignment: RoleAssignment,
        permissions: Vec<Permission>,
    ) -> String {
        let subject = Uuid::now_v7();
        let grant = Grant {
            subject,
            kind: PrincipalKind::Client,
            assignment,
            permissions,
            session: None,
        };
        let token = state.authority.issue(&grant).unwrap();
        let shown = TestRequest::default()
            .insert_header(("Authorization", format!("Bearer {token}")))
            .app_data(state.clone())
            .to_http_request();
        assert!(
            remembered::<StatisticsRead>(&shown, &state.authority).is_none(),
            "a token is remembered before it was verified"
        );
        AnyCaller::extract(&shown).await.unwrap();
        token
    }

    /// The memory of a thread that has answered [`POLL`] to the nation.
    fn recent(state: &AppState, language: Language) -> RecentPolls {
        let recent = RecentPolls::default();
        let form = Form {
            language,
            ..Form::default()
        };
        let key = AnswerKey::of("products", "by=stars", form);
        let kept = KeptAnswer::of_version("products", VERSION, key, Bytes::from_static(b"{}"));
        let asked = PollKey::new((STATISTICS, "products"), form, state.clock.today(), 0);
        recent.keep(&Scope::Nation, "by=stars", asked, &kept);
        recent
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_the_same_poll_of_the_same_reach_and_version_is_repeated() {
        let (state, _folder) = state();
        let national = RoleAssignment::of_nation(Role::National);
        let provincial = RoleAssignment {
            unit: Some("25".to_owned()),
            ..RoleAssignment::of_nation(Role::Province)
        };
        let reading = vec![Permission::StatisticsRead];
        let nation = token(&state, national.clone(), reading.clone()).await;
        let others = [
            ("another reach", token(&state, provincial, reading).await),
            (
                "without the permission",
                token(&state, national, vec![Permission::ScoringsRun]).await,
            ),
            ("unknown", format!("{nation}x")),
        ];
        let ask = |request: TestRequest, token: &str| {
            let request = request
                .insert_header(("Authorization", format!("Bearer {token}")))
                .app_data(state.clone())
                .app_data(recent(&state, Language::Vi))
                .to_http_request();
            repeated(&request, &state).map(|answer| (answer.status().as_u16(), answer))
        };
        let get = |uri: &str| TestRequest::get().uri(uri);
        let (status, answer) = ask(get(POLL), &nation).unwrap();
        assert_eq!(status, 200);
        let etag = answer.headers().get("etag").unwrap().clone();
        let seen = ask(get(POLL).insert_header((IF_NONE_MATCH, etag)), &nation);
        assert_eq!(seen.unwrap().0, 304);
        let other_uris = [
            "series?by=stars",
            "products?by=kind",
            "products",
            "%70roducts?by=stars",
        ];
        let uris = other_uris.map(|uri| format!("/api/v1/statistics/{uri}"));
        for uri in uris
            .into_iter()
            .chain(["/api/v1/ntm/products?by=stars".to_owned()])
        {
            assert!(ask(get(&uri), &nation).is_none(), "{uri}");
        }
        assert!(
            ask(TestRequest::post().uri(POLL), &nation).is_none(),
            "another method"
        );
        for accept in ["text/csv", "image/png"] {
            assert!(
                ask(get(POLL).insert_header((ACCEPT, accept)), &nation).is_none(),
                "{accept}"
            );
        }
        for (whose, token) in others {
            assert!(ask(get(POLL), &token).is_none(), "{whose}");
        }
        state.statistics.raise(VERSION + 1);
        assert!(ask(get(POLL), &nation).is_none(), "an old version");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_repeated_while_news_of_versions_do_not_arrive() {
        let (state, _folder) = state();
        let token = token(
            &state,
            RoleAssignment::of_nation(Role::National),
            vec![Permission::StatisticsRead],
        )
        .await;
        let poll = |language: &str| {
            TestRequest::get()
                .uri(POLL)
                .insert_header(("Authorization", format!("Bearer {token}")))
                .insert_header((ACCEPT_LANGUAGE, language))
                .app_data(state.clone())
                .app_data(recent(&state, Language::Vi))
                .to_http_request()
        };
        assert!(repeated(&poll("vi"), &state).is_some());
        assert!(repeated(&poll("en"), &state).is_none(), "another language");
        state.statistics.set_followed(false);
        assert!(repeated(&poll("vi"), &state).is_none());
    }
}
