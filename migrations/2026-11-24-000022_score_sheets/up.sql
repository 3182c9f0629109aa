-- The advisory team's report (báo cáo của tổ tư vấn) with its own sheet: one a dossier.
create table advisory_reports (
    dossier_id uuid primary key references dossiers (id),
    findings text not null,
    proposal text not null,
    regime text not null,
    answers json not null,
    file_ids json not null,
    reported_by text not null,
    reported_at timestamptz not null
);

-- A member's sheet (phiếu chấm) of one turn (lượt chấm) of a dossier.
create table score_sheets (
    id uuid primary key,
    dossier_id uuid not null references dossiers (id),
    turn smallint not null,
    council_id uuid not null references councils (id),
    member_id uuid not null references council_members (id),
    -- The regime whose sheet was answered.
    regime text not null,
    answers json not null,
    eliminations json not null,
    note text,
    total integer not null,
    handed_in_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint score_sheets_one_a_turn unique (dossier_id, turn, member_id)
);
create index score_sheets_member on score_sheets (member_id);

-- Every version of every sheet; rows only ever come.
create table score_sheet_versions (
    sheet_id uuid not null references score_sheets (id),
    version integer not null,
    regime text not null,
    answers json not null,
    eliminations json not null,
    note text,
    total integer not null,
    handed_in_at timestamptz,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (sheet_id, version)
);
create function score_sheet_versions_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'score_sheet_versions is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger score_sheet_versions_append_only before update or delete or truncate on score_sheet_versions
    for each statement execute function score_sheet_versions_is_append_only();

-- Conflicts of interest (xung đột lợi ích): a member who does not score a dossier.
create table recusals (
    id uuid primary key,
    dossier_id uuid not null references dossiers (id),
    council_id uuid not null references councils (id),
    member_id uuid not null references council_members (id),
    reason text not null,
    declared_by text not null,
    declared_at timestamptz not null,
    constraint recusals_one_a_dossier unique (dossier_id, member_id)
);
create index recusals_member on recusals (member_id);

-- A turn whose sheets were closed (chốt phiếu): by which council, who sat, and the evaluation of its sheets. Closing again after
-- too few sheets or a failed rating replaces the row.
create table scoring_turns (
    dossier_id uuid not null references dossiers (id),
    turn smallint not null,
    council_id uuid not null references councils (id),
    evaluation_id uuid not null references evaluations (id),
    -- Whether enough sheets were there; without them they stay hidden, because the turn goes on.
    quorate boolean not null,
    -- The council as it sat: members with role, vote, recusal and whether they had handed in.
    sitting json not null,
    closed_by text not null,
    closed_at timestamptz not null,
    primary key (dossier_id, turn)
);
create index scoring_turns_council on scoring_turns (council_id, dossier_id);

select audit_table(name) from unnest(array['advisory_reports', 'recusals', 'scoring_turns']) as audited (name);
-- Sheets are hidden until they are closed, from the readers of the audit log too: it tells that one was written, and by whom; what
-- it said stays in its versions, which only ever come.
create trigger audit_row after insert or update or delete on score_sheets for each row
    execute function audit_row('{id}', '{}', '{answers,eliminations,note,total}');
create trigger audit_no_truncate before truncate on score_sheets for each statement execute function audit_no_truncate();
