-- Who did what, to what, when and why (nhật ký kiểm tra). Written in the transaction of the act; rows only ever come.
create table audit_log (
    id bigint generated always as identity primary key,
    occurred_at timestamptz not null,
    -- `person:<id>`, `client:<id>`, or `command:<user>` for somebody at a terminal.
    actor text not null,
    -- The act as a word: `job.redrive`.
    act text not null,
    subject_kind text not null,
    subject_id text not null,
    reason text,
    -- What the act changed; none where it shows nothing beyond the act itself.
    before jsonb,
    after jsonb,
    -- The HTTP request's id, as the logs have it.
    request_id text
);
create index audit_log_subject on audit_log (subject_kind, subject_id, id);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_log is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
-- A statement trigger also refuses statements that would touch no row, and truncate.
create trigger audit_log_append_only before update or delete or truncate on audit_log
    for each statement execute function audit_log_is_append_only();

-- A failed job that an operator gave up for good. Its status stays `failed`, as clients know it; the mark takes it out of
-- what redrives look at: accepted = queued + running + succeeded + failed without the mark + failed with it.
alter table jobs add column discarded_at timestamptz;
alter table jobs add column discard_reason text;
alter table jobs add constraint jobs_only_failed_are_discarded
    check (discarded_at is null or status = 'failed') not valid;
