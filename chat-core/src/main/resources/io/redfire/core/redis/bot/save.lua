-- Notes how far an outgoing webhook is, and keeps it, if it is still the same term.
--
-- KEYS[1]  delivery  hash  as claim.lua knows it
-- ARGV[1]  term      as claim.lua told
-- ARGV[2]  time      for how long it is kept, in ms; 0 gives it up
-- ARGV[3..]          field, value, …; may be none
--
-- Answers {'saved'}, or {'lost'} where another has it or it is gone; then nothing was noted.

if redis.call('HGET', KEYS[1], 'term') ~= ARGV[1] then return {'lost'} end
local t = redis.call('TIME')
local held = ARGV[2] == '0' and 0 or t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[2]
redis.call('HSET', KEYS[1], 'held', string.format('%.0f', held), unpack(ARGV, 3))
return {'saved'}
