drop table administrative_unit_successions; drop table administrative_units;
