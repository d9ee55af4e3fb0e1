-- Changes a message in place and appends the entry that says so, once: a call is one edit or erasure.
--
-- KEYS[4]    ids      hash  the bucket of its id: user:id -> "seq tag"
-- ARGV[4..]  4, when that bucket expires (ms since 1970), its field user:id, its body:
--            {"id":I,"from":U,"at":A,"edit":SEQ,"text":T} or {"id":I,"from":U,"at":A,"erase":SEQ}
--
-- The message's line gets the new words, or none; and what an edit before this one said goes too, so
-- that words are in the list only while they are what the message says. Each keeps its seq and tag.
--
-- Answers {'behind'} and changes nothing while other programs' lines are still to be walked over.
-- Else {'refused', why}: absent, where the log holds no entry with that seq; other, where it is not a
-- message; foreign, where it is not that user's; erased, where it was erased before. Else
-- {'appended', 0, seq, tag, duplicate}.

demand_append()
demand('LSET', LOG, 0, '')
local s = load()
if s.seq < s.last then return {'behind'} end

local bucket, expire, field, body = KEYS[4], ARGV[5], ARGV[6], ARGV[7]
local before = accepted(s, bucket, field)
if before then return {'appended', 0, before[1], before[2], 1} end

-- An entry of ours at seq, taken apart; nil where none stands there. `front` is what comes before
-- what it says; the newest change, if there is one, is `changed`.
local function entry_at(seq)
  local line = line_at(s, seq)
  local claimed, tag, rest = parse(line)
  if claimed ~= seq or tag ~= tag_at(s, seq) then return nil end
  local changed, start =
    string.match(line, '^"was":"[0-9a-f]+","changed":(%d+),"changed_at":"[^"]*",()', rest)
  start = start or rest
  local user, says = string.match(line, '^"id":"[^"]*","from":"([^"]*)","at":"[^"]*",()', start)
  if not user then return nil end
  return {
    seq = seq, tag = tag, was = digest(line, rest), changed = tonumber(changed), user = user,
    front = string.sub(line, start, says - 1), says = string.sub(line, says),
  }
end

local user, at, says = string.match(body, '^{"id":"[^"]*","from":"([^"]*)","at":"([^"]*)",()')
local kind, number, words = string.match(body, '^"(%a+)":(%d+)(.*)}$', says)
local target = tonumber(number)
if target <= s.base or target > s.seq then return {'refused', 'absent'} end
local message = entry_at(target)
local erased = message and message.says == '"erased":true}'
if not message or not (erased or string.find(message.says, '^"text":"')) then
  return {'refused', 'other'}
end
if message.user ~= user then return {'refused', 'foreign'} end
if erased then return {'refused', 'erased'} end

local seq = s.seq + 1
local rewritten = {}
local function rewrite(entry, now_says)
  rewritten[entry.seq] = line_of(entry.seq, entry.tag, '"was":"' .. entry.was .. '","changed":' .. seq
    .. ',"changed_at":"' .. at .. '",' .. entry.front .. now_says .. '}')
end
rewrite(message, kind == 'edit' and string.sub(words, 2) or '"erased":true')
local last = message.changed
if last and last > target and last <= s.seq then
  local edit = entry_at(last)
  local about = '"edit":' .. target
  if edit and string.sub(edit.says, 1, #about + 1) == about .. ',' then rewrite(edit, about) end
end

local tag = next_tag(s.tag, redis.sha1hex(body))
append(s, {{
  tag = tag, line = line_of(seq, tag, string.sub(body, 2)),
  bucket = bucket, expire = expire, field = field,
}}, rewritten)
return {'appended', 0, seq, tag, 0}
