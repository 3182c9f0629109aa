-- Records of the yearly cycle (chu trình OCOP): roadmaps, events, ideas, plans, reports, promotions, guidance documents and value
-- chains. What they have in common are columns, what differs is a document that the service checks.
create table programme_records (
    id uuid primary key,
    kind text not null check (kind in (
        'roadmap', 'communication_event', 'idea', 'business_plan', 'implementation_report', 'promotion',
        'guidance_document', 'value_chain'
    )),
    level text not null check (level in ('national', 'province', 'commune')),
    -- The unit as it was given; no code for the nation.
    unit_generation text not null check (unit_generation in ('legacy', 'current')),
    unit_code text not null,
    -- None for the nation; a province has no commune, and no old units: those are of its communes.
    current_province_code text,
    current_commune_code text,
    legacy_province_code text,
    legacy_district_code text,
    legacy_commune_code text,
    producer_id uuid references producers (id),
    -- The record of the step before.
    earlier_id uuid references programme_records (id),
    product_id uuid references products (id),
    year smallint,
    -- Where a review stands; for ideas and business plans only.
    state text check (state in ('submitted', 'accepted', 'returned', 'rejected')),
    content jsonb not null,
    created_by text not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((state is not null) = (kind in ('idea', 'business_plan')))
);
create index programme_records_place on programme_records (kind, current_province_code, current_commune_code, id);
create index programme_records_producer on programme_records (producer_id, kind, id);
create unique index programme_records_one_roadmap on programme_records (level, unit_generation, unit_code, year)
    where kind = 'roadmap';
create unique index programme_records_one_report_of_plan on programme_records (earlier_id, year)
    where kind = 'implementation_report';
create unique index programme_records_one_report_of_product on programme_records (product_id, year)
    where kind = 'implementation_report';
create unique index programme_records_one_value_chain on programme_records (product_id) where kind = 'value_chain';

-- Files that a record names today: who sees the record sees them.
create table programme_record_files (
    record_id uuid not null references programme_records (id),
    file_id uuid not null references files (id),
    primary key (file_id, record_id)
);
create index programme_record_files_record on programme_record_files (record_id);

-- Each version of each record and each decision on it (lịch sử). Rows only ever come.
create table programme_history (
    id bigint generated always as identity primary key,
    record_id uuid not null references programme_records (id),
    version integer not null,
    act text not null check (act in ('create', 'change', 'submit', 'accept', 'return', 'reject')),
    state text,
    reason text,
    actor text not null,
    occurred_at timestamptz not null,
    content jsonb not null,
    unique (record_id, version)
);
create function programme_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'programme_history is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger programme_history_append_only before update or delete or truncate on programme_history
    for each statement execute function programme_history_is_append_only();
