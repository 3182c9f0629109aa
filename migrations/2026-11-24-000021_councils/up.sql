-- Rounds of evaluation (đợt đánh giá) of a province or of the ministry. The law's dates are computed by
-- `shared/domain/src/rounds.rs`; a round may have its own.
create table rounds (
    id uuid primary key,
    level text not null check (level in ('province', 'central')),
    -- Today's province; none for the ministry's.
    province_code text,
    year smallint not null,
    number smallint not null check (number >= 1),
    -- Sent on, and decided, before these days.
    sent_before date not null,
    decided_before date not null,
    note text,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint rounds_place check ((level = 'central') = (province_code is null)),
    constraint rounds_days check (sent_before < decided_before)
);
create unique index rounds_one_number on rounds (level, coalesce(province_code, ''), year, number);

-- Councils (hội đồng đánh giá, phân hạng), each of a round; level and province are those of the round.
create table councils (
    id uuid primary key,
    round_id uuid not null references rounds (id),
    level text not null check (level in ('province', 'central')),
    province_code text,
    name text not null,
    -- The decision that established it (quyết định thành lập).
    decision_number text not null,
    decision_date date not null,
    mode text not null check (mode in ('meeting', 'written')),
    -- Quorum, spread and rule of the minimums, as `scorings` takes them.
    rules json not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index councils_round on councils (round_id, id);

create table council_members (
    id uuid primary key,
    council_id uuid not null references councils (id) on delete cascade,
    -- The person's account, or the id that a trusted outside issuer's person has here; so no foreign key.
    account_id uuid not null,
    name text not null,
    position text,
    organisation text,
    role text not null check (role in ('chair', 'vice_chair', 'member', 'secretary', 'expert')),
    voting boolean not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint council_members_one_seat unique (council_id, account_id)
);
create unique index council_members_one_chair on council_members (council_id) where role = 'chair';
create index council_members_account on council_members (account_id, council_id);

-- The dossiers before a council. Of each level a dossier sits before one council at a time.
create table council_dossiers (
    council_id uuid not null references councils (id),
    dossier_id uuid not null references dossiers (id),
    level text not null check (level in ('province', 'central')),
    assigned_by text not null,
    assigned_at timestamptz not null,
    primary key (council_id, dossier_id),
    constraint council_dossiers_one_council unique (dossier_id, level)
);

select audit_table(name) from unnest(array['rounds', 'councils', 'council_members', 'council_dossiers']) as audited (name);
