-- Appends messages to a room's log, all of one call or none, each id at most once.
--
-- KEYS[4..]  ids      hash  the buckets of the ids below: user:id -> "seq tag"
-- ARGV[4..]  per message:   index of its bucket in KEYS, when that bucket expires (ms since 1970),
--                           its field user:id, its body (JSON object of one line)
--
-- Where a message mentions somebody, one more argument and three more keys come last:
--
-- KEYS       rules    hash  there where the room has members
--            members  hash  user -> the user's part; begins with '-' where no member
--            mentions hash  user, or '@room' for all -> seq of the newest message that mentions them
-- ARGV       names          "NUMBER NAME\n" for each, NUMBER the message among those above, from 1
--
-- Answers {'behind'} and appends nothing while other programs' lines are still to be walked over.
-- Else {'appended', created, seq, tag, duplicate, seq, tag, duplicate, ...}; created is 1 where the
-- log had no entry before.

local NAMES = #ARGV % 4 == 0 and ARGV[#ARGV]
local MENTIONS = KEYS[#KEYS]
demand_append(NAMES and #KEYS - 3 or #KEYS)
if NAMES then demand('HSET', MENTIONS, '', '') end
local s = load()
if s.seq < s.last then return {'behind'} end

local known = {}
for i = 4, #ARGV - 3, 4 do
  local field = ARGV[i + 2]
  known[field] = accepted(s, KEYS[tonumber(ARGV[i])], field)
end

-- Message -> those of its names that are a member's, or all members'.
local mentioned
if NAMES and redis.call('EXISTS', KEYS[#KEYS - 2]) == 1 then
  redis.call('HLEN', MENTIONS)
  mentioned = {}
  for number, name in string.gmatch(NAMES, '(%d+) ([^\n]+)\n') do
    local part = name == '@room' or redis.call('HGET', KEYS[#KEYS - 1], name)
    if part == true or (part and string.sub(part, 1, 1) ~= '-') then
      number = tonumber(number)
      mentioned[number] = mentioned[number] or {}
      table.insert(mentioned[number], name)
    end
  end
end

local reply = {'appended', s.seq == s.base and 1 or 0}
local new, marks = {}, {}
local seq, tag = s.seq, s.tag
for i = 4, #ARGV - 3, 4 do
  local field, body = ARGV[i + 2], ARGV[i + 3]
  local before = known[field]
  if not before then
    seq = seq + 1
    tag = next_tag(tag, redis.sha1hex(body))
    known[field] = {seq, tag}
    new[#new + 1] = {
      tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
      bucket = KEYS[tonumber(ARGV[i])], expire = ARGV[i + 1], field = field,
    }
    local names = mentioned and mentioned[i / 4]
    if names then
      for _, name in ipairs(names) do marks[name] = seq end
    end
  end
  local at = known[field]
  reply[#reply + 1] = at[1]
  reply[#reply + 1] = at[2]
  reply[#reply + 1] = before and 1 or 0
end
for name, at in pairs(marks) do redis.call('HSET', MENTIONS, name, at) end
if #new > 0 then append(s, new, {}) end
return reply
