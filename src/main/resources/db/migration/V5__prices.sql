-- What calls have cost, and which model was used. Rows from before know neither.
alter table usage_hour
    -- empty when it is not known
    add column model text not null default '',
    -- calls whose cost is known
    add column priced bigint not null default 0,
    -- micro-dollars, as far as known
    add column cost bigint not null default 0,
    drop constraint usage_hour_pkey,
    add primary key (key_id, hour, operation, provider, model, outcome);

-- micro-dollars in a month
alter table api_key add column quota_cost bigint;
