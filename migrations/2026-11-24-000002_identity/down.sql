drop table signing_keys; drop table refresh_tokens; drop table clients; drop table accounts;
