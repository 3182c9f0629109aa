-- Decisions (quyết định) of the authorities that recognise: one decision, many products. Rows only ever come.
create table decisions (
    id uuid primary key,
    kind text not null check (kind in ('recognition', 'revocation', 'correction')),
    -- As written, e.g. 385/QĐ-UBND; offices begin anew each year.
    number text not null,
    decided_on date not null,
    authority text not null check (authority in ('province', 'ministry')),
    -- Of today's boundaries; none for the ministry.
    province_code text check ((province_code is null) = (authority = 'ministry')),
    signer text not null,
    -- The scanned decision, where one was uploaded.
    file_id uuid references files (id),
    programme_year smallint not null,
    reason text,
    created_by text not null,
    created_at timestamptz not null
);
create unique index decisions_number on decisions
    (authority, coalesce(province_code, ''), number, (extract(year from decided_on)));

-- The last serial given out per authority and year, for the numbers of certificates. The ministry's province is ''.
create table certificate_serials (
    authority text not null,
    province_code text not null,
    year smallint not null,
    last_serial integer not null,
    primary key (authority, province_code, year)
);

-- Certificates (giấy chứng nhận) as they were printed. What happens to one later is an event; a correction is a new row
-- with the same number and the next revision.
create table certificates (
    id uuid primary key,
    number text not null,
    revision smallint not null default 1,
    -- The printed code (mã tra cứu), without hyphens.
    code text not null unique,
    product_id uuid not null references products (id),
    producer_id uuid not null references producers (id),
    decision_id uuid not null references decisions (id),
    dossier_id uuid references dossiers (id),
    recognition_id uuid not null references recognitions (id),
    corrects uuid references certificates (id),
    authority text not null check (authority in ('province', 'ministry')),
    stars smallint not null check (stars between 3 and 5),
    product_code text not null,
    product_set smallint not null,
    -- Names and address as printed.
    product_name text not null,
    producer_name text not null,
    producer_address text,
    -- First day of this record; that of the term, but for a corrected one, which counts from the correction on.
    issued_on date not null,
    valid_from date not null,
    valid_to date not null,
    current_province_code text not null,
    current_commune_code text not null,
    legacy_province_code text not null,
    legacy_district_code text not null,
    legacy_commune_code text,
    demonstration boolean not null default false,
    created_at timestamptz not null,
    unique (number, revision),
    check (valid_from < valid_to and issued_on >= valid_from)
);
create index certificates_product on certificates (product_id, id);
create index certificates_current_place on certificates (current_province_code, current_commune_code, id);
create index certificates_end on certificates (valid_to);

-- What happened to a certificate, in order; rows only ever come.
create table certificate_events (
    id bigint generated always as identity primary key,
    certificate_id uuid not null references certificates (id),
    kind text not null check (kind in ('issued', 'extended', 'revoked', 'replaced', 'corrected')),
    -- The day from which it counts.
    day date not null,
    -- First day after the last, of a carry-over.
    until date,
    ground text,
    -- Day of the finding of a revocation, and whether the decision came later than 15 days after it.
    finding_on date,
    late boolean,
    decision_id uuid references decisions (id),
    -- The certificate that came in its place.
    successor_id uuid references certificates (id),
    -- The pending renewal of a carry-over.
    dossier_id uuid references dossiers (id),
    reason text,
    actor text not null,
    recorded_at timestamptz not null
);
create index certificate_events_certificate on certificate_events (certificate_id, id);

-- What the events of a certificate come to, for lists and look-ups; made from them and held by every change.
create table certificate_states (
    certificate_id uuid primary key references certificates (id),
    extended_to date,
    ended_on date,
    end_kind text check (end_kind in ('revoked', 'replaced')),
    ground text,
    successor_id uuid references certificates (id),
    version integer not null default 1,
    check ((ended_on is null) = (end_kind is null))
);

-- The products that a decision names.
create table decision_items (
    decision_id uuid not null references decisions (id),
    product_id uuid not null references products (id),
    dossier_id uuid references dossiers (id),
    stars smallint not null check (stars between 3 and 5),
    -- Proposed to the ministry for five stars: a status, no certificate.
    potential boolean not null,
    recognition_id uuid references recognitions (id),
    certificate_id uuid references certificates (id),
    -- A renewal decided later than 45 days after its dossier was complete.
    late boolean not null default false,
    primary key (decision_id, product_id)
);
create index decision_items_product on decision_items (product_id, decision_id);

-- Inspections after recognition (kiểm tra, giám sát sau công nhận); rows only ever come.
create table inspections (
    id uuid primary key,
    certificate_id uuid not null references certificates (id),
    kind text not null check (kind in ('planned', 'surprise')),
    inspected_on date not null,
    findings text not null,
    measures text,
    next_on date,
    file_id uuid references files (id),
    created_by text not null,
    created_at timestamptz not null
);
create index inspections_certificate on inspections (certificate_id, id);

create function certificate_records_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger decisions_append_only before update or delete or truncate on decisions
    for each statement execute function certificate_records_are_append_only();
create trigger decision_items_append_only before update or delete or truncate on decision_items
    for each statement execute function certificate_records_are_append_only();
create trigger certificates_append_only before update or delete or truncate on certificates
    for each statement execute function certificate_records_are_append_only();
create trigger certificate_events_append_only before update or delete or truncate on certificate_events
    for each statement execute function certificate_records_are_append_only();
create trigger inspections_append_only before update or delete or truncate on inspections
    for each statement execute function certificate_records_are_append_only();

-- First day after the last of a carry-over until the result of the renewal.
alter table recognitions add column extended_to date;
-- A potential five stars that came to nothing was declined.
alter table recognitions drop constraint recognitions_end_reason_check;
alter table recognitions add constraint recognitions_end_reason_check
    check (end_reason in ('replaced', 'revoked', 'declined'));

select audit_table(name)
from unnest(array['decisions', 'decision_items', 'certificates', 'certificate_events', 'inspections']) as audited (name);
