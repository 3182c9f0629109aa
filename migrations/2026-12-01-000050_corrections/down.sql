drop view recognition_spans;
drop table recognition_parts;
drop function recognition_part_changed;
drop table corrections;
alter table producers
    drop column merged_into,
    drop column closing_reason,
    drop column closed_on;
