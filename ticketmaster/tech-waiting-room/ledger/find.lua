-- How visitors stand. A sign of life of one who waits; who sees the own admission has picked it up.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 3 … visitor and number of each; '' for whatever number
-- returns JSON for each; nil for one who has no such place
local answers = {}
for i = 2, #ARGV, 2 do
  local visitorId, number = ARGV[i], ARGV[i + 1]
  local answer = false
  if isVisit(visitorId, number) then
    local record = recordOf(visitorId)
    local state = redis.call('HGET', record, 'state')
    if state == 'WAITING' then
      redis.call('ZADD', seen, 'XX', now, visitorId)
    elseif state == 'ADMITTED' then
      redis.call('ZREM', seen, visitorId)
    end
    if state == 'WAITING' or state == 'ADMITTED' then redis.call('EXPIRE', record, LIFE) end
    answer = standing(visitorId)
  end
  answers[#answers + 1] = answer
end
return answers
