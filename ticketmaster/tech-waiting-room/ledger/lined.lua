-- The place of that number is in the line: JOINING becomes WAITING. A gate may have been faster.
--
-- KEYS 1 the room
-- ARGV 1 now  2 the visitor  3 the number
-- returns how the visitor stands, as JSON
local visitorId = ARGV[2]
local record = recordOf(visitorId)
local had = redis.call('HMGET', record, 'state', 'number')
if had[1] == 'JOINING' and had[2] == ARGV[3] then
  enterLine(visitorId, ARGV[3])
  redis.call('PERSIST', record)
end
return standing(visitorId)
