create or replace function one_certificate_a_day() returns trigger language plpgsql as $$
declare
    other uuid;
begin
    with held as (
        select c.id, c.product_id, c.issued_on as first_day,
            least(s.ended_on, greatest(c.valid_to, s.extended_to)) as last_day
        from certificates c join certificate_states s on s.certificate_id = c.id
        where c.product_id = (select product_id from certificates where id = new.certificate_id)
    )
    select b.id into other
    from held a join held b on b.id <> a.id
    where a.id = new.certificate_id
        and greatest(a.first_day, b.first_day) < least(a.last_day, b.last_day)
    limit 1;
    if found then
        raise exception 'certificates % and % of one product would hold on one day', new.certificate_id, other
            using errcode = 'exclusion_violation';
    end if;
    return null;
end
$$;
alter table recognitions add constraint recognitions_valid_days check (valid_from < valid_to) not valid;
alter table recognitions drop constraint recognitions_days;
