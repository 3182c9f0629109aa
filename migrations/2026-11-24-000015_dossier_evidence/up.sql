-- What a dossier holds beside its forms: documents, requests for evidence, and what was handed in each time.

-- Why a renewal was filed after its window (Decision 26/2026/QĐ-TTg, article 12.3); none where it was filed in time.
alter table dossiers add column late_reason text;

-- Requests for named evidence by a date (yêu cầu bổ sung). One of a dossier at a time is open.
create table evidence_requests (
    id uuid primary key,
    dossier_id uuid not null references dossiers (id),
    asked_by text not null,
    asked_at timestamptz not null,
    reason text not null,
    due_on date not null,
    -- How it ended: the producer supplied, or the office goes on without.
    outcome text check (outcome in ('supplied', 'closed')),
    ended_by text,
    ended_at timestamptz,
    check ((outcome is null) = (ended_at is null) and (outcome is null) = (ended_by is null))
);
create index evidence_requests_dossier on evidence_requests (dossier_id, id);
create unique index evidence_requests_one_open on evidence_requests (dossier_id) where outcome is null;

-- What is asked for, numbered from 1.
create table evidence_request_items (
    request_id uuid not null references evidence_requests (id),
    number smallint not null check (number >= 1),
    criterion text,
    wanted text not null,
    -- What the producer says to it when supplying.
    answer text,
    primary key (request_id, number)
);

-- Documents (tài liệu, minh chứng): a file in its place in the dossier. Removed ones stay, with a mark.
create table dossier_documents (
    id uuid primary key,
    dossier_id uuid not null references dossiers (id),
    file_id uuid not null references files (id),
    kind text not null check (kind in ('evidence', 'business_registration', 'food_safety', 'quality_declaration', 'test_report',
        'label', 'photo', 'story', 'signed_form', 'other')),
    -- The criterion it is evidence for.
    criterion text check ((criterion is null) = (kind <> 'evidence')),
    title text not null,
    -- The item of a request that it answers.
    request_id uuid,
    request_item smallint,
    added_by text not null,
    added_at timestamptz not null,
    removed_by text,
    removed_at timestamptz,
    foreign key (request_id, request_item) references evidence_request_items (request_id, number),
    check ((request_id is null) = (request_item is null)),
    check ((removed_by is null) = (removed_at is null))
);
create index dossier_documents_dossier on dossier_documents (dossier_id, id);
create index dossier_documents_file on dossier_documents (file_id);

-- What was handed in (bản nộp), from 1; rows only ever come.
create table dossier_snapshots (
    dossier_id uuid not null references dossiers (id),
    number smallint not null check (number >= 1),
    submitted_at timestamptz not null,
    submitted_by text not null,
    regime text not null,
    -- Both forms and the documents with the hashes of their files; `json` keeps the text to the byte, and `sha256` is its digest.
    content json not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (dossier_id, number)
);

create function dossier_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger dossier_snapshots_append_only before update or delete or truncate on dossier_snapshots
    for each statement execute function dossier_history_is_append_only();
create trigger dossier_events_append_only before update or delete or truncate on dossier_events
    for each statement execute function dossier_history_is_append_only();

select audit_table(name) from unnest(array['evidence_requests', 'evidence_request_items', 'dossier_documents', 'dossier_snapshots'])
    as audited (name);
