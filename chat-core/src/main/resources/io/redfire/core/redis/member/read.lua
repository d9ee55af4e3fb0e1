-- Notes how far a user has read, or how far the room was delivered to the user.
--
-- KEYS[4]  read       hash  user -> seq
-- KEYS[5]  delivered  hash  user -> seq
--          (how much of both counts, forks.lua tells)
-- ARGV[1]  user
-- ARGV[2]  seq
-- ARGV[3]  how        'read'; 'back', where the mark of what is read may go back; 'delivered'
-- ARGV[4]  channel    where marks that were moved are told as a receipt, see SignalCodec; none, and no
--                     ARGV[5], where they are not
-- ARGV[5]  ring       PUBLISH, or on a cluster SPUBLISH: the channel is in the slot of the log
--
-- What is read was delivered too, and stays so where the mark goes back. It is told here, since only
-- here it is known which of two moves came first.
--
-- Answers {read, delivered, moved}: the seqs that are noted now, never beyond the newest entry, and 1
-- where one of them was another one before, else 0.

local s = load()
local user, how = ARGV[1], ARGV[3]
local channel, ring = ARGV[4], ARGV[5]
local seq = math.min(tonumber(ARGV[2]), s.last)

-- What is noted, and what of it counts.
local function mark(key)
  local found, to = noted(s, key, user)
  local value = tonumber(found)
  return value, math.min(value or 0, to, s.last)
end
local read_before, read = mark(KEYS[4])
local delivered_before, delivered = mark(KEYS[5])
local read_from, delivered_from, delivered_counts = read, math.max(read, delivered), delivered

if how == 'back' or (how == 'read' and seq > read) then
  delivered = math.max(delivered, read, seq)
  read = seq
end
if how ~= 'back' then delivered = math.max(delivered, seq) end
if read ~= (read_before or (how == 'delivered' and 0)) or read ~= read_from then
  note(s, KEYS[4], user, read)
end
if delivered ~= (delivered_before or 0) or delivered ~= delivered_counts then
  note(s, KEYS[5], user, delivered)
end

delivered = math.max(read, delivered)
local moved = read ~= read_from or delivered ~= delivered_from
if moved and channel then
  -- What is lost of it is listed.
  redis.pcall(ring, channel, '{"kind":"receipt","user":"' .. user .. '","delivered":"' .. delivered
    .. '","read":"' .. read .. '"}')
end
return {read, delivered, moved and 1 or 0}
