-- Imports (nhập dữ liệu): lists that come into the register by jobs: first checked, then taken over by their id.

create table imports (
    id uuid primary key,
    -- What the list holds.
    kind text not null check (kind in ('producers', 'products', 'score_sheets')),
    state text not null check (state in ('checking', 'checked', 'committing', 'committed', 'cancelled', 'unreadable')),
    -- The uploaded file; its bytes are copied into import_pieces, so that a worker needs no store of files.
    file_id uuid not null references files (id),
    file_name text not null,
    -- How the list is read: sheet, mapping, unit, answers.
    reading json not null,
    -- Whose reach it has: a province of today; none: the nation.
    current_province_code text,
    -- The job of the present stage.
    job_id uuid not null references jobs (id),
    -- Whether rows that are not ready are left out, or nothing is taken over.
    ready_only boolean not null default false,
    -- What the list comes to, once it is checked.
    summary json,
    -- Why it is no list: code and both languages.
    refusal json,
    created_by text not null,
    created_at timestamptz not null,
    -- Who took it over.
    committed_by text,
    ended_at timestamptz,
    version integer not null default 1
);
create index imports_province on imports (current_province_code, id);
create index imports_job on imports (job_id);
select audit_table('imports');

-- How far the present stage has come: the last row that is through, and what became of the rows until there. Changed with every piece of
-- the list, so it is not audited.
create table import_progress (
    import_id uuid primary key references imports (id),
    through integer not null default 0,
    counts json not null
);

-- What is said of rows, as the report gives it back.
create table import_remarks (
    import_id uuid not null references imports (id),
    number integer not null,
    -- Of which stage: the check, or the rows that were refused when they were taken over.
    stage text not null check (stage in ('check', 'commit')),
    row_number integer not null,
    severity text not null check (severity in ('error', 'warning', 'question')),
    rule text not null,
    remark json not null,
    primary key (import_id, number)
);

-- The bytes of the list and of its marked copy.
create table import_pieces (
    import_id uuid not null references imports (id),
    role text not null check (role in ('given', 'marked')),
    number integer not null,
    bytes bytea not null,
    primary key (import_id, role, number)
);

-- JSON lines are lists as well.
alter table files drop constraint files_media_type_check;
alter table files add constraint files_media_type_check check (media_type in (
    'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv', 'application/x-ndjson'
)) not valid;
alter table files validate constraint files_media_type_check;

-- Rows of lists find producers by their names in any spelling within a commune, with the short words for kind and trade written out as
-- `name_words` of shared/domain/src/producers/full_name.rs does. Its body is bound when it is made: PostgreSQL 17 finds no other functions
-- by their names while it makes an index.
create function producer_words(name text) returns text language sql immutable parallel safe
    return replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(spelt_words(name), '\mhtx\M', 'hop tac xa', 'g'), '\mhtxnn\M', 'hop tac xa nong nghiep', 'g'), '\mtht\M', 'to hop tac', 'g'), '\mcti\M', 'cong ti', 'g'), '\mctcp\M', 'cong ti co phan', 'g'), '\mtnhh\M', 'trach nhiem huu han', 'g'), '\mmtv\M', 'mot thanh vien', 'g'), '\mcp\M', 'co phan', 'g'), '\mdntn\M', 'doanh nghiep tu nhan', 'g'), '\mhkd\M', 'ho kinh doanh', 'g'), '\mcssx\M', 'co so san xuat', 'g'), '\msxkd\M', 'san xuat kinh doanh', 'g'), '\msx\M', 'san xuat', 'g'), '\mtm\M', 'thuong mai', 'g'), '\mdv\M', 'dich vu', 'g'), '\mxnk\M', 'xuat nhap khau', 'g'), '\mnn\M', 'nong nghiep', 'g'),
        ' ', '');
create index producers_spelt on producers (current_commune_code, producer_words(name));
