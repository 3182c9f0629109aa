drop trigger audit_inserted on recognitions;
drop trigger audit_updated on recognitions;
drop trigger audit_deleted on recognitions;
do $$
declare
    audited record;
begin
    for audited in
        select tgname as name, tgrelid::regclass as relation from pg_trigger where tgname in ('audit_row', 'audit_no_truncate')
    loop
        execute format('drop trigger %I on %s', audited.name, audited.relation);
    end loop;
end
$$;
drop trigger audit_log_wait on audit_log;
drop table audit_pending;
drop table audit_head;
drop function audit_table, audit_table_by_statement, audit_no_truncate, audit_rows, audit_row, audit_write, audit_actor, audit_chain,
    audit_log_wait, audit_hash;
drop function audit_entry(audit_log);
alter table audit_log drop column position, drop column operation, drop column entry, drop column previous_hash, drop column hash;
