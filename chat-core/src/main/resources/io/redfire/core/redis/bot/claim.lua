-- Takes an outgoing webhook for one who posts, or keeps it, by the clock of Redis, which is one for
-- all.
--
-- KEYS[1]  delivery  hash  holder, held (until when, ms since 1970), term, and how far it is
-- ARGV[1]  holder    who asks
-- ARGV[2]  known     the term in which it has it, 0 where it does not know to have it
-- ARGV[3]  time      for how long, in ms
-- ARGV[4..]          the fields that tell how far it is, the first of which is always there
--
-- Answers {'taken', term, value, …}; {'held', ms} where another has it, for so long; or {'gone', 0}.
-- A term ends where it is taken anew, also by the same holder: what was sent in an older one, and comes
-- late, is refused by save.lua.

local h = redis.call('HMGET', KEYS[1], 'holder', 'held', 'term', unpack(ARGV, 4))
if not h[4] then return {'gone', 0} end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local held = tonumber(h[2] or '0')
if h[1] ~= ARGV[1] and held > now then return {'held', held - now} end
local term = tonumber(h[3] or '0')
local word = string.format('%.0f', term)
if h[1] ~= ARGV[1] or word ~= ARGV[2] then word = string.format('%.0f', term + 1) end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'held', string.format('%.0f', now + ARGV[3]),
  'term', word)
local answer = {'taken', word}
for i = 4, #ARGV do answer[i - 1] = h[i] or '' end
return answer
