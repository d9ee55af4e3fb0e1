-- Tells whether a room holds bytes that somebody is about to send. It is put after log.lua.
--
-- KEYS[4]  attachments  hash  as bind.lua has it
-- KEYS[5]  refs         zset  as drop.lua has it
-- ARGV[1]  hash   [2] now   [3] since when those that no message has must have come, ms since 1970
--
-- Answers {'held', value} or {'absent'}. Only where a message of the log has them is it noted that
-- somebody asked: else whoever knows the hash could keep what no message has any more, for ever and
-- without the bytes. What the index says is believed only where the line says it too, and where too
-- much of it is wrong, the bytes are brought once more.

local MOST = 64
local value = redis.call('HGET', KEYS[4], ARGV[1])
if not value then return {'absent'} end
local s = load()
local refs = redis.call('ZRANGE', KEYS[5], string.format('(%s:%015d', ARGV[1], s.base),
  '(' .. ARGV[1] .. ';', 'BYLEX', 'LIMIT', 0, MOST)
for _, ref in ipairs(refs) do
  local seq = tonumber(string.match(ref, ':(%d+)$'))
  if seq and seq > s.base and seq <= s.last
      and string.find(line_at(s, seq), '"sha256":"' .. ARGV[1] .. '"', 1, true) then
    value = ARGV[2] .. string.match(value, '^%d+(.*)$')
    redis.call('HSET', KEYS[4], ARGV[1], value)
    return {'held', value}
  end
end
if tonumber(string.match(value, '^%d+')) < tonumber(ARGV[3]) then return {'absent'} end
return {'held', value}
