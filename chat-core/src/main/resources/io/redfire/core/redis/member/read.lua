-- Notes how far a user has read.
--
-- KEYS[4]  read  hash  user -> seq
-- ARGV[1]  user
-- ARGV[2]  seq
-- ARGV[3]  back  '1' where the mark may go back, else ''
--
-- Answers the seq that is noted now: never beyond the newest entry.

local s = load()
local noted = redis.call('HGET', KEYS[4], ARGV[1])
local mark = math.min(tonumber(noted or 0), s.last)
local seq = math.min(tonumber(ARGV[2]), s.last)
if seq > mark or ARGV[3] == '1' then mark = seq end
if mark ~= tonumber(noted) then redis.call('HSET', KEYS[4], ARGV[1], mark) end
return {mark}
