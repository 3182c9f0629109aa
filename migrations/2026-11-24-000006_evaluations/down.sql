drop table evaluation_results; drop table evaluations; drop table evaluation_batches;
