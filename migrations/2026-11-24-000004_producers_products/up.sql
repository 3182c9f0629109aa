-- Producers (chủ thể OCOP). Places are kept in both generations so that old and new boundaries need no join.
create table producers (
    id uuid primary key,
    name text not null,
    -- The name folded for search: lower case, no diacritics. Marks fall away first, so that `lower` meets ASCII and đ only
    -- and does the same under every collation.
    search_name text not null generated always as (replace(replace(
        lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), 'đ', 'd'), 'Đ', 'd')) stored,
    kind text not null,
    tax_code text,
    address text,
    phone text,
    email text,
    representative_name text,
    representative_gender text check (representative_gender in ('female', 'male')),
    representative_ethnic_minority boolean,
    representative_disability boolean,
    unit_generation text not null check (unit_generation in ('legacy', 'current')),
    current_province_code text not null,
    current_commune_code text not null,
    legacy_province_code text not null,
    legacy_district_code text not null,
    -- None in the five island districts that had no communes.
    legacy_commune_code text,
    demonstration boolean not null default false,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index producers_current_place on producers (current_province_code, current_commune_code, id);

-- The last serial given out per commune and year, for product codes province.commune.serial.year.
create table product_serials (
    province_code text not null,
    commune_code text not null,
    year smallint not null,
    last_serial integer not null,
    primary key (province_code, commune_code, year)
);

create table products (
    id uuid primary key,
    code text not null unique,
    producer_id uuid not null references producers (id),
    name text not null,
    search_name text not null generated always as (replace(replace(
        lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), 'đ', 'd'), 'Đ', 'd')) stored,
    product_set smallint not null check (product_set between 1 and 26),
    description text,
    unit_generation text not null check (unit_generation in ('legacy', 'current')),
    current_province_code text not null,
    current_commune_code text not null,
    legacy_province_code text not null,
    legacy_district_code text not null,
    -- None in the five island districts that had no communes.
    legacy_commune_code text,
    registered_on date not null,
    demonstration boolean not null default false,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index products_producer on products (producer_id, id);
create index products_current_place on products (current_province_code, current_commune_code, id);
