drop table products; drop table product_serials; drop table producers;
