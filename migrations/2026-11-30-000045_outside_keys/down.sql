drop index producers_tax_code;
drop function tax_digits;
drop function keys_of;
drop table outside_keys;
