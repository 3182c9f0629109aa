-- Corrections (chỉnh sửa, đính chính hồ sơ): what of a record was wrong or has changed, why, and from which day it counts.

-- Producers that are no more (giải thể, phá sản, …), and twins (bản ghi trùng) with the record that stands for both.
alter table producers
    add column closed_on date,
    add column closing_reason text check (closing_reason in ('dissolved', 'bankrupt', 'no_wish', 'moved_away', 'died', 'other')),
    add column merged_into uuid references producers (id) check (merged_into <> id),
    add constraint producers_closing check ((closed_on is null) = (closing_reason is null));
create index producers_closed on producers (closed_on) where closed_on is not null;
create index producers_merged on producers (merged_into) where merged_into is not null;

-- Rows only ever come.
create table corrections (
    id uuid primary key,
    subject text not null check (subject in ('producer', 'product', 'recognition')),
    subject_id uuid not null,
    -- An error was always wrong; a change, a closing and a reopening have their day.
    kind text not null check (kind in ('error', 'change', 'closing', 'reopening', 'merge')),
    effective_on date check (effective_on is not null or kind in ('error', 'merge')),
    -- Field, value before, value after.
    changes json not null,
    reason text not null,
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index corrections_subject on corrections (subject, subject_id, id);
create trigger corrections_append_only before update or delete or truncate on corrections
    for each statement execute function certificate_records_are_append_only();
select audit_table('corrections');

-- From its day on a recognition is counted under these dimensions, which a recorded change gave its product or producer; before it
-- under those of its row, or of an earlier part.
create table recognition_parts (
    recognition_id uuid not null references recognitions (id),
    from_day date not null,
    producer_id uuid not null references producers (id),
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
    legacy_commune_code text,
    primary key (recognition_id, from_day)
);
create index recognition_parts_producer on recognition_parts (producer_id);
-- The correction that it came from is under audit, and says the same once.

-- Who keeps the intervals in memory follows the recognition.
create function recognition_part_changed() returns trigger language plpgsql as $$
begin
    update recognitions set changed_in = 0 where id in (select recognition_id from new_rows);
    return null;
end
$$;
create trigger recognition_part_inserted after insert on recognition_parts referencing new table as new_rows
    for each statement execute function recognition_part_changed();
create trigger recognition_part_updated after update on recognition_parts referencing new table as new_rows
    for each statement execute function recognition_part_changed();
create trigger recognition_parts_stay before delete or truncate on recognition_parts
    for each statement execute function recognitions_stay();

-- The intervals as they are counted: each recognition, cut where its dimensions changed. What follows a cut continues it and opens
-- nothing. A part from the end of its recognition on, such as of one that was revoked since, is none.
create view recognition_spans as
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
