-- Requests of all keys of a customer in any hour, second, minute and day; null for no limit.
alter table api_customer
    add column rate_limit integer,
    add column rate_limit_second integer,
    add column rate_limit_minute integer,
    add column rate_limit_day integer;

-- The admin token whose name is in actor, which another one may have later. Null for those that are no tokens, and in rows from before.
alter table audit_event add column actor_id uuid;

create index audit_event_actor_id on audit_event (actor_id, at, id) where actor_id is not null;

-- A customer's keys have indexes of their own, in each order that keys are listed in.
drop index api_key_search_customer;
create index api_key_search_customer_created on api_key_search (customer, active, created_at, id) include (name, hint)
    where customer is not null;
create index api_key_search_customer_name on api_key_search (customer, active, name, id) include (hint) where customer is not null;
drop index api_key_customer;
create index api_key_customer on api_key (customer, active, coalesce(last_used_at, timestamptz 'epoch'), id)
    where customer is not null;
