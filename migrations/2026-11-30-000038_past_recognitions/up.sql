-- Recognitions of the past: of any authority that existed then, with what the paper says and no more.

-- Who decided: its level, and the unit in the boundaries of its time, e.g. `legacy-26` (Vĩnh Phúc), `legacy-248` (a district), `current-25`;
-- none for the ministry. Both are unknown of recognitions that came from a rating alone before this column was.
alter table recognitions
    add column authority text check (authority in ('district', 'province', 'ministry')),
    add column authority_unit text;
-- On record by its year only: such a row holds on no day.
alter table recognitions drop constraint recognitions_end_reason_check;
alter table recognitions add constraint recognitions_end_reason_check
    check (end_reason in ('replaced', 'revoked', 'declined', 'not_recorded')) not valid;

-- Recorded decisions were made elsewhere; their signer may be unknown. Districts decided until 5/7/2025.
alter table decisions
    add column authority_unit text,
    add column recorded boolean not null default false,
    alter column signer drop not null;
alter table decisions drop constraint decisions_authority_check;
alter table decisions add constraint decisions_authority_check
    check (authority in ('district', 'province', 'ministry')) not valid;
-- Three former provinces may have used one number in one year.
drop index decisions_number;
create unique index decisions_number on decisions
    (authority, coalesce(authority_unit, 'current-' || province_code, ''), number, (extract(year from decided_on)));

-- A recorded certificate has the number that was printed, or none; provinces numbered without regard to each other.
alter table certificates
    add column recorded boolean not null default false,
    alter column number drop not null;
alter table certificates drop constraint certificates_authority_check;
alter table certificates add constraint certificates_authority_check
    check (authority in ('district', 'province', 'ministry')) not valid;
alter table certificates drop constraint certificates_number_revision_key;
create unique index certificates_number on certificates (number, revision) where not recorded;
create unique index certificates_recorded_number on certificates (decision_id, number, revision) where recorded;
create index certificates_any_number on certificates (number);

-- What the paper of a past recognition says (thông tin trên giấy tờ của công nhận đã có); rows only ever come.
create table past_recognitions (
    recognition_id uuid primary key references recognitions (id),
    -- As stated; none: not known.
    decided_on date,
    decision_number text,
    certificate_number text,
    valid_to date,
    -- Where it was read: a list, a decision, a newspaper.
    source text,
    recorded_by text not null,
    recorded_at timestamptz not null
);
create trigger past_recognitions_append_only before update or delete or truncate on past_recognitions
    for each statement execute function certificate_records_are_append_only();
select audit_table('past_recognitions');
