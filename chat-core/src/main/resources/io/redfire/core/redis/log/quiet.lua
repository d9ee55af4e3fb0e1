-- What the scripts share that append entries which are no messages. It is put after write.lua.
--
-- quiet  zset  the seqs of entries that are no messages, each its own score: an index, by which
--              those can be left out where messages are counted

local function demand_quiet(quiet)
  demand('ZADD', quiet, 0, '')
  demand('ZREMRANGEBYSCORE', quiet, 0, 0)
  redis.call('ZCARD', quiet)
end

-- Notes the next entries, so many of them, and forgets those that are no longer in the log.
local function hush(quiet, s, count)
  redis.call('ZREMRANGEBYSCORE', quiet, '-inf', s.base)
  redis.call('ZREMRANGEBYSCORE', quiet, '(' .. s.seq, '+inf')
  for seq = s.seq + 1, s.seq + count do redis.call('ZADD', quiet, seq, seq) end
end
