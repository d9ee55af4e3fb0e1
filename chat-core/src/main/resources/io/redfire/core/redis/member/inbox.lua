-- Tells how a room stands for one user.
--
-- KEYS[4]  rules     hash  what holds in the room
-- KEYS[5]  members   hash  user -> the user's part
-- KEYS[6]  read      hash  user -> the seq up to which the user has read
-- KEYS[7]  quiet     zset  the seqs of entries that are no messages
-- KEYS[8]  mentions  hash  user, or '@room' for all -> the newest messages that mention them, as
--                          append.lua keeps them
-- ARGV[1]  user
-- ARGV[2]  looked    among how many entries the last message is looked for, from the newest one on
--                    that the index does not name
-- ARGV[3]  bytes     how long its line may be where another program wrote it; a longer one is cut, and
--                    then the tag before it is ''
-- ARGV[4..]          the fields of the rules
--
-- Answers {'behind'} while other programs' lines are still to be walked over. Else {'ok', base,
-- basetag, seq, tag, read, unread, mentions, rules, part}, and where a message was found the seq and
-- tag before it and its line. mentions is how many of the unread messages mention the user, MOST for
-- that or more; rules are the values of the fields.

local RULES, MEMBERS, READ, QUIET, MENTIONS = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local MOST = 100
local QUIET_MOST = 16 * STEP
local user = ARGV[1]
local s = load()
if s.seq < s.last then return {'behind'} end

local mark, mark_to = noted(s, READ, user)
local read = math.min(tonumber(mark or 0), mark_to, s.seq)
local from = math.max(read, s.base)
local unread = s.seq - from
local hushed_to = quiet_to(s)
local hushed = unread > 0 and redis.call('ZCOUNT', QUIET, '(' .. from, hushed_to) or 0
unread = unread - hushed

local mentions = 0
if unread > 0 then
  local counted = {}
  local function count(number, to)
    local seq = tonumber(number)
    if mentions == MOST or seq <= from or seq > to or seq > s.seq or counted[seq] then return end
    counted[seq] = true
    -- What was erased mentions nobody any more.
    if hushed > 0 and seq <= hushed_to and redis.call('ZSCORE', QUIET, seq) then return end
    mentions = mentions + 1
  end
  local own, own_to = noted(s, MENTIONS, user)
  local all, all_to = noted(s, MENTIONS, '@room')
  for seq in string.gmatch(own or '', '%d+') do count(seq, own_to) end
  for seq, by in string.gmatch(all or '', '(%d+) (%S+)') do
    if by ~= user then count(seq, all_to) end
  end
end

local reply = {
  'ok', s.base, s.basetag, s.seq, s.tag, read, unread, mentions,
  redis.call('HMGET', RULES, unpack(ARGV, 4)), redis.call('HGET', MEMBERS, user) or '',
}

-- However many edits, reactions and pins stand behind it: the newest seq that is not among the quiet.
local newest = s.seq
for from = 0, QUIET_MOST - STEP, STEP do
  local some = redis.call(
    'ZRANGE', QUIET, hushed_to, '(' .. s.base, 'BYSCORE', 'REV', 'LIMIT', from, STEP)
  local at = 1
  while tonumber(some[at]) == newest do
    newest, at = newest - 1, at + 1
  end
  if at <= STEP then break end
end

local oldest = math.max(s.base + 1, newest - tonumber(ARGV[2]) + 1)
if oldest <= newest then fetch(s, oldest, newest) end
for seq = newest, oldest, -1 do
  local line = line_at(s, seq)
  local claimed, tag = parse(line)
  local own = claimed == seq and tag == tag_at(s, seq)
  local entry = own and entry_at(s, seq)
  -- What another program wrote is a message too.
  local is_message = not own or (entry and string.find(entry.says, '^"text":"'))
  if is_message then
    local is_cut = not own and #line > tonumber(ARGV[3])
    reply[#reply + 1] = seq - 1
    reply[#reply + 1] = is_cut and '' or tag_at(s, seq - 1)
    reply[#reply + 1] = is_cut and string.sub(line, 1, tonumber(ARGV[3])) or line
    break
  end
end
return reply
