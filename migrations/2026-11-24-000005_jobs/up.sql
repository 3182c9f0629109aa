-- The table is the truth, the broker only the transport.
create table jobs (
    id uuid primary key,
    kind text not null,
    subject_id uuid not null,
    status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed')),
    -- Counts claims; the number is the fence: a result is written only by the attempt that is the last.
    attempts integer not null default 0,
    -- How far attempts may count; a redrive raises it, so an attempt number never comes twice.
    attempt_limit integer not null,
    -- Until when the worker that claimed it counts as alive.
    lease_until timestamptz,
    error_code text,
    error_message text,
    traceparent text,
    queued_at timestamptz not null,
    -- When its message should reach a worker (later than queued_at after a retry); the sweeper looks at it.
    due_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz
);
create index jobs_unfinished on jobs (due_at) where status in ('queued', 'running');
create index jobs_failed on jobs (id) where status = 'failed';

-- Messages not yet confirmed by the broker; a row goes with its positive confirm.
create table outbox (
    id bigint generated always as identity primary key,
    job_id uuid not null references jobs (id) on delete cascade,
    kind text not null,
    -- 0: at once; n: through the nth retry queue, whose wait is configuration.
    retry_step smallint not null default 0 check (retry_step between 0 and 3),
    message text not null,
    created_at timestamptz not null default now()
);
create index outbox_job on outbox (job_id);
