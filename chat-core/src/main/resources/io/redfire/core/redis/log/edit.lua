-- Changes a message in place and appends the entry that says so, once: a call is one edit or erasure.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag"
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages, each its own score
-- KEYS[6]  refs     zset  "SHA-256:SEQ" of each message that has attachments
-- KEYS[7]  attachments  hash  what the room holds, see redis/blob/bind.lua
-- KEYS[8]  thumbnails   hash  SHA-256 -> a small picture
-- ARGV[4]  expires  when that bucket expires, ms since 1970
-- ARGV[5]  field    its field user:id
-- ARGV[6]  anyone   '1' where the message may be anyone's, else ''
-- ARGV[7]  body     {"id":I,"from":U,"at":A,"edit":SEQ,"text":T} or
--                   {"id":I,"from":U,"at":A,"erase":SEQ}
--
-- The message's line gets the new words, or none; and what an edit before this one said goes too, so
-- that words are in the list only while they are what the message says. Each keeps its seq and tag. An
-- edited message keeps what stands behind its words, such as attachments; an erased one has none, and the
-- room holds no more what no other message has: nobody gets it from that moment on.
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: absent, where the log holds no entry with that seq; other, where it is not a
-- message; foreign, where it is not that user's; erased, where it was erased before. Else
-- {'appended', 0, seq, tag, duplicate}.

demand_append(4)
demand('LSET', LOG, 0, '')
demand_quiet(KEYS[5])
demand('ZREM', KEYS[6], '')
demand('HDEL', KEYS[7], '')
demand('HSET', KEYS[7], '', '')
demand('HDEL', KEYS[8], '')
local s = load()
if s.seq < s.last then return {'behind'} end

local bucket, expire, field, body = KEYS[4], ARGV[4], ARGV[5], ARGV[7]
local before = accepted(s, bucket, field)
if before then return {'appended', 0, before[1], before[2], 1} end

local user, at, says = string.match(body, '^{"id":"[^"]*","from":"([^"]*)","at":"([^"]*)",()')
local kind, number, words = string.match(body, '^"(%a+)":(%d+)(.*)}$', says)
local target = tonumber(number)
if target <= s.base or target > s.seq then return {'refused', 'absent'} end
local message = entry_at(s, target)
local erased = message and message.says == '"erased":true}'
if not message or not (erased or string.find(message.says, '^"text":"')) then
  return {'refused', 'other'}
end
if ARGV[6] == '' and message.user ~= user then return {'refused', 'foreign'} end
if erased then return {'refused', 'erased'} end

-- What stands behind the words of something that begins with them.
local function behind_words(says)
  local at = string.len('"text":"') + 1
  while true do
    local stop = string.find(says, '["\\]', at)
    if string.sub(says, stop, stop) == '"' then return string.sub(says, stop + 1, -2) end
    at = stop + 2
  end
end

local seq = s.seq + 1
local behind = behind_words(message.says)
-- Only to see that they are what they should be, before anything is written.
redis.call('ZCARD', KEYS[6])
redis.call('HLEN', KEYS[7])
redis.call('HLEN', KEYS[8])
local rewritten = {}
local function rewrite(entry, now_says)
  rewritten[entry.seq] = line_of(entry.seq, entry.tag, '"was":"' .. entry.was .. '","changed":' .. seq
    .. ',"changed_at":"' .. at .. '",' .. entry.front .. now_says .. '}')
end
rewrite(message, kind == 'edit' and string.sub(words, 2) .. behind or '"erased":true')
local last = message.changed
if last and last > target and last <= s.seq then
  local edit = entry_at(s, last)
  local about = '"edit":' .. target
  if edit and string.sub(edit.says, 1, #about + 1) == about .. ',' then rewrite(edit, about) end
end

local tag = next_tag(s.tag, redis.sha1hex(body))
hush(KEYS[5], s, 1)
-- What is erased is no message any more.
if kind == 'erase' then
  redis.call('ZADD', KEYS[5], target, target)
  for hash in string.gmatch(behind, '"sha256":"(%x+)"') do
    redis.call('ZREM', KEYS[6], hash .. ':' .. target)
    local others = redis.call('ZRANGE', KEYS[6], '[' .. hash .. ':', '(' .. hash .. ';', 'BYLEX',
      'LIMIT', 0, 1)
    local held = #others == 0 and redis.call('HGET', KEYS[7], hash)
    if held then
      local size = string.match(held, '^%d+ (%d+) ')
      local total = tonumber(redis.call('HGET', KEYS[7], ':bytes') or 0) - size
      redis.call('HDEL', KEYS[8], hash)
      redis.call('HDEL', KEYS[7], hash)
      redis.call('HSET', KEYS[7], ':bytes', string.format('%.0f', math.max(total, 0)))
    end
  end
end
append(s, {{
  tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
  bucket = bucket, expire = expire, field = field,
}}, rewritten)
return {'appended', 0, seq, tag, 0}
