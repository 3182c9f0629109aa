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
    -- Default successor of a legacy unit, principal predecessor of a current one; districts have none.
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
    level text not null check (level in ('province', 'commune')),
    predecessor_code text not null,
    successor_code text not null,
    is_default boolean not null,
    primary key (level, predecessor_code, successor_code)
);
create index administrative_unit_successions_successor on administrative_unit_successions (level, successor_code);
create unique index administrative_unit_successions_default
    on administrative_unit_successions (level, predecessor_code) where is_default;
