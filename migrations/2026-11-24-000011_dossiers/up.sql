-- Dossiers (hồ sơ OCOP) on their way from draft to decision. Which state follows which: `shared/domain/src/workflow`.
create table dossiers (
    id uuid primary key,
    product_id uuid not null references products (id),
    producer_id uuid not null references producers (id),
    kind text not null check (kind in ('first', 'upgrade', 'renewal')),
    product_set smallint not null check (product_set between 1 and 26),
    -- The one it was started from (sao chép từ hồ sơ trước).
    copied_from uuid references dossiers (id),
    -- The regime it is evaluated under; chosen by its dates at each submission.
    regime text not null,
    state text not null check (state in ('draft', 'at_commune', 'returned', 'at_province', 'awaiting_evidence',
        'with_advisory_team', 'at_council', 'being_rated', 'scored', 'at_ministry', 'at_ministry_council',
        'being_rated_by_ministry', 'scored_by_ministry', 'back_at_province', 'recognised', 'not_recognised', 'withdrawn')),
    -- Mẫu 01, Mẫu 02 and Mẫu 03 as structured fields, read and written whole.
    registration json not null,
    self_assessment json not null,
    commune_report json,
    -- Days, Vietnamese time: first handed in, complete at the province, until when the state it is in may last, and
    -- until when a renewal is decided (45 days from complete).
    handed_in_on date,
    complete_on date,
    due_on date,
    decide_by date,
    -- Turn of scoring (lượt chấm), from 1; rescoring opens the next and keeps the old ones.
    turn smallint not null default 0,
    -- What the last turn that was rated gave, 1 to 5, and its evaluation.
    stars smallint check (stars between 1 and 5),
    evaluation_id uuid references evaluations (id),
    unit_generation text not null check (unit_generation in ('legacy', 'current')),
    current_province_code text not null,
    current_commune_code text not null,
    legacy_province_code text not null,
    legacy_district_code text not null,
    legacy_commune_code text,
    demonstration boolean not null default false,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index dossiers_current_place on dossiers (current_province_code, current_commune_code, id);
create index dossiers_product on dossiers (product_id, id);
create index dossiers_due on dossiers (due_on) where due_on is not null;
-- One dossier of a product at a time is on its way.
create unique index dossiers_one_open on dossiers (product_id)
    where state not in ('recognised', 'not_recognised', 'withdrawn');

-- What happened to a dossier, in order; rows only ever come.
create table dossier_events (
    id bigint generated always as identity primary key,
    dossier_id uuid not null references dossiers (id),
    occurred_at timestamptz not null,
    -- As the audit log names it; `worker:evaluation` for a rating.
    actor text not null,
    action text not null,
    from_state text not null,
    to_state text not null,
    reason text,
    -- Until when the new state may last.
    due_on date,
    -- What belongs to the action: the evaluation, the decision, the evidence asked for.
    details jsonb
);
create index dossier_events_dossier on dossier_events (dossier_id, id);

-- An evaluation of a dossier: one turn of one council.
alter table evaluations add column dossier_id uuid references dossiers (id);
alter table evaluations add column turn smallint;
create index evaluations_dossier on evaluations (dossier_id, id) where dossier_id is not null;
