//! The handlers that every kind of record has: one call of `resource!` a kind, one more of `reviewed!` for those that are
//! decided over. A macro, because a handler's path and its part of the OpenAPI document are written at the function.

/// List, one, create, change and history of a kind, and its routes with those of `further` handlers. The doc comments are those of
/// create and list.
macro_rules! resource {
    (
        $content:ident by $query:ident, tag $tag:literal, of $of:literal, read $read:ident, write $write:ident,
        at $list:literal $one:literal $history:literal, $(further $($further:ident)+,)?
        $(#[$create_doc:meta])* create,
        $(#[$list_doc:meta])* list $(,)?
    ) => {
        pub(super) fn routes(config: &mut ::utoipa_actix_web::service_config::ServiceConfig<'_>) {
            config
                .service(create)
                .service(list)
                .service(history)
                .service(show)
                .service(change)
                $($(.service($further))+)?;
        }

        $(#[$create_doc])*
        #[::endpoint::endpoint(post $list, tag = $tag, of = $of, problems(OutsideReach, Conflict))]
        async fn create(
            caller: $crate::caller::Caller<$write>,
            creation: $crate::caller::Creation<$content>,
        ) -> ::api_http::problem::ApiResult<::api_http::answer::NewResource<$crate::cycle::view::RecordView<$content>>> {
            $crate::cycle::records::create(&caller, creation, $list).await
        }

        $(#[$list_doc])*
        #[::endpoint::endpoint(get $list, tag = $tag, of = $of)]
        async fn list(
            caller: $crate::caller::Caller<$read>,
            request: ::actix_web::HttpRequest,
            ::api_http::extract::QueryOf(query): ::api_http::extract::QueryOf<$query>,
        ) -> ::api_http::problem::ApiResult<::api_http::extract::List<$crate::cycle::view::RecordView<$content>>> {
            $crate::cycle::records::list::<_, $content>(&caller, &request, query).await
        }

        /// One of them.
        #[::endpoint::endpoint(get $one, tag = $tag, of = $of)]
        async fn show(
            caller: $crate::caller::Caller<$read>,
            ::api_http::extract::PathOf(id): ::api_http::extract::PathOf<::uuid::Uuid>,
            if_none_match: ::api_http::extract::IfNoneMatch,
        ) -> ::api_http::problem::ApiResult<::api_http::answer::Resource<$crate::cycle::view::RecordView<$content>>> {
            $crate::cycle::records::show::<_, $content>(&caller, id, &if_none_match).await
        }

        /// Changes it: members left out stay, null removes. Whose it is never changes.
        #[::endpoint::endpoint(patch $one, tag = $tag, of = $of, problems(OutsideReach, Conflict))]
        async fn change(
            caller: $crate::caller::Caller<$write>,
            ::api_http::extract::PathOf(id): ::api_http::extract::PathOf<::uuid::Uuid>,
            if_match: ::api_http::extract::IfMatch,
            ::api_http::extract::Body(patch): ::api_http::extract::Body<$crate::cycle::change::RecordChange<$content>>,
        ) -> ::api_http::problem::ApiResult<::api_http::answer::Revision<$crate::cycle::view::RecordView<$content>>> {
            $crate::cycle::records::change::<_, $content>(&caller, id, &if_match, patch).await
        }

        /// Its versions and the decisions on it, the oldest first. Nothing is ever taken out.
        #[::endpoint::endpoint(get $history, tag = $tag, of = $of)]
        async fn history(
            caller: $crate::caller::Caller<$read>,
            request: ::actix_web::HttpRequest,
            ::api_http::extract::PathOf(id): ::api_http::extract::PathOf<::uuid::Uuid>,
            ::api_http::extract::QueryOf(query): ::api_http::extract::QueryOf<$crate::cycle::query::HistoryQuery>,
        ) -> ::api_http::problem::ApiResult<::api_http::extract::List<$crate::cycle::view::HistoryView<$content>>> {
            $crate::cycle::records::history::<_, $content>(&caller, &request, id, query).await
        }
    };
}

/// Decision and submission of a kind that is decided over.
macro_rules! reviewed {
    ($content:ident, tag $tag:literal, of $of:literal, at $decision:literal $submission:literal) => {
        /// Accepts, returns or rejects it. Commune and province decide over what producers hand in, the province also over what
        /// communes do.
        #[::endpoint::endpoint(post $decision, tag = $tag, of = $of, problems(OutsideReach, Conflict))]
        async fn decide(
            caller: $crate::caller::Caller<$crate::caller::PlansWrite>,
            ::api_http::extract::PathOf(id): ::api_http::extract::PathOf<::uuid::Uuid>,
            creation: $crate::caller::Creation<$crate::cycle::review::DecisionRequest>,
        ) -> ::api_http::problem::ApiResult<
            ::api_http::answer::Effect<$crate::cycle::view::RecordView<$content>>,
        > {
            $crate::cycle::review::decide::<_, $content>(&caller, id, creation).await
        }

        /// Hands it in again, after it was returned and mended.
        #[::endpoint::endpoint(post $submission, tag = $tag, of = $of, problems(OutsideReach, Conflict))]
        async fn submit(
            caller: $crate::caller::Caller<$crate::caller::PlansWrite>,
            ::api_http::extract::PathOf(id): ::api_http::extract::PathOf<::uuid::Uuid>,
            creation: $crate::caller::Creation<$crate::cycle::review::RecordSubmission>,
        ) -> ::api_http::problem::ApiResult<
            ::api_http::answer::Effect<$crate::cycle::view::RecordView<$content>>,
        > {
            $crate::cycle::review::submit::<_, $content>(&caller, id, creation).await
        }
    };
}

pub(super) use {resource, reviewed};
