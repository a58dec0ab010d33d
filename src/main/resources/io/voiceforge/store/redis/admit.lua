-- Decides about one request: it is counted in all windows of its key and of its key's customer and, when there are limits on requests
-- at once of its key and of its key's customer, gets a place of each; or nothing of it.
--
-- KEYS  1 the places of the key: a sorted set of requests by the time at which their place ends   2 those of its customer
--       3… the windows: each a hash of buckets of a 60th of its length, numbered as they came; bucket i has c<i> requests, the
--       last of them at l<i>
-- ARGV  1 requests at once of the key, or empty   2 those of its customer, or empty   3 the request   4 how long a place lasts
--       5 now, or empty for the server's time (tests have a time of their own); all times in microseconds
--       6… for each window: its length; the requests that it may have; and those that the caller has let through by itself since
--       it last asked, which are counted whatever the limit
-- Gives what refused it (0 nothing, 1 a window, 2 requests at once of the key, 3 of its customer), and for each window how many
-- requests it has now, and in how long its oldest bucket ends.
--
-- A bucket counts as a whole until its last request is as old as the window is long. Time does not go back behind the last
-- counted request of a window.
local lease = tonumber(ARGV[4])
local now = tonumber(ARGV[5])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000000 + time[2]
end

local function read(key, length, limit)
    local state = redis.call('HMGET', key, 'oldest', 'newest', 'total', 'last')
    local window = { key = key, length = length, limit = limit, oldest = tonumber(state[1] or 1),
        newest = tonumber(state[2] or 0), total = tonumber(state[3] or 0), last = tonumber(state[4] or 0) }
    window.now = math.max(now, window.last)
    window.ends = window.now
    while window.oldest <= window.newest do
        local bucket = redis.call('HMGET', key, 'c' .. window.oldest, 'l' .. window.oldest)
        local ends = bucket[2] + length
        if window.now < ends then
            window.ends = ends
            break
        end
        redis.call('HDEL', key, 'c' .. window.oldest, 'l' .. window.oldest)
        window.total = window.total - bucket[1]
        window.oldest = window.oldest + 1
        window.changed = true
    end
    return window
end

local function count(window, requests)
    local bucket = math.ceil(window.length / 60)
    if window.oldest > window.newest or math.floor(window.last / bucket) ~= math.floor(window.now / bucket) then
        window.newest = window.newest + 1
    end
    if window.oldest == window.newest then
        window.ends = window.now + window.length
    end
    window.total = window.total + requests
    window.last = window.now
    redis.call('HINCRBY', window.key, 'c' .. window.newest, requests)
    redis.call('HSET', window.key, 'l' .. window.newest, string.format('%.0f', window.now))
    window.changed = true
end

local windows, refused = {}, 0
for i = 3, #KEYS do
    local argument = 3 * i - 3
    local window = read(KEYS[i], tonumber(ARGV[argument]), tonumber(ARGV[argument + 1]))
    local owed = tonumber(ARGV[argument + 2])
    if owed > 0 then
        count(window, owed)
    end
    if window.total >= window.limit then
        refused = 1
    end
    windows[i - 2] = window
end

for holder = 1, 2 do
    local most = tonumber(ARGV[holder])
    if refused == 0 and most then
        redis.call('ZREMRANGEBYSCORE', KEYS[holder], '-inf', string.format('%.0f', now))
        if redis.call('ZCARD', KEYS[holder]) >= most then
            refused = 1 + holder
        end
    end
end
for holder = 1, 2 do
    if refused == 0 and ARGV[holder] ~= '' then
        redis.call('ZADD', KEYS[holder], string.format('%.0f', now + lease), ARGV[3])
        redis.call('PEXPIRE', KEYS[holder], string.format('%.0f', lease / 1000))
    end
end

local answer = { refused }
for _, window in ipairs(windows) do
    if refused == 0 then
        count(window, 1)
    end
    if window.changed then
        redis.call('HSET', window.key, 'oldest', window.oldest, 'newest', window.newest, 'total', window.total, 'last',
            string.format('%.0f', window.last))
        redis.call('PEXPIRE', window.key, math.max(window.length / 1000, 60000))
    end
    answer[#answer + 1] = window.total
    answer[#answer + 1] = window.ends - window.now
end
return answer
