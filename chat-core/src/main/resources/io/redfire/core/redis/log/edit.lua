-- Changes a message in place and appends the entry that says so, once: a call is one edit or erasure.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag"
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages, each its own score
-- KEYS[6]  pins     zset  the seqs of messages that are pinned, as pin.lua keeps it
-- KEYS[7]  refs     zset  "SHA-256:SEQ" of each message that has attachments
-- KEYS[8]  attachments  hash  what the room holds, see redis/blob/bind.lua
-- KEYS[9]  thumbnails   hash  SHA-256 -> a small picture
-- ARGV[4]  expires  when that bucket expires, ms since 1970
-- ARGV[5]  field    its field user:id
-- ARGV[6]  anyone   '1' where the message may be anyone's, else ''
-- ARGV[7]  body     {"id":I,"from":U,"at":A,"edit":SEQ,"text":T} or
--                   {"id":I,"from":U,"at":A,"erase":SEQ}
--
-- The message's line gets the new words, or none; and what an edit before this one said goes too, so
-- that words are in the list only while they are what the message says. Each keeps its seq and tag.
-- An edit keeps all that the message has beside its words, an erasure only its place in a thread and
-- how many replies it has itself. The root of an erased message's thread counts one less, and the
-- erasure's own line says "thread":ROOT. The room holds no more what an erased message had and no
-- other one has: nobody gets it from that moment on.
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: absent, where the log holds no entry with that seq; other, where it is not a
-- message; foreign, where it is not that user's; erased, where it was erased before;
-- forwarded, where an edit would change somebody else's words. Else
-- {'appended', 0, seq, tag, duplicate}.

demand_append(4)
demand('LSET', LOG, 0, '')
demand_quiet(KEYS[5])
demand('ZREM', KEYS[6], '')
demand('ZREM', KEYS[7], '')
demand('HDEL', KEYS[8], '')
demand('HSET', KEYS[8], '', '')
demand('HDEL', KEYS[9], '')
-- Only to see that they are what they should be, before anything is written.
redis.call('ZCARD', KEYS[6])
redis.call('ZCARD', KEYS[7])
redis.call('HLEN', KEYS[8])
redis.call('HLEN', KEYS[9])
local s = load()
if s.seq < s.last then return {'behind'} end

local bucket, expire, field, body = KEYS[4], ARGV[4], ARGV[5], ARGV[7]
local before = accepted(s, bucket, field)
if before then return {'appended', 0, before[1], before[2], 1} end

local user, at, says = string.match(body, '^{"id":"[^"]*","from":"([^"]*)","at":"([^"]*)",()')
local kind, number, words = string.match(body, '^"(%a+)":(%d+)(.*)}$', says)
local target = tonumber(number)
local message, why = message_at(s, target)
if not message then return {'refused', why} end
if ARGV[6] == '' and message.user ~= user then return {'refused', 'foreign'} end
if message.erased then return {'refused', 'erased'} end
-- Within a string the quotes would be escaped.
if kind == 'edit' and string.find(message.said, ',"forward":{', 1, true) then
  return {'refused', 'forwarded'}
end

local seq = s.seq + 1
local behind = message.said
local rewritten = {}
local last = message.changed
if last and last > target and last <= s.seq then
  local edit = entry_at(s, last)
  local about = '"edit":' .. target
  if edit and string.sub(edit.says, 1, #about + 1) == about .. ',' then
    edit.words, edit.said, edit.changed, edit.changed_at = about, '', seq, at
    rewritten[last] = line_of_message(edit)
  end
end
message.changed, message.changed_at = seq, at
if kind == 'edit' then
  message.words = string.sub(words, 2)
else
  message.words, message.said, message.reacted = '"erased":true', '', nil
  message.pinned, message.unpinned = nil, nil
  if message.thread then
    message.said = ',"thread":' .. message.thread
    if message.earlier then message.said = message.said .. ',"earlier":' .. message.earlier end
    body = string.sub(body, 1, -2) .. ',"thread":' .. message.thread .. '}'
    local root = message_at(s, message.thread)
    if root and root.replied then
      root.replies, root.recounted = math.max(0, root.replies - 1), seq
      rewritten[root.seq] = line_of_message(root)
    end
  end
end
rewritten[target] = line_of_message(message)

local tag = next_tag(s.tag, redis.sha1hex(body))
hush(KEYS[5], s, 1)
-- What is erased is no message any more.
if kind == 'erase' then
  redis.call('ZADD', KEYS[5], target, target)
  redis.call('ZREM', KEYS[6], target)
  for hash in string.gmatch(behind, '"sha256":"(%x+)"') do
    redis.call('ZREM', KEYS[7], hash .. ':' .. target)
    local others = redis.call('ZRANGE', KEYS[7], '[' .. hash .. ':', '(' .. hash .. ';', 'BYLEX',
      'LIMIT', 0, 1)
    local held = #others == 0 and redis.call('HGET', KEYS[8], hash)
    if held then
      local size = string.match(held, '^%d+ (%d+) ')
      local total = tonumber(redis.call('HGET', KEYS[8], ':bytes') or 0) - size
      redis.call('HDEL', KEYS[9], hash)
      redis.call('HDEL', KEYS[8], hash)
      redis.call('HSET', KEYS[8], ':bytes', string.format('%.0f', math.max(total, 0)))
    end
  end
end
append(s, {{
  tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
  bucket = bucket, expire = expire, field = field,
}}, rewritten)
return {'appended', 0, seq, tag, 0}
