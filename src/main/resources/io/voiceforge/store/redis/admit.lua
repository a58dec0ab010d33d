-- Decides about one request: it is counted against its key's hour and, when there is a limit on requests at once, gets a place;
-- or neither.
--
-- KEYS  1 the hour: a hash of buckets of a minute, numbered as they came; bucket i has c<i> requests, the last of them at l<i>
--       2 the places: a sorted set of requests by the time at which their place ends
-- ARGV  1 requests in any hour   2 requests at once, or empty   3 the request   4 how long a place lasts
--       5 now, or empty for the server's time (tests have a time of their own); all times in microseconds
--       6 requests that the caller has let through by itself since it last asked: they are counted whatever the limit
-- Gives what refused it (0 nothing, 1 the hour, 2 requests at once), how many more may come, and when the oldest bucket ends.
--
-- A bucket counts as a whole until its last request is an hour old. Time does not go back behind the last counted request.
local HOUR, MINUTE = 3600000000, 60000000
local hour, places = KEYS[1], KEYS[2]
local limit, most, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])

local now = tonumber(ARGV[5])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000000 + time[2]
end
local state = redis.call('HMGET', hour, 'oldest', 'newest', 'total', 'last')
local oldest, newest = tonumber(state[1] or 1), tonumber(state[2] or 0)
local total, last = tonumber(state[3] or 0), tonumber(state[4] or 0)
now = math.max(now, last)

local changed, ends = false, now
while oldest <= newest do
    local bucket = redis.call('HMGET', hour, 'c' .. oldest, 'l' .. oldest)
    ends = bucket[2] + HOUR
    if now < ends then
        break
    end
    redis.call('HDEL', hour, 'c' .. oldest, 'l' .. oldest)
    total = total - bucket[1]
    oldest = oldest + 1
    ends = now
    changed = true
end

local function count(requests)
    if oldest > newest or math.floor(last / MINUTE) ~= math.floor(now / MINUTE) then
        newest = newest + 1
    end
    if oldest == newest then
        ends = now + HOUR
    end
    total = total + requests
    last = now
    redis.call('HINCRBY', hour, 'c' .. newest, requests)
    redis.call('HSET', hour, 'l' .. newest, string.format('%.0f', now))
    changed = true
end

local owed = tonumber(ARGV[6]) or 0
if owed > 0 then
    count(owed)
end

local refused = 0
if total >= limit then
    refused = 1
elseif most then
    redis.call('ZREMRANGEBYSCORE', places, '-inf', string.format('%.0f', now))
    if redis.call('ZCARD', places) >= most then
        refused = 2
    else
        redis.call('ZADD', places, string.format('%.0f', now + lease), ARGV[3])
        redis.call('PEXPIRE', places, string.format('%.0f', lease / 1000))
    end
end

if refused == 0 then
    count(1)
end
if changed then
    redis.call('HSET', hour, 'oldest', oldest, 'newest', newest, 'total', total, 'last', string.format('%.0f', last))
    redis.call('PEXPIRE', hour, HOUR / 1000)
end
return { refused, math.max(0, limit - total), ends - now }
