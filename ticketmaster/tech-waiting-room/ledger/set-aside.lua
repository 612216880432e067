-- Puts places behind all others that wait: they are the slow lane.
--
-- KEYS 1 the room  2 none
-- ARGV 1 now  2 3 … visitor and number of each
for i = 2, #ARGV, 2 do
  local visitorId, number = ARGV[i], ARGV[i + 1]
  if isVisit(visitorId, number) and redis.call('ZSCORE', waiting, visitorId) then
    redis.call('ZADD', waiting, 'XX', SLOW + number, visitorId)
    redis.call('HSET', recordOf(visitorId), 'expectedAt', '', 'setAside', 1) -- what they were told first is not so any more
  end
end
