//! The handlers that every kind of record has: one call of `resource!` a kind, one more of `reviewed!` for those that are
//! decided over. A macro, because a handler's path and its part of the OpenAPI document are written at the function.

/// List, one, create, change and history of a kind. The doc comments are those of create and list.
macro_rules! resource {
    (
        $content:ident by $query:ident, tag $tag:literal,
        read $read:ident $read_scope:literal, write $write:ident $write_scope:literal,
        at $list:literal $one:literal $history:literal,
        $(#[$create_doc:meta])* create,
        $(#[$list_doc:meta])* list $(,)?
    ) => {
        $(#[$create_doc])*
        #[utoipa::path(
            tag = $tag,
            request_body = $content,
            params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect")),
            responses(
                (status = 201, description = "Made; `Location` and `ETag` name it", body = RecordView<$content>),
                (status = "default", description = "A problem; 422 names every broken rule by pointer",
                    body = ProblemDocument, content_type = "application/problem+json"),
            ),
            security(("oauth2" = [$write_scope])),
        )]
        #[post($list)]
        async fn create(
            caller: Authorized<$write>,
            state: web::Data<AppState>,
            creation: Creation<$content>,
            _: QueryOf<NoQuery>,
        ) -> Answer {
            records::create(&caller, &state, creation, $list).await
        }

        $(#[$list_doc])*
        #[utoipa::path(
            tag = $tag,
            params($query),
            responses(
                (status = 200, description = "A page", body = ListAnswer<RecordView<$content>>),
                (status = "default", description = "A problem", body = ProblemDocument,
                    content_type = "application/problem+json"),
            ),
            security(("oauth2" = [$read_scope])),
        )]
        #[get($list)]
        async fn list(
            caller: Authorized<$read>,
            request: HttpRequest,
            state: web::Data<AppState>,
            QueryOf(query): QueryOf<$query>,
        ) -> Answer {
            records::list::<_, $content>(&caller, &state, &request, query).await
        }

        /// One of them.
        #[utoipa::path(
            tag = $tag,
            params(("id" = Uuid, Path)),
            responses(
                (status = 200, description = "It, with its `ETag`", body = RecordView<$content>),
                (status = "default", description = "A problem", body = ProblemDocument,
                    content_type = "application/problem+json"),
            ),
            security(("oauth2" = [$read_scope])),
        )]
        #[get($one)]
        async fn one(
            caller: Authorized<$read>,
            state: web::Data<AppState>,
            PathOf(id): PathOf<Uuid>,
            if_none_match: IfNoneMatch,
            _: QueryOf<NoQuery>,
        ) -> Answer {
            records::one::<_, $content>(&caller, &state, id, &if_none_match).await
        }

        /// Changes it: members left out stay, null removes. Whose it is never changes.
        #[utoipa::path(
            tag = $tag,
            request_body(content = $content, description = "Any of its members"),
            params(
                ("id" = Uuid, Path),
                ("If-Match" = String, Header, description = "`ETag` of the version that was read"),
            ),
            responses(
                (status = 200, description = "It, with its new `ETag`", body = RecordView<$content>),
                (status = "default", description = "A problem; 428 without `If-Match`, 412 where another change came \
                    first, 409 where it is not its turn",
                    body = ProblemDocument, content_type = "application/problem+json"),
            ),
            security(("oauth2" = [$write_scope])),
        )]
        #[patch($one)]
        async fn change(
            caller: Authorized<$write>,
            state: web::Data<AppState>,
            PathOf(id): PathOf<Uuid>,
            if_match: IfMatch,
            Body(patch): Body<Map<String, Value>>,
            _: QueryOf<NoQuery>,
        ) -> Answer {
            records::change::<_, $content>(&caller, &state, id, &if_match, patch).await
        }

        /// Its versions and the decisions on it, the oldest first. Nothing is ever taken out.
        #[utoipa::path(
            tag = $tag,
            params(("id" = Uuid, Path), HistoryQuery),
            responses(
                (status = 200, description = "A page", body = ListAnswer<HistoryView<$content>>),
                (status = "default", description = "A problem", body = ProblemDocument,
                    content_type = "application/problem+json"),
            ),
            security(("oauth2" = [$read_scope])),
        )]
        #[get($history)]
        async fn history(
            caller: Authorized<$read>,
            request: HttpRequest,
            state: web::Data<AppState>,
            PathOf(id): PathOf<Uuid>,
            QueryOf(query): QueryOf<HistoryQuery>,
        ) -> Answer {
            records::history::<_, $content>(&caller, &state, &request, id, query).await
        }
    };
}

/// Decision and submission of a kind that is decided over.
macro_rules! reviewed {
    ($content:ident, tag $tag:literal, at $decision:literal $submission:literal) => {
        /// Accepts, returns or rejects it. Commune and province decide over what producers hand in, the province also over what
        /// communes do.
        #[utoipa::path(
            tag = $tag,
            request_body = DecisionRequest,
            params(
                ("id" = Uuid, Path),
                ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect"),
            ),
            responses(
                (status = 200, description = "It, as it stands now", body = RecordView<$content>),
                (status = "default", description = "A problem; 409 says what is possible now, 422 that a reason is missing",
                    body = ProblemDocument, content_type = "application/problem+json"),
            ),
            security(("oauth2" = ["plans:write"])),
        )]
        #[post($decision)]
        async fn decide(
            caller: Authorized<PlansWrite>,
            state: web::Data<AppState>,
            PathOf(id): PathOf<Uuid>,
            creation: Creation<DecisionRequest>,
            _: QueryOf<NoQuery>,
        ) -> Answer {
            review::decide::<_, $content>(&caller, &state, id, creation).await
        }

        /// Hands it in again, after it was returned and mended.
        #[utoipa::path(
            tag = $tag,
            request_body = RecordSubmission,
            params(
                ("id" = Uuid, Path),
                ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request have one effect"),
            ),
            responses(
                (status = 200, description = "It, as it stands now", body = RecordView<$content>),
                (status = "default", description = "A problem; 409 says what is possible now",
                    body = ProblemDocument, content_type = "application/problem+json"),
            ),
            security(("oauth2" = ["plans:write"])),
        )]
        #[post($submission)]
        async fn submit(
            caller: Authorized<PlansWrite>,
            state: web::Data<AppState>,
            PathOf(id): PathOf<Uuid>,
            creation: Creation<RecordSubmission>,
            _: QueryOf<NoQuery>,
        ) -> Answer {
            review::submit::<_, $content>(&caller, &state, id, creation).await
        }
    };
}

pub(super) use {resource, reviewed};
