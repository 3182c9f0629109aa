-- Every table so far is under audit, but those whose rows are no records of the programme (why: api/tests/http/audit_chain.rs).
-- A later migration that makes a table calls `audit_table` itself.
do $$
declare
    name text;
begin
    for name in
        select relname from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
            and relname <> all (array['__diesel_schema_migrations', 'administrative_unit_loads',
                'administrative_unit_successions', 'administrative_units', 'audit_head', 'audit_log', 'audit_pending',
                'evaluation_results', 'evaluations', 'idempotency_keys', 'jobs', 'outbox', 'product_serials',
                'recognition_notices', 'refresh_tokens', 'scheduled_tasks', 'statistics_version'])
            and not exists (select from pg_trigger where tgrelid = pg_class.oid and tgname in ('audit_row', 'audit_inserted'))
        order by relname
    loop
        perform audit_table(name);
    end loop;
end
$$;
