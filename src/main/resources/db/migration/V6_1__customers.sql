-- Whom keys belong to, with the limits that these share.
create table api_customer (
    id                   uuid primary key,
    -- never changes, because usage is recorded under it
    name                 text not null unique,
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    max_concurrent       integer,
    quota_characters     bigint,
    quota_audio_seconds  bigint,
    quota_tokens         bigint,
    quota_cost           bigint
);

create index api_customer_created on api_customer (created_at desc, id desc);

alter table api_key add column customer text references api_customer (name);

create index api_key_customer on api_key (customer, created_at desc, id desc) where customer is not null;

-- The name of the customer that the event is about, whose id is in key_id then.
alter table key_event add column customer text;

alter table usage_hour
    -- to whom the key belonged; empty for nobody
    add column customer text not null default '',
    drop constraint usage_hour_pkey,
    add primary key (key_id, hour, operation, provider, model, outcome, customer);

create index usage_hour_customer on usage_hour (customer, hour) where customer <> '';
