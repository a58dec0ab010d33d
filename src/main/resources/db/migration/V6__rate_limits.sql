-- Requests in any hour, null for no limit, and in any second, minute and day.
alter table api_key
    alter column rate_limit drop not null,
    add column rate_limit_second integer,
    add column rate_limit_minute integer,
    add column rate_limit_day integer;
