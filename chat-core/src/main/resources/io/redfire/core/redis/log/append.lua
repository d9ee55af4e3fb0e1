-- Appends messages to a room's log, all of one call or none, each id at most once.
--
-- KEYS[4..]  ids      hash  the buckets of the ids below: user:id -> "seq tag"
-- ARGV[4..]  per message:   index of its bucket in KEYS, when that bucket expires (ms since 1970),
--                           its field user:id, its body (JSON object of one line)
--
-- Answers {'behind'} and appends nothing while other programs' lines are still to be walked over.
-- Else {'appended', created, seq, tag, duplicate, seq, tag, duplicate, ...}; created is 1 where the
-- log had no entry before.

demand_append()
local s = load()
if s.seq < s.last then return {'behind'} end

local known = {}
for i = 4, #ARGV, 4 do
  local field = ARGV[i + 2]
  known[field] = accepted(s, KEYS[tonumber(ARGV[i])], field)
end

local reply = {'appended', s.seq == s.base and 1 or 0}
local new = {}
local seq, tag = s.seq, s.tag
for i = 4, #ARGV, 4 do
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
  end
  local at = known[field]
  reply[#reply + 1] = at[1]
  reply[#reply + 1] = at[2]
  reply[#reply + 1] = before and 1 or 0
end
if #new > 0 then append(s, new, {}) end
return reply
