-- `valid_to` and `extended_to` are last days: what was decided on 23/12/2019 holds on all of 23/12/2022 (Civil Code, articles 147.2
-- and 148.3). The column has held the corresponding day of the 36th month all along, read as the first day without validity; so no
-- row changes, and `valid_to` is what its name says. Here follow the guards that compare it.

-- What falls back to a certificate on its last day holds for one day.
alter table recognitions add constraint recognitions_days check (valid_from <= valid_to) not valid;
alter table recognitions validate constraint recognitions_days;
do $$
declare
    narrow text;
begin
    select conname into strict narrow from pg_constraint
    where conrelid = 'recognitions'::regclass and contype = 'c' and conname <> 'recognitions_days'
        and pg_get_constraintdef(oid) like '%valid_from < valid_to%';
    execute format('alter table recognitions drop constraint %I', narrow);
end
$$;

create or replace function one_certificate_a_day() returns trigger language plpgsql as $$
declare
    other uuid;
begin
    with held as (
        select c.id, c.product_id, c.issued_on as first_day,
            least(s.ended_on, greatest(c.valid_to, s.extended_to) + 1) as first_day_without
        from certificates c join certificate_states s on s.certificate_id = c.id
        where c.product_id = (select product_id from certificates where id = new.certificate_id)
    )
    select b.id into other
    from held a join held b on b.id <> a.id
    where a.id = new.certificate_id
        and greatest(a.first_day, b.first_day) < least(a.first_day_without, b.first_day_without)
    limit 1;
    if found then
        raise exception 'certificates % and % of one product would hold on one day', new.certificate_id, other
            using errcode = 'exclusion_violation';
    end if;
    return null;
end
$$;
