-- What every script that appends shares. It is put between log.lua and each of them.
--
-- ARGV[1] channel  where each new line is published
-- ARGV[2] retain   how many entries the log keeps unless the room says so itself; 0 keeps all
-- ARGV[3] ring     PUBLISH, or on a cluster SPUBLISH: the channel is in the slot of the log

local CHANNEL, RING = ARGV[1], ARGV[3]

-- What is done about a new message beside appending it, in reply.lua alone: given its seq, its body and
-- the lines to be rewritten, to which it may add, gives the body, or nil and the answer that refuses it.
local tie

-- A script has no rollback, so what Redis may refuse to this user is asked for before the first write.
-- Redis itself would refuse half way, and with an error that tells nothing apart.
local function demand(...)
  if redis.acl_check_cmd and not redis.acl_check_cmd(...) then
    error({err = 'NOPERM the user may not do ' .. select(1, ...) .. ' in an append'})
  end
end

-- What every append does; `last` is the index in KEYS of the last bucket of ids, the first is 4.
local function demand_append(last)
  demand('RPUSH', LOG, '')
  demand('LTRIM', LOG, 0, -1)
  demand('HSET', HEAD, '', '')
  demand('HDEL', MARKS, '')
  for i = 4, last do
    demand('HSET', KEYS[i], '', '')
    demand('PEXPIREAT', KEYS[i], 0)
  end
  demand(RING, CHANNEL, '')
end

-- The seq and tag under which an id was accepted before, if that entry still counts.
local function accepted(s, bucket, field)
  local record = redis.call('HGET', bucket, field)
  if record then
    local seq, tag = string.match(record, '^(%d+) (%x+)$')
    seq = tonumber(seq)
    if stands_in(s, seq, tag) then return {seq, tag} end
  end
end

local function line_of(seq, tag, rest)
  return '{"seq":' .. seq .. ',"tag":"' .. tag .. '",' .. rest
end

-- Writes. For the same reason as above, whatever can fail is read before.
--
-- new        the entries, each {tag, line, bucket, when the bucket expires, field}; those without a
--            bucket are found by another one's id
-- rewritten  seq -> line, of entries that stand in the log and change in place
local function append(s, new, rewritten)
  local seq = s.seq + #new
  local retain = s.retain > 0 and s.retain or tonumber(ARGV[2])
  local drop = retain > 0 and math.min(seq - s.base - retain, STEP) or 0
  if drop > 0 then
    local own = new[s.base + drop - s.seq]
    s.basetag = own and own.tag or tag_at(s, s.base + drop)
  end

  local lines = {}
  for i, entry in ipairs(new) do lines[i] = entry.line end
  for at, line in pairs(rewritten) do redis.call('LSET', LOG, at - s.base - 1, line) end
  redis.call('RPUSH', LOG, unpack(lines))
  if drop > 0 then
    redis.call('LTRIM', LOG, drop, -1)
    if redis.call('EXISTS', MARKS) == 1 then
      for trimmed = s.base + 1, s.base + drop do redis.call('HDEL', MARKS, trimmed) end
    end
    s.base = s.base + drop
  end
  for i, entry in ipairs(new) do
    if entry.bucket then
      redis.call('HSET', entry.bucket, entry.field, (s.seq + i) .. ' ' .. entry.tag)
      redis.call('PEXPIREAT', entry.bucket, entry.expire)
    end
  end
  s.seq, s.tag, s.raw = seq, new[#new].tag, ''
  save(s)
  for _, line in ipairs(lines) do redis.call(RING, CHANNEL, line) end
end
