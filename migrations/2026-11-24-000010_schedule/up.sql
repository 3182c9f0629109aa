-- Scheduled work: one row a task. Its effect and the raised `last_period` are written in one transaction under the row's
-- lock, so a period's effect happens once however many workers there are. How periods are numbered: `worker/src/schedule`.
create table scheduled_tasks (
    name text primary key,
    -- The last period that is done, and when the one after it begins.
    last_period bigint not null,
    next_due_at timestamptz not null,
    -- Of the last success: when, how long, how many rows. `partial` while the period goes on with a further transaction.
    finished_at timestamptz,
    duration_ms bigint not null default 0,
    affected_rows bigint not null default 0,
    partial boolean not null default false,
    -- Failures since the last success, what the last one said, and before when nobody tries again.
    failures integer not null default 0,
    last_error text,
    failed_at timestamptz,
    retry_at timestamptz
);

-- Retention looks for what has ended.
create index refresh_tokens_expires on refresh_tokens (expires_at);

-- What happens to a certificate by the calendar alone (mở kỳ đánh giá lại, hết hạn): each at most once a recognition. Rows
-- only ever come, by one transaction at a time, so a page that ends at an id has missed none below it.
create table recognition_notices (
    id bigint generated always as identity primary key,
    recognition_id uuid not null references recognitions (id),
    product_id uuid not null references products (id),
    kind text not null check (kind in ('renewal_opens', 'expired')),
    -- The day it happened, Vietnamese time, not the day it was written down.
    day date not null,
    recorded_at timestamptz not null,
    unique (recognition_id, kind)
);
create index recognition_notices_day on recognition_notices (day, id);

create function recognition_notices_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'recognition_notices is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger recognition_notices_append_only before update or delete or truncate on recognition_notices
    for each statement execute function recognition_notices_is_append_only();
