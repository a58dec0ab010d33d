-- Takes an amount of a month's quota when that much is left.
--
-- KEYS  1 the month: a hash of what has been used, by unit
-- ARGV  1 unit   2 quota   3 amount   4 what had been used before, for when nothing is counted yet; empty when not known
--       5 how long the month is kept, in seconds
-- Gives what is left and what is used; minus 1 minus what is left when that is not enough, nothing taken; nil when nothing is
-- counted yet and not known.
local month, unit = KEYS[1], ARGV[1]
if ARGV[4] ~= '' then
    redis.call('HSETNX', month, unit, ARGV[4])
    redis.call('EXPIRE', month, ARGV[5])
end
local used = tonumber(redis.call('HGET', month, unit) or '')
if not used then
    return nil
end
local left = math.max(0, tonumber(ARGV[2]) - used)
local amount = tonumber(ARGV[3])
if amount > left then
    return { -1 - left, used }
end
redis.call('HINCRBY', month, unit, ARGV[3])
redis.call('EXPIRE', month, ARGV[5])
return { left - amount, used + amount }
