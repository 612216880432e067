-- Who is in the slow lane, longest first.
--
-- KEYS 1 the room  2 none
-- ARGV 1 now  2 how many
-- returns visitor, number and when they joined in ms, for each
local places = {}
for _, visitorId in ipairs(redis.call('ZRANGEBYSCORE', waiting, SLOW, '+inf', 'LIMIT', 0, ARGV[2])) do
  local record = redis.call('HMGET', recordOf(visitorId), 'number', 'joinedAt')
  for _, value in ipairs({ visitorId, record[1], record[2] }) do places[#places + 1] = value end
end
return places
