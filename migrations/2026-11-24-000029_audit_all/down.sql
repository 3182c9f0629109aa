-- The triggers go with their tables, or with 000014; which of them this migration made is known to nobody.
select 1;
