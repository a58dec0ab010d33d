-- Requests of all keys of a customer in any hour, second, minute and day; null for no limit.
alter table api_customer
    add column rate_limit integer,
    add column rate_limit_second integer,
    add column rate_limit_minute integer,
    add column rate_limit_day integer;
