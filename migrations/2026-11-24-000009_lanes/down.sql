-- Messages of many jobs cannot go back; the sweeper publishes their jobs again.
delete from outbox where job_id is null;
create index outbox_job on outbox (job_id);
alter table outbox alter column job_id set not null;
alter table outbox drop column lane;
alter table jobs drop column lane;
