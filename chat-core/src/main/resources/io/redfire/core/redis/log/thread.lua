-- Reads a thread: its root, and its replies from one of them back.
--
-- ARGV[1]  root   the seq of the message that the thread is of
-- ARGV[2]  from   the seq of the first reply that is wanted; 0 for the newest
-- ARGV[3]  count  replies wanted, at most
-- ARGV[4]  bytes  stop before the lines of the replies exceed this; the first always fits
--
-- Answers {'behind'} while other programs' lines are still to be walked over. {'refused', why, what,
-- seq} as reply.lua. Else {'ok', base, basetag, seq, tag, next}, and of the root, then of each reply,
-- the newest first: the seq and tag before it, and its line. next is the seq of the reply to go on
-- from, 0 where there is none: those before it are no longer kept, or there were none.

local s = load()
if s.seq < s.last then return {'behind'} end
local root, why = message_at(s, tonumber(ARGV[1]))
if not root then return {'refused', why, 'thread_seq', 0} end
if root.thread then return {'refused', 'nested', 'thread_seq', root.thread} end

local reply = {'ok', s.base, s.basetag, s.seq, s.tag, 0}
local function add(seq)
  reply[#reply + 1] = seq - 1
  reply[#reply + 1] = tag_at(s, seq - 1)
  reply[#reply + 1] = line_at(s, seq)
end
add(root.seq)

-- What is named is looked at: a log that was replaced may hold something else there.
local at = tonumber(ARGV[2])
if at == 0 then at = tonumber(root.replied or 0) end
local left, size = tonumber(ARGV[3]), 0
while at > root.seq and at > s.base and at <= s.seq do
  fetch(s, math.max(at - 1, s.base + 1), at)
  local message = message_at(s, at)
  if not message or message.thread ~= root.seq then break end
  size = size + #line_at(s, at)
  if left == 0 or (#reply > 9 and size > tonumber(ARGV[4])) then
    reply[6] = at
    break
  end
  add(at)
  left = left - 1
  at = message.earlier or 0
end
return reply
