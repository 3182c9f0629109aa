alter table products drop column register_number;
alter table producers drop column register_number;
