-- What the calendar says of dossiers (sắp đến hạn, quá hạn): each at most once a state and last day. Rows only ever come, by one
-- transaction at a time, so a page that ends at an id has missed none below it.
create table dossier_notices (
    id bigint generated always as identity primary key,
    dossier_id uuid not null references dossiers (id),
    kind text not null check (kind in ('due_soon', 'overdue')),
    -- The last day of a state, or that of the decision on a renewal, which no state belongs to.
    deadline text not null check (deadline in ('state', 'decision')),
    state text,
    due_on date not null,
    -- The day it was found, Vietnamese time.
    day date not null,
    recorded_at timestamptz not null,
    check ((state is null) = (deadline = 'decision')),
    unique nulls not distinct (dossier_id, kind, deadline, state, due_on)
);
create index dossier_notices_day on dossier_notices (day, id);
create index dossiers_decide_by on dossiers (decide_by) where decide_by is not null;

create trigger dossier_notices_append_only before update or delete or truncate on dossier_notices
    for each statement execute function dossier_history_is_append_only();
select audit_table('dossier_notices');
