-- Puts a reaction to a message, or takes it back, and appends the entry that says so, once.
--
-- KEYS[4]  ids      hash  the bucket of its id: user:id -> "seq tag"
-- KEYS[5]  quiet    zset  the seqs of entries that are no messages, each its own score
-- ARGV[4]  expires  when that bucket expires, ms since 1970
-- ARGV[5]  field    its field user:id
-- ARGV[6]  target   the seq of the message
-- ARGV[7]  emoji
-- ARGV[8]  remove   '1' where it is taken back, else ''
-- ARGV[9]  kinds, [10] users, [11] bytes   how many different emoji, users of all of them together,
--                   and bytes of both a message may have
-- ARGV[12] body     {"id":I,"from":U,"at":A,"react":SEQ,"emoji":E} or "unreact":SEQ
--
-- Who reacted how stands in the message's own line, so that it goes where the message goes.
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: absent and other, as message_at says; erased, where the message was erased;
-- full, where the message has as many as it may. Else {'appended', 0, seq, tag, duplicate}: where the
-- message is as wanted already nothing is appended, and the place is the message's.

demand_append(4)
demand('LSET', LOG, 0, '')
demand_quiet(KEYS[5])
local s = load()
if s.seq < s.last then return {'behind'} end

local bucket, expire, field, body = KEYS[4], ARGV[4], ARGV[5], ARGV[12]
local before = accepted(s, bucket, field)
if before then return {'appended', 0, before[1], before[2], 1} end

local message, why = message_at(s, tonumber(ARGV[6]))
if not message then return {'refused', why} end
if message.erased then return {'refused', 'erased'} end

local user = string.match(body, '^{"id":"[^"]*","from":"([^"]*)"')
local emoji, remove = ARGV[7], ARGV[8] == '1'
local kinds, count, found, stands = {}, 0, false, false
local function put(kind, users)
  if #users > 0 then kinds[#kinds + 1] = '"' .. kind .. '":[' .. table.concat(users, ',') .. ']' end
  count = count + #users
end
for kind, list in string.gmatch(message.reactions or '{}', '"([^"]+)":%[([^%]]*)%]') do
  local users = {}
  local is_this = kind == emoji
  for name in string.gmatch(list, '"([^"]+)"') do
    local is_own = is_this and name == user
    stands = stands or is_own
    if not (is_own and remove) then users[#users + 1] = '"' .. name .. '"' end
  end
  if is_this then
    found = true
    if not remove and not stands then users[#users + 1] = '"' .. user .. '"' end
  end
  put(kind, users)
end
if not found and not remove then put(emoji, {'"' .. user .. '"'}) end
if stands ~= remove then return {'appended', 0, message.seq, message.tag, 1} end

local reactions = '{' .. table.concat(kinds, ',') .. '}'
if not remove and (#kinds > tonumber(ARGV[9]) or count > tonumber(ARGV[10])
    or #reactions > tonumber(ARGV[11])) then
  return {'refused', 'full'}
end

local seq = s.seq + 1
local tag = next_tag(s.tag, redis.sha1hex(body))
message.reactions, message.reacted = reactions, seq
hush(KEYS[5], s, 1)
append(s, {{
  tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
  bucket = bucket, expire = expire, field = field,
}}, {[message.seq] = line_of_message(message)})
return {'appended', 0, seq, tag, 0}
