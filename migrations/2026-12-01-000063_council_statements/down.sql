drop table council_statements;
