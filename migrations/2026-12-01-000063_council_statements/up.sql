-- What is said before a council and belongs into its minutes (ý kiến ghi vào biên bản): the producer's explanation, how the council
-- reads a criterion, why it scores again. Of a turn of a dossier; never changed.
create table council_statements (
    id uuid primary key,
    dossier_id uuid not null references dossiers (id),
    turn smallint not null,
    kind text not null check (kind in ('explanation', 'reading', 'rescoring')),
    -- The criterion that it is about.
    criterion text,
    statement text not null,
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index council_statements_dossier on council_statements (dossier_id, id);
create trigger council_statements_append_only before update or delete or truncate on council_statements
    for each statement execute function certificate_records_are_append_only();
select audit_table('council_statements');
