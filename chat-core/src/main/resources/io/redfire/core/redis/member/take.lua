-- Takes one use of a code.
--
-- KEYS[1]  invite  hash  room, from, expires, uses: as invite.lua keeps them
--                        by:TAKER  1 for each who took a use, by what it calls itself
-- ARGV[1]  taker   what this one calls itself; whoever asks again is answered again
--
-- Answers {room, from, expires, uses left}, or {} where there is no such code or no use is left.

local by = 'by:' .. ARGV[1]
local h = redis.call('HMGET', KEYS[1], 'room', 'from', 'expires', 'uses', by)
local uses = tonumber(h[4] or 0)
if not h[5] then
  if uses < 1 then return {} end
  uses = uses - 1
  redis.call('HSET', KEYS[1], 'uses', uses, by, 1)
end
return {h[1], h[2], h[3], uses}
