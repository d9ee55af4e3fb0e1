-- Tells how a room stands for one user.
--
-- KEYS[4]  rules     hash  what holds in the room
-- KEYS[5]  members   hash  user -> the user's part
-- KEYS[6]  read      hash  user -> the seq up to which the user has read
-- KEYS[7]  quiet     zset  the seqs of entries that are no messages
-- KEYS[8]  mentions  hash  user, or '@room' for all -> the newest message that mentions them, as
--                          append.lua keeps it
-- ARGV[1]  user
-- ARGV[2]  looked    among how many of the newest entries the last message is looked for
-- ARGV[3]  bytes     how long its line may be
-- ARGV[4..]          the fields of the rules
--
-- Answers {'behind'} while other programs' lines are still to be walked over. Else {'ok', base,
-- basetag, seq, tag, read, unread, mentioned, rules, part}, and where a message was found the seq and
-- tag before it and its line. mentioned is 1 or 0, rules the values of the fields.

local RULES, MEMBERS, READ, QUIET, MENTIONS = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local user = ARGV[1]
local s = load()
if s.seq < s.last then return {'behind'} end

local read = math.min(tonumber(redis.call('HGET', READ, user) or 0), s.seq)
local from = math.max(read, s.base)
local unread = s.seq - from
if unread > 0 then unread = unread - redis.call('ZCOUNT', QUIET, '(' .. from, s.seq) end

local mentioned = 0
if unread > 0 then
  local newest = redis.call('HMGET', MENTIONS, user, '@room')
  local to_all, by, others = string.match(newest[2] or '0', '^(%d+) ?(%S*) ?(%d*)$')
  if by == user then to_all = others end
  for _, seq in ipairs({newest[1] or 0, to_all or 0}) do
    if tonumber(seq) > from and tonumber(seq) <= s.seq then mentioned = 1 end
  end
end

local reply = {
  'ok', s.base, s.basetag, s.seq, s.tag, read, unread, mentioned,
  redis.call('HMGET', RULES, unpack(ARGV, 4)), redis.call('HGET', MEMBERS, user) or '',
}

local oldest = math.max(s.base + 1, s.seq - tonumber(ARGV[2]) + 1)
if oldest <= s.seq then fetch(s, oldest, s.seq) end
for seq = s.seq, oldest, -1 do
  local line = line_at(s, seq)
  local claimed, tag = parse(line)
  local own = claimed == seq and tag == tag_at(s, seq)
  local entry = own and entry_at(s, seq)
  -- What another program wrote is a message too.
  local is_message = not own or (entry and string.find(entry.says, '^"text":"'))
  if is_message and #line <= tonumber(ARGV[3]) then
    reply[#reply + 1] = seq - 1
    reply[#reply + 1] = tag_at(s, seq - 1)
    reply[#reply + 1] = line
    break
  end
end
return reply
