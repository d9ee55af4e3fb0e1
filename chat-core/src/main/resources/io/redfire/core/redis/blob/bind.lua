-- Lets a room hold bytes, or notes that somebody brought those that it holds.
--
-- KEYS[1]  attachments  hash  SHA-256 -> 'MS SIZE HOLDER JSON': when somebody last brought it, or asked
--                             for it while a message had it, how many bytes, as whom the room holds
--                             them, and what else is known; and ':bytes', how many all of these are
-- KEYS[2]  thumbnails   hash  SHA-256 -> a small picture
-- ARGV[1]  hash   [2] now   [3] a small picture, or ''
-- ARGV[4]  how many bytes the room may hold, 0 for any number   [5] size   [6] holder   [7] JSON
-- ARGV[8]  ms after which all that is forgotten, for a room that is none yet; or ''
--
-- Answers {'held', value} or {'full'}.

local value = redis.call('HGET', KEYS[1], ARGV[1])
if value then
  value = ARGV[2] .. string.match(value, '^%d+(.*)$')
else
  local most, size = tonumber(ARGV[4]), tonumber(ARGV[5])
  local total = tonumber(redis.call('HGET', KEYS[1], ':bytes') or 0) + size
  if most > 0 and total > most then return {'full'} end
  value = ARGV[2] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. ARGV[7]
  if ARGV[3] ~= '' then redis.call('HSET', KEYS[2], ARGV[1], ARGV[3]) end
  redis.call('HSET', KEYS[1], ':bytes', string.format('%.0f', total))
end
redis.call('HSET', KEYS[1], ARGV[1], value)
if ARGV[8] ~= '' then
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[8]) end
end
return {'held', value}
