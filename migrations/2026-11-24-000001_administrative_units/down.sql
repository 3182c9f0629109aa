drop table administrative_unit_loads;
drop table administrative_unit_successions;
drop table administrative_units;
