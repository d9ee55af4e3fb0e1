-- Reads the messages that are pinned, the one that was pinned last first.
--
-- KEYS[4]  pins   zset  the seqs of messages that are pinned, as pin.lua keeps it
-- ARGV[1]  from   only those pinned by this entry or an earlier one; 0 for all
-- ARGV[2]  count  messages wanted, at most
-- ARGV[3]  bytes  stop before their lines exceed this; the first always fits
--
-- Answers {'behind'} while other programs' lines are still to be walked over. Else {'ok', base,
-- basetag, seq, tag, next}, and of each message the seq and tag before it, and its line. next is what
-- to ask for to go on, 0 where there is no more.

local s = load()
if s.seq < s.last then return {'behind'} end

-- What the index names is pinned only where its line says so.
local from = tonumber(ARGV[1])
local pinned = {}
for _, at in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. s.base, s.seq)) do
  local message = message_at(s, tonumber(at))
  local by = message and tonumber(message.pinned)
  if by and (from == 0 or by <= from) then pinned[#pinned + 1] = {seq = message.seq, by = by} end
end
table.sort(pinned, function(one, other) return one.by > other.by end)

local reply = {'ok', s.base, s.basetag, s.seq, s.tag, 0}
local size = 0
for i, one in ipairs(pinned) do
  local line = line_at(s, one.seq)
  size = size + #line
  if i > tonumber(ARGV[2]) or (i > 1 and size > tonumber(ARGV[3])) then
    reply[6] = one.by
    break
  end
  reply[#reply + 1] = one.seq - 1
  reply[#reply + 1] = tag_at(s, one.seq - 1)
  reply[#reply + 1] = line
end
return reply
