-- What the scripts share that append entries which are no messages. It is put after write.lua,
-- forks.lua and entry.lua.
--
-- quiet  zset  the seqs of entries that are no messages, each its own score: an index, by which
--              those can be left out where messages are counted

local function demand_quiet(quiet)
  demand('ZADD', quiet, 0, '')
  demand('ZREMRANGEBYSCORE', quiet, 0, 0)
  redis.call('ZCARD', quiet)
end

-- Which of the newest entries after that seq are no messages, as their lines say.
local function quiet_after(s, seq)
  local found = {}
  local oldest = math.max(seq, s.base, s.seq - STEP) + 1
  if oldest <= s.seq then fetch(s, oldest, s.seq) end
  for at = oldest, s.seq do
    local entry = entry_at(s, at)
    if entry and not string.find(entry.says, '^"text":"') then found[#found + 1] = at end
  end
  return found
end

-- Forgets what is no longer in the log, before any is added. It reads, and so comes before whatever
-- else a script writes. What came after the log lost its end was noted only by nodes that know nothing
-- of that, so it is looked for in the log.
local function forget_lost(quiet, s)
  local counts = quiet_to(s)
  local found = quiet_after(s, counts)
  redis.call('ZREMRANGEBYSCORE', quiet, '-inf', s.base)
  redis.call('ZREMRANGEBYSCORE', quiet, '(' .. counts, '+inf')
  for _, seq in ipairs(found) do redis.call('ZADD', quiet, seq, seq) end
  if s.quiet ~= s.forks.count then
    redis.call('HSET', HEAD, 'quiet', s.forks.count)
    s.quiet = s.forks.count
  end
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
