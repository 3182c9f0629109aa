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
union all
select r.id, r.product_id, p.producer_id, r.kind, r.stars, r.potential, r.programme_year, r.decision_number, r.authority,
    r.authority_unit, r.valid_from, true, p.from_day, r.valid_to, r.extended_to,
    coalesce(p.next_day, r.ended_on), case when p.next_day is null then r.end_reason else 'replaced' end,
    p.product_set, p.product_group, p.producer_type, p.sector, p.gender, p.ethnic_minority, p.current_province_code,
    p.current_commune_code, p.legacy_province_code, p.legacy_district_code, p.legacy_commune_code
from parts as p join recognitions as r on r.id = p.recognition_id;
drop trigger decision_items_follow on decision_items;
drop trigger decision_items_append_only on decision_items;
create trigger decision_items_append_only before update or delete or truncate on decision_items
    for each statement execute function certificate_records_are_append_only();
drop trigger certificates_follow on certificates;
drop trigger certificates_append_only on certificates;
create trigger certificates_append_only before update or delete or truncate on certificates
    for each statement execute function certificate_records_are_append_only();
drop function follows_a_merge;
alter table products
    drop column merged_in,
    drop column merged_into;
