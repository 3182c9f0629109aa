-- Answers kept for requests with an Idempotency-Key, written in the transaction of the request's own effect.
create table idempotency_keys (
    principal text not null,
    key text not null,
    fingerprint text not null,
    status smallint not null,
    headers jsonb not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    primary key (principal, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);
