drop table outbox; drop table jobs;
