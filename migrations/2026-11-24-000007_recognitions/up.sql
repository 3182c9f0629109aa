-- The star status of products over time (công nhận): one row an interval, dimensions as they were on the day.
create table recognitions (
    id uuid primary key,
    product_id uuid not null references products (id),
    producer_id uuid not null references producers (id),
    evaluation_id uuid unique references evaluations (id),
    regime text not null,
    kind text not null check (kind in ('first', 'upgrade', 'renewal')),
    stars smallint not null check (stars between 3 and 5),
    -- A province's five stars until the ministry's council decides (tiềm năng 5 sao).
    potential boolean not null check (not potential or stars = 5),
    programme_year smallint not null,
    decision_number text,
    -- First day, and first day after the last (36 months later); ended_on cuts it short.
    valid_from date not null,
    valid_to date not null,
    ended_on date,
    end_reason text check (end_reason in ('replaced', 'revoked')),
    product_set smallint not null,
    product_group text not null,
    producer_type text not null,
    sector text not null check (sector in ('collective', 'private')),
    gender text,
    ethnic_minority boolean,
    current_province_code text not null,
    current_commune_code text not null,
    legacy_province_code text not null,
    legacy_district_code text not null,
    -- None in the five island districts that had no communes.
    legacy_commune_code text,
    demonstration boolean not null default false,
    check (valid_from < valid_to),
    check ((ended_on is null) = (end_reason is null))
);
create index recognitions_product on recognitions (product_id, valid_from);
create index recognitions_validity on recognitions (valid_from, valid_to);

-- Raised with every change that a statistic can show; polls are answered from memory by it.
create table statistics_version (
    only_row boolean primary key default true check (only_row),
    version bigint not null
);
insert into statistics_version (version) values (1);
