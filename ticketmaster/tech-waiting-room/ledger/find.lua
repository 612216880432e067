-- How a visitor stands. A sign of life of one who waits; who sees the own admission has picked it up.
--
-- KEYS 1 the room
-- ARGV 1 now  2 the visitor
-- returns JSON; nil for who never joined
local visitorId = ARGV[2]
local state = redis.call('HGET', recordOf(visitorId), 'state')
if state == 'WAITING' then
  redis.call('ZADD', seen, 'XX', now, visitorId)
elseif state == 'ADMITTED' then
  redis.call('ZREM', seen, visitorId)
end
return standing(visitorId)
