-- What append.lua does where its one message answers another or is in a thread. It is put before that,
-- after message.lua, and its keys and arguments are those, and one more argument that comes last:
--
-- tags  "REPLYTAG THREADTAG", those that the two messages are to have; each may be ''
--
-- The message that is answered, and the root of the thread, must be messages in the log. An erased one
-- cannot be answered, but its thread goes on. The root's line counts the message.
--
-- Answers also {'refused', why, what, seq}: why is absent, other, erased as message_meant says, or nested,
-- where the root is in a thread itself, of which seq is the root; what is reply_to_seq or thread_seq.

local REPLY_TAG, THREAD_TAG = string.match(table.remove(ARGV), '^(%x*) (%x*)$')
demand('LSET', LOG, 0, '')

tie = function(s, seq, body, rewritten)
  local says = string.match(body, '^{"id":"[^"]*","from":"[^"]*","at":"[^"]*",()')
  local stop = end_of_string(body, says + 7)
  local answered, past = string.match(body, '^,"reply":(%d+)()', stop + 1)
  local thread = string.match(body, '^,"thread":(%d+)', past or stop + 1)
  if answered then
    local message, why = message_meant(s, tonumber(answered), REPLY_TAG)
    if not message then return nil, {'refused', why, 'reply_to_seq', 0} end
    if message.erased then return nil, {'refused', 'erased', 'reply_to_seq', 0} end
  end
  if thread then
    local root, why = message_meant(s, tonumber(thread), THREAD_TAG)
    if not root then return nil, {'refused', why, 'thread_seq', 0} end
    if root.thread then return nil, {'refused', 'nested', 'thread_seq', root.thread} end
    local earlier = newest_reply(s, root)
    if earlier then body = string.sub(body, 1, -2) .. ',"earlier":' .. earlier .. '}' end
    root.replies, root.replied = (root.replies or 0) + 1, seq
    rewritten[root.seq] = line_of_message(root)
  end
  return body
end
