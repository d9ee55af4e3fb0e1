-- What the scripts share that rewrite a message. It is put after write.lua and entry.lua.
--
-- A message says, in this order: its words, "text":T, or "erased":true where they are gone; what its
-- sender said beside them, which is never looked into here but for the thread; and what others made
-- of it since, which only a line that was rewritten has:
--
--   "replies":N,"replied":SEQ[,"recounted":SEQ]     of the root of a thread: how many there are, the
--                                                   newest one, erased or not, and the erasure that
--                                                   lowered the number
--   "reactions":{"E":["user",…],…},"reacted":SEQ   who reacted how, oldest first; the newest entry
--                                                   that changed it
--   "pinned":SEQ or "unpinned":SEQ                  the entry that did so
--
-- Names and emoji hold no quotes and no brackets. What the sender said begins with "reply":SEQ, where
-- it answers a message, and "thread":SEQ, where it is in the thread of one; it ends with "earlier":SEQ
-- where that thread had a message before, which the script put there: so the replies of a thread are a
-- chain through the log, from the root's "replied" on.

-- Where the JSON string ends that begins at that index, with its quote; nil where it does not.
local function end_of_string(text, from)
  local at = from + 1
  while true do
    local stop = string.find(text, '["\\]', at)
    if not stop or string.sub(text, stop, stop) == '"' then return stop end
    at = stop + 2
  end
end

-- The message of ours at seq, taken apart: an entry with `words`, `said` and the rest above by its
-- name. Or nil and why not: absent, where the log holds no entry with that seq; other, where it is
-- not a message.
local function message_at(s, seq)
  if seq <= s.base or seq > s.seq then return nil, 'absent' end
  local m = entry_at(s, seq)
  local stop
  if m and string.sub(m.says, 1, 8) == '"text":"' then
    stop = end_of_string(m.says, 8)
  elseif m and string.sub(m.says, 1, 13) == '"erased":true' then
    stop, m.erased = 13, true
  end
  if not stop then return nil, 'other' end
  m.words, m.said = string.sub(m.says, 1, stop), string.sub(m.says, stop + 1, -2)

  -- From the end, and so never into what the sender said.
  local function take(pattern)
    local from, _, first, second = string.find(m.said, pattern)
    if from then m.said = string.sub(m.said, 1, from - 1) end
    return first, second
  end
  m.pinned = take(',"pinned":(%d+)$')
  m.unpinned = take(',"unpinned":(%d+)$')
  m.reactions, m.reacted = take(',"reactions":(%b{}),"reacted":(%d+)$')
  m.recounted = take(',"recounted":(%d+)$')
  m.replies, m.replied = take(',"replies":(%d+),"replied":(%d+)$')
  local past = string.match(m.said, '^,"reply":%d+()') or 1
  m.thread = tonumber(string.match(m.said, '^,"thread":(%d+)', past))
  m.earlier = tonumber(string.match(m.said, ',"earlier":(%d+)$'))
  return m
end

-- The line of a message, as its parts are now.
local function line_of_message(m)
  local says = m.words .. m.said
  if m.replied then
    says = says .. ',"replies":' .. m.replies .. ',"replied":' .. m.replied
    if m.recounted then says = says .. ',"recounted":' .. m.recounted end
  end
  if m.reacted then says = says .. ',"reactions":' .. m.reactions .. ',"reacted":' .. m.reacted end
  if m.pinned then
    says = says .. ',"pinned":' .. m.pinned
  elseif m.unpinned then
    says = says .. ',"unpinned":' .. m.unpinned
  end
  local change = m.changed
      and '"changed":' .. m.changed .. ',"changed_at":"' .. m.changed_at .. '",' or ''
  return line_of(m.seq, m.tag, '"was":"' .. m.was .. '",' .. change .. m.front .. says .. '}')
end
