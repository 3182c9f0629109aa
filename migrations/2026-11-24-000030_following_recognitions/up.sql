-- Who keeps the recognitions in memory follows them by the version of the statistics in which each was last changed.

-- The version that this transaction makes: raised once, the row held until the commit, so that versions commit in their order.
create function raise_statistics_version() returns bigint language plpgsql as $$
declare
    raised bigint := nullif(current_setting('ocop.statistics_version', true), '')::bigint;
begin
    if raised is null then
        update statistics_version set version = version + 1 returning version into raised;
        perform set_config('ocop.statistics_version', raised::text, true);
        perform pg_notify('ocop_statistics_version', raised::text);
    end if;
    return raised;
end
$$;

alter table recognitions add column changed_in bigint not null default 0;
create index recognitions_changed_in on recognitions (changed_in);

create function recognition_changed() returns trigger language plpgsql as $$
begin
    new.changed_in := raise_statistics_version();
    return new;
end
$$;
create trigger recognition_changed before insert or update on recognitions
    for each row execute function recognition_changed();

-- What is gone has no version, so nothing goes: an interval that no longer holds is ended. (Truncating is refused as for all
-- tables under audit.)
create function recognitions_stay() returns trigger language plpgsql as $$
begin
    raise exception 'recognitions are ended, not deleted' using errcode = 'insufficient_privilege';
end
$$;
create trigger recognitions_stay before delete on recognitions
    for each statement execute function recognitions_stay();

-- The version says nothing that the entry itself does not.
drop trigger audit_inserted on recognitions;
drop trigger audit_updated on recognitions;
drop trigger audit_deleted on recognitions;
drop trigger audit_no_truncate on recognitions;
select audit_table_by_statement('recognitions', array['product_set', 'product_group', 'producer_type', 'sector', 'gender',
    'ethnic_minority', 'current_province_code', 'current_commune_code', 'legacy_province_code', 'legacy_district_code',
    'legacy_commune_code', 'demonstration', 'changed_in']);
