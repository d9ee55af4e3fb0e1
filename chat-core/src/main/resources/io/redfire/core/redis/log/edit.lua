-- Changes a message in place and appends the entry that says so, once: a call is one edit or erasure.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag"
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages, each its own score
-- KEYS[6]  pins     zset  the seqs of messages that are pinned, as pin.lua keeps it
-- KEYS[7]  refs     zset  "SHA-256:SEQ" of each message that has attachments, as attach.lua has it
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
-- Only to see that it is what it should be, before anything is written.
redis.call('ZCARD', KEYS[6])
local s = load()
if s.seq < s.last then return {'behind'} end

local change = {bucket = KEYS[4], expire = ARGV[4], field = ARGV[5], body = ARGV[7]}
local before = accepted(s, change.bucket, change.field)
if before then return {'appended', 0, before[1], before[2], 1} end

local body = change.body
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

-- Whether another message has it, as far as is to be seen here. What the index says is believed only
-- where the line says it too. Where too much of it is wrong, redis/blob/drop.lua finds out later.
local function is_of_another(hash)
  local most = 64
  local refs = redis.call('ZRANGE', KEYS[7], string.format('(%s:%015d', hash, s.base),
    '(' .. hash .. ';', 'BYLEX', 'LIMIT', 0, most)
  for _, ref in ipairs(refs) do
    local at = tonumber(string.match(ref, ':(%d+)$'))
    if at and at ~= target and at > s.base and at <= s.last
        and string.find(line_at(s, at), '"sha256":"' .. hash .. '"', 1, true) then
      return true
    end
  end
  return #refs == most
end

-- What an erasure takes: the places in the index, and what the room holds no more.
local refs_gone, hashes_gone, bytes_left = {}, {}
if kind == 'erase' then
  local seen, size_gone = {}, 0
  for hash in string.gmatch(message.said, '"sha256":"(%x+)"') do
    if not seen[hash] then
      seen[hash] = true
      refs_gone[#refs_gone + 1] = string.format('%s:%015d', hash, target)
      local held = not is_of_another(hash) and redis.call('HGET', KEYS[8], hash)
      if held then
        hashes_gone[#hashes_gone + 1] = hash
        size_gone = size_gone + string.match(held, '^%d+ (%d+) ')
      end
    end
  end
  if #refs_gone > 0 then
    demand('ZREM', KEYS[7], '')
    demand('HDEL', KEYS[8], '')
    demand('HSET', KEYS[8], '', '')
    demand('HDEL', KEYS[9], '')
    redis.call('ZCARD', KEYS[7])
    redis.call('HLEN', KEYS[9])
    local bytes = tonumber(redis.call('HGET', KEYS[8], ':bytes') or 0)
    bytes_left = string.format('%.0f', math.max(bytes - size_gone, 0))
  end
end

local seq = s.seq + 1
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
    change.body = string.sub(body, 1, -2) .. ',"thread":' .. message.thread .. '}'
    local root = message_at(s, message.thread)
    if root and root.replied then
      root.replies, root.recounted = math.max(0, root.replies - 1), seq
      rewritten[root.seq] = line_of_message(root)
    end
  end
end
rewritten[target] = line_of_message(message)

-- What is erased is no message any more.
if kind == 'erase' then
  forget_lost(KEYS[5], s)
  redis.call('ZADD', KEYS[5], target, target)
  redis.call('ZREM', KEYS[6], target)
  if #refs_gone > 0 then redis.call('ZREM', KEYS[7], unpack(refs_gone)) end
  if #hashes_gone > 0 then
    redis.call('HDEL', KEYS[9], unpack(hashes_gone))
    redis.call('HDEL', KEYS[8], unpack(hashes_gone))
    redis.call('HSET', KEYS[8], ':bytes', bytes_left)
  end
end
return append_change(s, KEYS[5], change, rewritten)
