-- Requests of all keys of a customer in any hour, second, minute and day; null for no limit.
alter table api_customer
    add column rate_limit integer,
    add column rate_limit_second integer,
    add column rate_limit_minute integer,
    add column rate_limit_day integer;

-- The admin token whose name is in actor, which another one may have later. Null for those that are no tokens, and in rows from before.
alter table audit_event add column actor_id uuid;

create index audit_event_actor_id on audit_event (actor_id, at, id) where actor_id is not null;
