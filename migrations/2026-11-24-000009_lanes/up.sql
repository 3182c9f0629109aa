-- Two ways to the workers: an evaluation asked for by itself never waits behind a batch.
alter table jobs add column lane text not null default 'single' check (lane in ('single', 'bulk'));

alter table outbox add column lane text not null default 'single' check (lane in ('single', 'bulk'));
create index outbox_lane on outbox (lane, id);
-- A message may name many jobs, so the row names none; the message itself does. The release before still writes the column,
-- and its sweeper reads it: a later release drops it.
alter table outbox alter column job_id drop not null;
drop index outbox_job;
