-- Notes how far a user has read, or how far the room was delivered to the user.
--
-- KEYS[4]  read       hash  user -> seq
-- KEYS[5]  delivered  hash  user -> seq
-- ARGV[1]  user
-- ARGV[2]  seq
-- ARGV[3]  how        'read'; 'back', where the mark of what is read may go back; 'delivered'
--
-- What is read was delivered too, and stays so where the mark goes back.
--
-- Answers {read, delivered}, the seqs that are noted now: never beyond the newest entry.

local s = load()
local user, how = ARGV[1], ARGV[3]
local seq = math.min(tonumber(ARGV[2]), s.last)

local function noted(key)
  local value = tonumber(redis.call('HGET', key, user))
  return value, math.min(value or 0, s.last)
end
local read_before, read = noted(KEYS[4])
local delivered_before, delivered = noted(KEYS[5])

if how == 'back' or (how == 'read' and seq > read) then
  delivered = math.max(delivered, read, seq)
  read = seq
end
if how ~= 'back' then delivered = math.max(delivered, seq) end
if read ~= (read_before or (how == 'delivered' and 0)) then redis.call('HSET', KEYS[4], user, read) end
if delivered ~= (delivered_before or 0) then redis.call('HSET', KEYS[5], user, delivered) end
return {read, delivered}
