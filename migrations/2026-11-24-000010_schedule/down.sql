drop table recognition_notices;
drop function recognition_notices_is_append_only;
drop index refresh_tokens_expires;
drop table scheduled_tasks;
