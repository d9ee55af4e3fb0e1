-- What the scripts share that note seqs beside the log: how far somebody has read, who is mentioned
-- where, what is no message. It is put after log.lua.
--
-- Where the log lost its end, such seqs are soon those of other entries. The head says where that was,
-- see note_fork. What was noted before counts up to the lowest fork since; so beside it stands how many
-- forks were noted by then: of a user's field NAME in the field "NAME:", a name that no user has; of
-- the index of what is no message in the head's field `quiet`. Where there is none, none were.

-- Up to which seq that counts which was noted when so many forks were known.
local function counts_to(s, known)
  local since = s.forks.count - known
  if since == 0 or #s.forks == 0 then return math.huge end
  return s.forks[since > 0 and math.max(1, #s.forks - since + 1) or 1]
end

-- What is noted for that name, false where nothing is, and up to which seq it counts.
local function noted(s, key, name)
  local found = redis.call('HMGET', key, name, name .. ':')
  return found[1], counts_to(s, tonumber(found[2] or 0))
end

local function note(s, key, name, value)
  if s.forks.count > 0 then
    redis.call('HSET', key, name, value, name .. ':', s.forks.count)
  else
    redis.call('HSET', key, name, value)
  end
end

-- Up to which seq the index counts of what is no message.
local function quiet_to(s)
  if s.forks.count == 0 then return s.seq end
  return math.min(s.seq, counts_to(s, s.quiet))
end
