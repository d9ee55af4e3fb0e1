-- Appends messages to a room's log, all of one call or none, each id at most once.
--
-- KEYS[4..]  ids      hash  the buckets of the ids below: user:id -> "seq tag"
-- ARGV[1]    channel        where each new line is published
-- ARGV[2]    retain         how many entries the log keeps; 0 keeps all
-- ARGV[3..]  per message:   index of its bucket in KEYS, when that bucket expires (ms since 1970),
--                           its field user:id, its body (JSON object of one line)
--
-- Answers {'behind'} and appends nothing while other programs' lines are still to be walked over.
-- Else {'appended', created, seq, tag, duplicate, seq, tag, duplicate, ...}; created is 1 where the
-- log had no entry before.

-- A script has no rollback, so what Redis may refuse to this user is asked for before the first write.
-- Redis itself would refuse half way, and with an error that tells nothing apart.
local function demand(...)
  if redis.acl_check_cmd and not redis.acl_check_cmd(...) then
    error({err = 'NOPERM the user may not do ' .. select(1, ...) .. ' in an append'})
  end
end
demand('RPUSH', LOG, '')
demand('LTRIM', LOG, 0, -1)
demand('HSET', HEAD, '', '')
demand('HDEL', MARKS, '')
for i = 4, #KEYS do
  demand('HSET', KEYS[i], '', '')
  demand('PEXPIREAT', KEYS[i], 0)
end
demand('PUBLISH', ARGV[1], '')

local s = load()
if s.seq < s.last then return {'behind'} end

-- For the same reason whatever can fail is read before the first write.
local retain = tonumber(ARGV[2])
local known = {}
for i = 3, #ARGV, 4 do
  local bucket, field = tonumber(ARGV[i]), ARGV[i + 2]
  local record = redis.call('HGET', KEYS[bucket], field)
  if record then
    local seq, tag = string.match(record, '^(%d+) (%x+)$')
    seq = tonumber(seq)
    if stands_in(s, seq, tag) then known[field] = {seq, tag} end
  end
end

local reply = {'appended', s.seq == s.base and 1 or 0}
local lines, records = {}, {}
local seq, last_tag = s.seq, s.tag
local tags = {}
for i = 3, #ARGV, 4 do
  local field, body = ARGV[i + 2], ARGV[i + 3]
  local before = known[field]
  if not before then
    seq = seq + 1
    last_tag = next_tag(last_tag, body)
    tags[seq] = last_tag
    known[field] = {seq, last_tag}
    lines[#lines + 1] = '{"seq":' .. seq .. ',"tag":"' .. last_tag .. '",' .. string.sub(body, 2)
    records[#records + 1] = {KEYS[tonumber(ARGV[i])], field, seq .. ' ' .. last_tag, ARGV[i + 1]}
  end
  local at = known[field]
  reply[#reply + 1] = at[1]
  reply[#reply + 1] = at[2]
  reply[#reply + 1] = before and 1 or 0
end
if #lines == 0 then return reply end

local drop = retain > 0 and math.min(seq - s.base - retain, STEP) or 0
if drop > 0 then
  local newest_dropped = s.base + drop
  s.basetag = tags[newest_dropped] or tag_at(s, newest_dropped)
end

redis.call('RPUSH', LOG, unpack(lines))
if drop > 0 then
  redis.call('LTRIM', LOG, drop, -1)
  if redis.call('EXISTS', MARKS) == 1 then
    for trimmed = s.base + 1, s.base + drop do redis.call('HDEL', MARKS, trimmed) end
  end
  s.base = s.base + drop
end
s.seq, s.tag, s.raw = seq, last_tag, ''
save(s)
for _, r in ipairs(records) do
  redis.call('HSET', r[1], r[2], r[3])
  redis.call('PEXPIREAT', r[1], r[4])
end
for _, line in ipairs(lines) do redis.call('PUBLISH', ARGV[1], line) end
return reply
