-- Makes a place that was written the one where the bytes are, unless there is one.
--
-- KEYS[1]  place, [2] doomed   as hold.lua has them
-- ARGV[1]  the place   [2] now   [3] the one that it stands in for, where the bytes are not; or ''
--
-- Answers {'there', where they are}, or {'late'}, where the place is being cleared.

local place = redis.call('GET', KEYS[1])
if place and place ~= ARGV[3] then return {'there', place} end
local doom = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not doom or tonumber(doom) == 0 then return {'late'} end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
-- Some of the bytes may be there all the same.
if place then redis.call('ZADD', KEYS[2], ARGV[2], place) end
return {'there', ARGV[1]}
