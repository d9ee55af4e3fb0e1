-- Takes up the places that are to be cleared, so that nobody keeps them any more.
--
-- KEYS[1]  doomed   as hold.lua has it
-- ARGV[1]  now
--
-- Answers these places, at most 16.

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 16)
for _, place in ipairs(due) do redis.call('ZADD', KEYS[1], 0, place) end
return due
