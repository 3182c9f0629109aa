-- Both generations of administrative units (đơn vị hành chính): codes are reused across the reform of 1 July 2025,
-- so a unit is (generation, level, code).
create table administrative_units (
    generation text not null check (generation in ('legacy', 'current')),
    level text not null check (level in ('province', 'district', 'commune')),
    code text not null,
    name text not null,
    kind text not null,
    parent_code text,
    province_code text not null,
    -- Default successor of a legacy unit, principal predecessor of a current one; districts have none, but for the
    -- five islands that became special zones.
    counterpart_level text,
    counterpart_code text,
    -- Name folded for search: lower case, no diacritics.
    search_name text not null,
    valid_from date,
    valid_to date,
    latitude double precision,
    longitude double precision,
    primary key (generation, level, code)
);
create index administrative_units_parent on administrative_units (generation, parent_code);

create table administrative_unit_successions (
    predecessor_level text not null check (predecessor_level in ('province', 'district', 'commune')),
    predecessor_code text not null,
    successor_level text not null check (successor_level in ('province', 'commune')),
    successor_code text not null,
    is_default boolean not null,
    primary key (predecessor_level, predecessor_code, successor_level, successor_code)
);
create index administrative_unit_successions_successor
    on administrative_unit_successions (successor_level, successor_code);
create unique index administrative_unit_successions_default
    on administrative_unit_successions (predecessor_level, predecessor_code) where is_default;

-- Which data the two tables hold: a start that finds its own fingerprint loads nothing.
create table administrative_unit_loads (
    only_row boolean primary key default true check (only_row),
    fingerprint text not null,
    units integer not null,
    successions integer not null,
    loaded_at timestamptz not null
);
