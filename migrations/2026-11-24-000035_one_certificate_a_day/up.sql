-- A carry-over ends with the result of the renewal (article 12.3), also where there is none to recognise.
alter table certificate_events drop constraint certificate_events_kind_check;
alter table certificate_events add constraint certificate_events_kind_check
    check (kind in ('issued', 'extended', 'carry_over_ended', 'revoked', 'replaced', 'corrected')) not valid;

-- The end comes near and the renewal is not decided: time to carry over.
alter table recognition_notices drop constraint recognition_notices_kind_check;
alter table recognition_notices add constraint recognition_notices_kind_check
    check (kind in ('renewal_opens', 'ends_with_renewal_pending', 'expired')) not valid;

-- No day has two certificates of a product in force. The service refuses it by name; this is the guard behind it, at the
-- commit, when everything that belongs together is written.
create function one_certificate_a_day() returns trigger language plpgsql as $$
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
create constraint trigger certificate_states_one_a_day after insert or update on certificate_states
    deferrable initially deferred for each row execute function one_certificate_a_day();
