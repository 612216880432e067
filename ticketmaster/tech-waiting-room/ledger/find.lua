-- How visitors stand. A sign of life of one who waits; who sees the own admission has picked it up.
--
-- KEYS 1 the room
-- ARGV 1 now  2 … the visitors
-- returns JSON for each; nil for one who never joined
local answers = {}
for i = 2, #ARGV do
  local visitorId = ARGV[i]
  local state = redis.call('HGET', recordOf(visitorId), 'state')
  if state == 'WAITING' then
    redis.call('ZADD', seen, 'XX', now, visitorId)
  elseif state == 'ADMITTED' then
    redis.call('ZREM', seen, visitorId)
  end
  answers[#answers + 1] = standing(visitorId)
end
return answers
