alter table jobs drop column discarded_at, drop column discard_reason;
drop table audit_log;
drop function audit_log_is_append_only;
