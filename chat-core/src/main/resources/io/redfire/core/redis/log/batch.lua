-- Does what several of the scripts before it do, one after the other: each is a function in `scripts`,
-- by its name, which finds its keys and arguments in KEYS and ARGV as if it stood alone. One call, so
-- that nothing comes between them and none of them is done without those before it.
--
-- KEYS[4..]  all their keys beside the first three
-- ARGV[4..]  per script: its name, how many keys it has beside the first three, how many arguments,
--            where these keys are in KEYS, these arguments
--
-- Answers with their answers, in their order. What a script refuses keeps none behind it from being
-- done. Where one asks to be called again, or Redis refuses it something, that is the last answer, and
-- nothing was done for those behind it.

local all_keys, all_arguments = KEYS, ARGV
local answers = {}
local at = 4
while at <= #all_arguments do
  local script = scripts[all_arguments[at]]
  local first_key, first_argument = at + 3, at + 3 + tonumber(all_arguments[at + 1])
  at = first_argument + tonumber(all_arguments[at + 2])
  KEYS = {LOG, HEAD, MARKS}
  for i = first_key, first_argument - 1 do
    KEYS[#KEYS + 1] = all_keys[tonumber(all_arguments[i])]
  end
  ARGV = {all_arguments[1], all_arguments[2], all_arguments[3],
    unpack(all_arguments, first_argument, at - 1)}
  tie = nil
  local done, answer = pcall(script)
  -- Redis hands its own errors on as text, so that the kind is still the first word.
  if not done and type(answer) ~= 'table' then answer = {err = tostring(answer)} end
  answers[#answers + 1] = answer
  if not done or answer[1] == 'behind' then break end
end
return answers
