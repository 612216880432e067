-- Whether an admission holds at this instant.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now  2 the visitor  3 the admission
-- returns 1 or 0
local had = redis.call('HMGET', recordOf(ARGV[2]), 'state', 'admission', 'expiresAt')
return had[1] == 'ADMITTED' and had[2] == ARGV[3] and tonumber(had[3]) > now and 1 or 0
