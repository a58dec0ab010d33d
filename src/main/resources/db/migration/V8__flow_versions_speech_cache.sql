-- What agent flows were before they were changed. Flows from before have nothing here yet: their history begins with their next change.
create table agent_flow_version (
    flow_id        uuid not null references agent_flow (id) on delete cascade,
    version        bigint not null,
    name           text not null,
    description    text,
    configuration  text not null,
    graph          text not null,
    -- when this version came to be
    updated_at     timestamptz not null,
    primary key (flow_id, version)
);

-- whether the key's speech is taken from the cache
alter table api_key add column speech_cache boolean not null default false;
