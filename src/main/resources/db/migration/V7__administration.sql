-- What keys are searched for, and sorted by: all that does not change when they are used. In a table of its own, because each
-- use of a key writes its row and its indexes, and because these indexes can answer alone for as long as their table is quiet.
create table api_key_search (
    id          uuid primary key,
    active      boolean not null,
    created_at  timestamptz not null,
    -- in lower case
    name        text collate "C" not null,
    hint        text collate "C" not null,
    customer    text
);

-- Nobody changes keys until they are all there.
lock table api_key in share row exclusive mode;
insert into api_key_search select id, active, created_at, lower(name), hint, customer from api_key;

-- The pieces of one to three characters of a name: an index on them finds any part of the name, and needs no extension.
create function api_key_pieces(name text) returns text[] language sql immutable strict parallel safe as $$
    select array(select substr($1, start, size) from generate_series(1, 3) size, generate_series(1, char_length($1)) start)
$$;

-- In each order active keys, inactive keys, or both merged.
create index api_key_search_created on api_key_search (active, created_at, id) include (name, hint);
create index api_key_search_name on api_key_search (active, name, id) include (hint);
create index api_key_search_customer on api_key_search (customer, created_at, id) where customer is not null;
create index api_key_search_hint on api_key_search (hint);
create index api_key_search_pieces on api_key_search using gin (api_key_pieces(name));
create index api_key_last_used on api_key (active, coalesce(last_used_at, timestamptz 'epoch'), id);
drop index api_key_created;

-- Connections have no search path, so the other table is in the schema of this one.
create function api_key_searchable() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' then
        execute format('truncate %I.api_key_search', tg_table_schema);
        return null;
    end if;
    if tg_op <> 'INSERT' then
        execute format('delete from %I.api_key_search where id = $1', tg_table_schema) using old.id;
    end if;
    if tg_op <> 'DELETE' then
        execute format('insert into %I.api_key_search values ($1, $2, $3, lower($4), $5, $6) on conflict do nothing',
            tg_table_schema) using new.id, new.active, new.created_at, new.name, new.hint, new.customer;
    end if;
    return null;
end
$$;

create trigger api_key_searchable after insert or delete on api_key
    for each row execute function api_key_searchable();
create trigger api_key_truncated after truncate on api_key
    for each statement execute function api_key_searchable();
create trigger api_key_changed after update of name, active, hint, customer on api_key
    for each row when ((old.name, old.active, old.hint, old.customer) is distinct from (new.name, new.active, new.hint, new.customer))
    execute function api_key_searchable();

-- What was done to keys, and to whatever else administrators change.
alter table key_event rename to audit_event;
alter table audit_event rename constraint key_event_pkey to audit_event_pkey;
alter sequence key_event_id_seq rename to audit_event_id_seq;
alter table audit_event rename column key_id to subject_id;
drop index key_event_key;
alter table audit_event
    alter column subject_id type text using subject_id::text,
    add column subject_type text not null default 'KEY';
update audit_event set subject_type = 'CUSTOMER' where customer is not null;
alter table audit_event alter column subject_type drop default, drop column customer;

create index audit_event_at on audit_event (at, id);
create index audit_event_actor on audit_event (actor, at, id);
create index audit_event_subject on audit_event (subject_type, subject_id, at, id);

-- Administrators beside the one with ADMIN_TOKEN. Secrets are never stored, only their SHA-256.
create table admin_token (
    id            uuid primary key,
    -- the actor in audit_event
    name          text collate "C" not null unique,
    role          text not null,
    hint          text not null,
    secret_hash   text not null unique,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    last_used_at  timestamptz,
    expires_at    timestamptz
);
