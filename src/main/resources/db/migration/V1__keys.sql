-- Customers' keys. Secrets are never stored, only their SHA-256.
create table api_key (
    id                    uuid primary key,
    name                  text not null,
    hint                  text not null,
    secret_hash           text not null unique,
    -- the secret before the last rotation, while its grace lasts
    previous_hash         text,
    previous_valid_until  timestamptz,
    active                boolean not null,
    created_at            timestamptz not null,
    updated_at            timestamptz not null,
    last_used_at          timestamptz,
    revoked_at            timestamptz,
    expires_at            timestamptz,
    usage                 bigint not null,
    rate_limit            integer not null,
    max_concurrent        integer,
    quota_characters      bigint,
    quota_audio_seconds   bigint,
    quota_tokens          bigint,
    -- words with a blank between them
    scopes                text not null,
    allowed_ips           text not null,
    -- a JSON object, as it was given
    metadata              text not null
);

create index api_key_previous_hash on api_key (previous_hash) where previous_hash is not null;
create index api_key_created on api_key (created_at desc, id desc);

-- What was done to keys. Outlives the keys.
create table key_event (
    id       bigint generated always as identity primary key,
    key_id   uuid not null,
    at       timestamptz not null,
    actor    text not null,
    action   text not null,
    address  text not null,
    changes  text not null
);

create index key_event_key on key_event (key_id, id);
