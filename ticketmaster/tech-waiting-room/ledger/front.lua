-- Who waits longest. Whoever asks puts them into the line again, which is not done twice within a stall.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 how many
-- returns visitor, number and when they joined in ms, for each
local places = {}
for _, visitorId in ipairs(redis.call('ZRANGE', waiting, 0, ARGV[2] - 1)) do
  local record = redis.call('HMGET', recordOf(visitorId), 'number', 'joinedAt')
  for _, value in ipairs({ visitorId, record[1], record[2] }) do places[#places + 1] = value end
end
redis.call('HDEL', room, 'stalledSince', 'ghosts') -- the line is empty, so of those, too
return places
