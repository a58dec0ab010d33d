-- Lets the places of running requests last longer; one that has been lost is taken again.
--
-- KEYS  1 the places, as in admit.lua
-- ARGV  1 how long a place lasts   2 now, or empty for the server's time; both in microseconds   3… the requests
local lease, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000000 + time[2]
end
for i = 3, #ARGV do
    redis.call('ZADD', KEYS[1], string.format('%.0f', now + lease), ARGV[i])
end
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', lease / 1000))
return #ARGV - 2
