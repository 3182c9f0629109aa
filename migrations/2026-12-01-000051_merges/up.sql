-- Twins (bản ghi trùng): one record stands for two. The twin stays and says where it went; what hangs on it goes over.

alter table products
    add column merged_into uuid references products (id) check (merged_into <> id),
    -- The version of the statistics from which on the twin is not counted: who keeps the intervals in memory forgets its own.
    add column merged_in bigint,
    add constraint products_merge check ((merged_into is null) = (merged_in is null));
create index products_merged on products (merged_in) where merged_in is not null;

-- What was printed and decided never changes; whose it is follows the record into which its own was merged.
create function follows_a_merge() returns trigger language plpgsql as $$
declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
begin
    if before <> after and before - array['product_id', 'producer_id'] = after - array['product_id', 'producer_id']
        and (before -> 'product_id' is not distinct from after -> 'product_id'
            or exists (select from products where id = old.product_id and merged_into = new.product_id))
        and (before -> 'producer_id' is not distinct from after -> 'producer_id'
            or exists (select from producers where id = (before ->> 'producer_id')::uuid
                and merged_into = (after ->> 'producer_id')::uuid))
    then
        return new;
    end if;
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end
$$;
drop trigger certificates_append_only on certificates;
create trigger certificates_append_only before delete or truncate on certificates
    for each statement execute function certificate_records_are_append_only();
create trigger certificates_follow before update on certificates
    for each row execute function follows_a_merge();
drop trigger decision_items_append_only on decision_items;
create trigger decision_items_append_only before delete or truncate on decision_items
    for each statement execute function certificate_records_are_append_only();
create trigger decision_items_follow before update on decision_items
    for each row execute function follows_a_merge();

-- A recognition that both twins had on record is counted once: that of the twin stays with it.
create or replace view recognition_spans as
with parts as (
    select p.*, lead(p.from_day) over (partition by p.recognition_id order by p.from_day) as next_day
    from recognition_parts as p join recognitions as r on r.id = p.recognition_id
    where p.from_day > r.valid_from and p.from_day < least(greatest(r.valid_to, r.extended_to) + 1, r.ended_on)
), cuts as (
    select recognition_id, min(from_day) as day from parts group by recognition_id
)
select r.id, r.product_id, r.producer_id, r.kind, r.stars, r.potential, r.programme_year, r.decision_number, r.authority,
    r.authority_unit, r.valid_from as opened_on, false as continues, r.valid_from, r.valid_to, r.extended_to,
    coalesce(c.day, r.ended_on) as ended_on, case when c.day is null then r.end_reason else 'replaced' end as end_reason,
    r.product_set, r.product_group, r.producer_type, r.sector, r.gender, r.ethnic_minority, r.current_province_code,
    r.current_commune_code, r.legacy_province_code, r.legacy_district_code, r.legacy_commune_code
from recognitions as r left join cuts as c on c.recognition_id = r.id
where r.product_id not in (select id from products where merged_in is not null)
union all
select r.id, r.product_id, p.producer_id, r.kind, r.stars, r.potential, r.programme_year, r.decision_number, r.authority,
    r.authority_unit, r.valid_from, true, p.from_day, r.valid_to, r.extended_to,
    coalesce(p.next_day, r.ended_on), case when p.next_day is null then r.end_reason else 'replaced' end,
    p.product_set, p.product_group, p.producer_type, p.sector, p.gender, p.ethnic_minority, p.current_province_code,
    p.current_commune_code, p.legacy_province_code, p.legacy_district_code, p.legacy_commune_code
from parts as p join recognitions as r on r.id = p.recognition_id
where r.product_id not in (select id from products where merged_in is not null);
