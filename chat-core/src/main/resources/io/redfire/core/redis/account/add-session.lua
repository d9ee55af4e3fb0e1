-- Adds a session where there are not too many, and forgets those that are over.
--
-- KEYS[1]  the sessions
-- ARGV     id, session as JSON, when it is over, now, how many there may be; times in milliseconds
--
-- Answers 1 if it was added, 0 if there are too many.

local id, session, over, now, most =
  ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local live = 0
local last = over
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local readable, other = pcall(cjson.decode, all[i + 1])
  local ends = readable and type(other) == 'table' and tonumber(other.expires) or 0
  if ends <= now then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] ~= id then
    live = live + 1
    last = math.max(last, ends)
  end
end
if live >= most then
  return 0
end
redis.call('HSET', KEYS[1], id, session)
-- A day later, since the clocks of Redis and of the nodes may differ.
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last + 86400000))
return 1
