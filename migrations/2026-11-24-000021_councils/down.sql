drop table council_dossiers;
drop table council_members;
drop table councils;
drop table rounds;
