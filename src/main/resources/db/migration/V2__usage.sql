-- What calls have used, added up by the hour (UTC) in which they began. Outlives the keys.
create table usage_hour (
    key_id        uuid not null,
    hour          timestamptz not null,
    operation     text not null,
    -- empty when nobody answered
    provider      text not null,
    outcome       text not null,
    calls         bigint not null,
    characters    bigint not null,
    audio_millis  bigint not null,
    tokens        bigint not null,
    bytes         bigint not null,
    total_millis  bigint not null,
    -- calls by the bucket of their total time (io.voiceforge.usage.Latency), from bucket 0 to the last one that has any
    latency       bigint[] not null,
    primary key (key_id, hour, operation, provider, outcome)
) with (fillfactor = 70);

create index usage_hour_hour on usage_hour (hour);

-- What has been added lately, so that it is not added again.
create table usage_batch (
    id        uuid primary key,
    added_at  timestamptz not null default now()
);

create index usage_batch_added on usage_batch (added_at);
