drop trigger dossier_events_append_only on dossier_events;
drop table dossier_snapshots, dossier_documents, evidence_request_items, evidence_requests;
drop function dossier_history_is_append_only;
alter table dossiers drop column late_reason;
