-- Tells how a room stands for one user.
--
-- KEYS[4]  rules     hash  what holds in the room
-- KEYS[5]  members   hash  user -> the user's part
-- KEYS[6]  read      hash  user -> the seq up to which the user has read
-- KEYS[7]  quiet     zset  the seqs of entries that are no messages
-- KEYS[8]  mentions  hash  user, or '@room' for all -> the newest messages that mention them, as
--                          append.lua keeps them
-- ARGV[1]  user
-- ARGV[2]  looked    among how many of the newest entries the last message is looked for
-- ARGV[3]  bytes     how long its line may be
-- ARGV[4..]          the fields of the rules
--
-- Answers {'behind'} while other programs' lines are still to be walked over. Else {'ok', base,
-- basetag, seq, tag, read, unread, mentions, rules, part}, and where a message was found the seq and
-- tag before it and its line. mentions is how many of the unread messages mention the user, MOST for
-- that or more; rules are the values of the fields.

local RULES, MEMBERS, READ, QUIET, MENTIONS = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local MOST = 100
local user = ARGV[1]
local s = load()
if s.seq < s.last then return {'behind'} end

local read = math.min(tonumber(redis.call('HGET', READ, user) or 0), s.seq)
local from = math.max(read, s.base)
local unread = s.seq - from
local hushed = unread > 0 and redis.call('ZCOUNT', QUIET, '(' .. from, s.seq) or 0
unread = unread - hushed

local mentions = 0
if unread > 0 then
  local counted = {}
  local function count(number)
    local seq = tonumber(number)
    if mentions == MOST or seq <= from or seq > s.seq or counted[seq] then return end
    counted[seq] = true
    -- What was erased mentions nobody any more.
    if hushed > 0 and redis.call('ZSCORE', QUIET, seq) then return end
    mentions = mentions + 1
  end
  local newest = redis.call('HMGET', MENTIONS, user, '@room')
  for seq in string.gmatch(newest[1] or '', '%d+') do count(seq) end
  for seq, by in string.gmatch(newest[2] or '', '(%d+) (%S+)') do
    if by ~= user then count(seq) end
  end
end

local reply = {
  'ok', s.base, s.basetag, s.seq, s.tag, read, unread, mentions,
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
