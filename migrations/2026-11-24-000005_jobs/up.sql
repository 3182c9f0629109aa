-- The table is the truth, the broker only the transport.
create table jobs (
    id uuid primary key,
    kind text not null,
    subject_id uuid not null,
    status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed')),
    attempts integer not null default 0,
    -- Who runs it now and until when it may be taken for dead; both fence the result.
    lease_until timestamptz,
    error_code text,
    error_message text,
    traceparent text,
    queued_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create index jobs_unfinished on jobs (queued_at) where status in ('queued', 'running');

-- Messages not yet confirmed by the broker; a row goes with its positive confirm.
create table outbox (
    id bigint generated always as identity primary key,
    job_id uuid not null references jobs (id) on delete cascade,
    kind text not null,
    -- Seconds to wait in a retry queue before delivery; 0 is at once.
    delay_seconds integer not null default 0,
    message text not null,
    created_at timestamptz not null default now()
);
create index outbox_job on outbox (job_id);
