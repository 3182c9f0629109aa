-- Targets (chỉ tiêu) of a unit for a year: what the programme should have reached at its end. None of the codes for the nation,
-- the first for a province, both for a commune; of today's generation, because no former unit sets itself a target.
create table targets (
    id uuid primary key,
    province_code text,
    commune_code text,
    year smallint not null check (year between 2018 and 2199),
    three_star_products integer check (three_star_products >= 0),
    four_star_products integer check (four_star_products >= 0),
    five_star_products integer check (five_star_products >= 0),
    communes_met integer check (communes_met >= 0),
    new_producers integer check (new_producers >= 0),
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (commune_code is null or province_code is not null),
    check (num_nonnulls(three_star_products, four_star_products, five_star_products, communes_met, new_producers) > 0)
);
create unique index targets_unit_year on targets (coalesce(province_code, ''), coalesce(commune_code, ''), year);
select audit_table('targets');
