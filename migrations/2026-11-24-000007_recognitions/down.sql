drop table statistics_version; drop table recognitions;
