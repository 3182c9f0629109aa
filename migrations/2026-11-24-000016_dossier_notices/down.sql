drop index dossiers_decide_by;
drop table dossier_notices;
