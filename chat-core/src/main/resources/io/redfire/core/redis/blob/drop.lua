-- Lets a room hold bytes no more, if no message of its log has them. It is put after log.lua.
--
-- KEYS[4]  attachments  hash  as bind.lua has it
-- KEYS[5]  refs         zset  'SHA-256:SEQ' of each message that has them; some that are no more
-- KEYS[6]  thumbnails   hash  SHA-256 -> a small picture
-- ARGV[1]  hash   [2] holder   [3] when somebody may have asked for it last, ms since 1970
--
-- Answers {'kept'}; {'gone'}, also where the room holds it as somebody else; {'again'}, where there is
-- more to look at. What the index says is believed only where the line says it too.

local LIMIT = 256
local value = redis.call('HGET', KEYS[4], ARGV[1])
if not value then return {'gone'} end
local asked, size, holder = string.match(value, '^(%d+) (%d+) (%S+) ')
if holder ~= ARGV[2] then return {'gone'} end
if tonumber(asked) > tonumber(ARGV[3]) then return {'kept'} end
local s = load()
if s.seq < s.last then return {'again'} end

local refs = redis.call('ZRANGE', KEYS[5], '[' .. ARGV[1] .. ':', '(' .. ARGV[1] .. ';', 'BYLEX',
  'LIMIT', 0, LIMIT)
for _, ref in ipairs(refs) do
  local seq = tonumber(string.match(ref, ':(%d+)$'))
  if seq > s.base and seq <= s.last
      and string.find(line_at(s, seq), '"sha256":"' .. ARGV[1] .. '"', 1, true) then
    return {'kept'}
  end
  redis.call('ZREM', KEYS[5], ref)
end
if #refs == LIMIT then return {'again'} end
local total = tonumber(redis.call('HGET', KEYS[4], ':bytes') or 0) - size
redis.call('HDEL', KEYS[6], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('HSET', KEYS[4], ':bytes', string.format('%.0f', math.max(total, 0)))
return {'gone'}
