-- Agent flows, each as a whole.
create table agent_flow (
    id             uuid primary key,
    -- whose it is, also when that is the default key, which is in no table
    key_id         uuid not null,
    -- a key's flows go with the key; the default key's stay
    stored_key_id  uuid generated always as (nullif(key_id, '00000000-0000-4000-8000-000000000001'::uuid)) stored
                   references api_key (id) on delete cascade,
    name           text not null,
    description    text,
    -- JSON as it was given: jsonb would reorder its members, write 1e300 with all its digits, and refuse \u0000
    configuration  text not null,
    -- nodes and edges (io.voiceforge.flow.GraphJson)
    graph          text not null,
    version        bigint not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null
);

create index agent_flow_key on agent_flow (key_id, created_at desc, id desc);
create index agent_flow_stored_key on agent_flow (stored_key_id) where stored_key_id is not null;
