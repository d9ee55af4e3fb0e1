-- Notes how far an outgoing webhook is, and keeps it, if it is still the same holder's same term. The
-- term alone says too little: where a failover lost the last taking, the next one counts up to the same.
--
-- KEYS[1]  delivery  hash  as claim.lua knows it
-- ARGV[1]  holder    who took it
-- ARGV[2]  term      as claim.lua told
-- ARGV[3]  time      for how long it is kept, in ms; 0 gives it up
-- ARGV[4..]          field, value, …; may be none
--
-- Answers {'saved'}, or {'lost'} where another has it or it is gone; then nothing was noted.

local h = redis.call('HMGET', KEYS[1], 'holder', 'term')
if h[1] ~= ARGV[1] or h[2] ~= ARGV[2] then return {'lost'} end
local t = redis.call('TIME')
local held = ARGV[3] == '0' and 0 or t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[3]
redis.call('HSET', KEYS[1], 'held', string.format('%.0f', held), unpack(ARGV, 4))
return {'saved'}
