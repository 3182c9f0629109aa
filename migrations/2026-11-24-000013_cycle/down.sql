drop table programme_history;
drop function programme_history_is_append_only;
drop table programme_record_files;
drop table programme_records;
