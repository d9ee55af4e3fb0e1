-- What append.lua does where its one message answers another or is in a thread. It is put before that,
-- after message.lua, and its keys and arguments are those.
--
-- The message that is answered, and the root of the thread, must be messages in the log. An erased one
-- cannot be answered, but its thread goes on. The root's line counts the message.
--
-- Answers also {'refused', why, what, seq}: why is absent, other, erased as message_at says, or nested,
-- where the root is in a thread itself, of which seq is the root; what is reply_to_seq or thread_seq.

demand('LSET', LOG, 0, '')

tie = function(s, seq, body, rewritten)
  local says = string.match(body, '^{"id":"[^"]*","from":"[^"]*","at":"[^"]*",()')
  local stop = end_of_string(body, says + 7)
  local answered, past = string.match(body, '^,"reply":(%d+)()', stop + 1)
  local thread = string.match(body, '^,"thread":(%d+)', past or stop + 1)
  if answered then
    local message, why = message_at(s, tonumber(answered))
    if not message then return nil, {'refused', why, 'reply_to_seq', 0} end
    if message.erased then return nil, {'refused', 'erased', 'reply_to_seq', 0} end
  end
  if thread then
    local root, why = message_at(s, tonumber(thread))
    if not root then return nil, {'refused', why, 'thread_seq', 0} end
    if root.thread then return nil, {'refused', 'nested', 'thread_seq', root.thread} end
    if root.replied then body = string.sub(body, 1, -2) .. ',"earlier":' .. root.replied .. '}' end
    root.replies, root.replied = (root.replies or 0) + 1, seq
    rewritten[root.seq] = line_of_message(root)
  end
  return body
end
