-- What the scripts share that append entries which are no messages. It is put after write.lua and
-- forks.lua.
--
-- quiet  zset  the seqs of entries that are no messages, each its own score: an index, by which
--              those can be left out where messages are counted

local function demand_quiet(quiet)
  demand('ZADD', quiet, 0, '')
  demand('ZREMRANGEBYSCORE', quiet, 0, 0)
  redis.call('ZCARD', quiet)
end

-- Forgets what is no longer in the log, before any is added.
local function forget_lost(quiet, s)
  redis.call('ZREMRANGEBYSCORE', quiet, '-inf', s.base)
  redis.call('ZREMRANGEBYSCORE', quiet, '(' .. quiet_to(s), '+inf')
  if s.forks.count > 0 then redis.call('HSET', HEAD, 'quiet', s.forks.count) end
end

-- Notes the next entries, so many of them.
local function hush(quiet, s, count)
  forget_lost(quiet, s)
  for seq = s.seq + 1, s.seq + count do redis.call('ZADD', quiet, seq, seq) end
end

-- Appends the one entry, no message, that changes others, and answers with its place.
local function append_change(s, quiet, change, rewritten)
  local seq = s.seq + 1
  local tag = next_tag(s.tag, redis.sha1hex(change.body))
  hush(quiet, s, 1)
  append(s, {{
    tag = tag, line = line_of(seq, tag, string.sub(change.body, 2)),
    bucket = change.bucket, expire = change.expire, field = change.field,
  }}, rewritten)
  return {'appended', 0, seq, tag, 0}
end

-- Answers a change that is made already with the place of the message. Its id is remembered too: were
-- it sent again when somebody has changed that since, it would undo what came after it.
local function answer_unchanged(message, change)
  remember(change.bucket, change.expire, change.field, message.seq, message.tag)
  return {'appended', 0, message.seq, message.tag, 1}
end
