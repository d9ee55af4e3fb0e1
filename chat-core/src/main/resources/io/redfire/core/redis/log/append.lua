-- Appends messages to a room's log, all of one call or none, each id at most once.
--
-- KEYS[4..]  ids      hash  the buckets of the ids below: user:id -> "seq tag"
-- ARGV[4..]  per message:   index of its bucket in KEYS, when that bucket expires (ms since 1970),
--                           its field user:id, its body (JSON object of one line)
--
-- Where a message is a member's or mentions somebody, one more argument and five more keys come last:
--
-- KEYS       rules    hash  there where the room has members
--            members  hash  user -> the user's part; begins with '-' where no member
--            mentions hash  user -> the seqs of the newest messages that mention them, newest first:
--                           "seq seq ..."; '@room' -> those of the newest ones that mention all, each
--                           with who sent it: "seq user seq user ...". Of each MOST at the most, of
--                           '@room' for each reader: nobody is mentioned by their own, so that it is
--                           up to twice as many
--            quiet    zset  the seqs of entries that are no messages
--            read     hash  user -> the seq up to which the user has read
--            (how much of the last three counts, forks.lua tells)
-- ARGV       names          "NUMBER NAME\n" for each, NUMBER the message among those above, from 1
--
-- Nobody is mentioned by a message of their own, but by one that came by a webhook of theirs: somebody
-- else wrote that, so it is unread to them, too. The mark of a sender who has one and has read all
-- that stands before the message moves over it, so that it is not unread to its own sender; where
-- something before it is unread the mark stays, or that would not be unread any more.
--
-- Answers {'behind'} and appends nothing while other programs' lines are still to be walked over.
-- Else {'appended', created, seq, tag, duplicate, seq, tag, duplicate, ...}; created is 1 where the
-- log had no entry before.

local MOST = 100

local NAMES = #ARGV % 4 == 0 and ARGV[#ARGV]
local RULES, MEMBERS, MENTIONS, QUIET, READ = unpack(KEYS, #KEYS - 4)
demand_append(NAMES and #KEYS - 5 or #KEYS)
if NAMES then
  demand('HSET', MENTIONS, '', '')
  demand('HSET', READ, '', '')
end
local s = load()
if s.seq < s.last then return {'behind'} end

local known = {}
for i = 4, #ARGV - 3, 4 do
  local field = ARGV[i + 2]
  known[field] = accepted(s, KEYS[tonumber(ARGV[i])], field)
end

local function sender(number) return string.match(ARGV[4 * number + 2], '^[^:]+') end

-- Whether its sender wrote it. Within a string the quotes would be escaped.
local function is_own(number)
  return not string.find(ARGV[4 * number + 3], ',"via":"', 1, true)
end

-- Message -> those of its names that are a member's, or all members'.
local mentioned
-- Name -> what its field says, and up to which seq that counts.
local mentions, mentions_to = {}, {}
if NAMES and redis.call('EXISTS', RULES) == 1 then
  mentioned = {}
  for number, name in string.gmatch(NAMES, '(%d+) ([^\n]+)\n') do
    number = tonumber(number)
    local part = name == '@room' or redis.call('HGET', MEMBERS, name)
    local is_there = part == true or (part and string.sub(part, 1, 1) ~= '-')
    if is_there and (name ~= sender(number) or not is_own(number)) then
      mentioned[number] = mentioned[number] or {}
      table.insert(mentioned[number], name)
      -- Which also tells whether the key can be written to.
      if not mentions[name] then
        local field, to = noted(s, MENTIONS, name)
        mentions[name], mentions_to[name] = field or '', math.min(to, s.seq)
      end
    end
  end
end

-- What the field of a user says with one message more. Seqs beyond `last` are of a log that was lost.
local function with_one(field, last, seq)
  local kept = {seq}
  for older in string.gmatch(field, '%d+') do
    if #kept == MOST then break end
    if tonumber(older) <= last then kept[#kept + 1] = older end
  end
  return table.concat(kept, ' ')
end

-- As with_one, of '@room'. Whoever reads it is mentioned by others only, so one is kept as long as
-- there may be a reader for whom it is among the newest MOST: the one who sent most of the newer ones.
local function with_one_to_all(field, last, seq, user)
  local kept, counts, most, second = {}, {}, nil, nil
  local function keep(older, by)
    kept[#kept + 1] = older .. ' ' .. by
    counts[by] = (counts[by] or 0) + 1
    if by == most then return end
    if not most or counts[by] > counts[most] then
      most, second = by, most
    elseif not second or counts[by] > counts[second] then
      second = by
    end
  end
  keep(seq, user)
  for older, by in string.gmatch(field, '(%d+) (%S+)') do
    local reader = by == most and second or most
    local own = reader ~= by and counts[reader] or 0
    if tonumber(older) <= last and #kept - own < MOST then keep(older, by) end
  end
  return table.concat(kept, ' ')
end

-- User -> where the mark stands, false where there is none.
local marks = {}

-- Whether the user has read all before a message that is to stand at seq: what this call appends is
-- messages, and what stood there before is counted.
local function has_read_to(user, seq)
  if marks[user] == nil then
    local mark, to = noted(s, READ, user)
    marks[user] = mark and math.min(tonumber(mark), to, s.seq)
  end
  local mark = marks[user]
  if not mark or mark == seq - 1 then return mark end
  if seq - 1 > s.seq then return false end
  local from = math.max(mark, s.base)
  return s.seq - from == redis.call('ZCOUNT', QUIET, '(' .. from, quiet_to(s))
end

local reply = {'appended', s.seq == s.base and 1 or 0}
local new, newest, moved, rewritten = {}, {}, {}, {}
local seq, tag = s.seq, s.tag
for i = 4, #ARGV - 3, 4 do
  local field, body = ARGV[i + 2], ARGV[i + 3]
  local before = known[field]
  if not before then
    seq = seq + 1
    if tie then
      local refused
      body, refused = tie(s, seq, body, rewritten)
      if refused then return refused end
    end
    tag = next_tag(tag, redis.sha1hex(body))
    known[field] = {seq, tag}
    new[#new + 1] = {
      tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
      bucket = KEYS[tonumber(ARGV[i])], expire = ARGV[i + 1], field = field,
    }
    if mentioned then
      local number = i / 4
      local user = sender(number)
      for _, name in ipairs(mentioned[number] or {}) do
        local last = newest[name] and seq - 1 or mentions_to[name]
        local field = newest[name] or mentions[name]
        newest[name] = name == '@room' and with_one_to_all(field, last, seq, user)
          or with_one(field, last, seq)
      end
      if is_own(number) and has_read_to(user, seq) then
        marks[user] = seq
        moved[user] = seq
      end
    end
  end
  local at = known[field]
  reply[#reply + 1] = at[1]
  reply[#reply + 1] = at[2]
  reply[#reply + 1] = before and 1 or 0
end
for name, at in pairs(newest) do note(s, MENTIONS, name, at) end
for user, at in pairs(moved) do note(s, READ, user, at) end
if #new > 0 then append(s, new, rewritten) end
return reply
