-- Makes a place that was written the one where the bytes are, unless there is one.
--
-- KEYS[1]  place, [2] doomed   as hold.lua has them
-- ARGV[1]  the place
--
-- Answers {'there', where they are}, or {'late'}, where the place is being cleared.

local place = redis.call('GET', KEYS[1])
if place then return {'there', place} end
local doom = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not doom or tonumber(doom) == 0 then return {'late'} end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return {'there', ARGV[1]}
