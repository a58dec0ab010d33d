-- Corrects what is counted in a month. Nothing happens when nothing is counted: the records will say it.
--
-- KEYS  1 the month, as in reserve.lua
-- ARGV  1 unit   2 difference
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 and redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2]) < 0 then
    redis.call('HSET', KEYS[1], ARGV[1], 0)
end
return 0
