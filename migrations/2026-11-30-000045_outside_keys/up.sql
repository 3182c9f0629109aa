-- Outside keys (mã ở hệ thống khác): under which other systems know a record. A key belongs to those who gave it, all callers of
-- one reach: systems of two provinces may number alike and never meet.
create table outside_keys (
    subject text not null check (subject in ('producer', 'product', 'dossier', 'recognition')),
    -- 'nation', 'province:25', 'commune:08782' or 'producer:<id>'.
    owner text not null,
    system text not null check (system <> ''),
    id text not null check (id <> ''),
    subject_id uuid not null,
    created_at timestamptz not null,
    primary key (subject, owner, system, id)
);
create index outside_keys_of_subject on outside_keys (subject, subject_id);
select audit_table('outside_keys');

-- All keys of a record, in order.
create function keys_of(the_subject text, the_id uuid) returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('owner', owner, 'system', system, 'id', id) order by system, id, owner), '[]')
    from outside_keys where subject = the_subject and subject_id = the_id
$$;

-- Tax codes are looked up by their digits: that of a branch is written with a hyphen or without.
create function tax_digits(code text) returns text language sql immutable as $$ select replace(code, '-', '') $$;
create index producers_tax_code on producers (tax_digits(tax_code));
