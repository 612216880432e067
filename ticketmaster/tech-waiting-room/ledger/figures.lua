-- What there is to know about a room.
--
-- KEYS 1 the room
-- ARGV 1 now
-- returns the hash, how many wait, how many are inside, the waits, the errors of ETAs, how many each gate let in
return {
  redis.call('HGETALL', room),
  redis.call('ZCARD', waiting),
  redis.call('ZCOUNT', inside, '(' .. string.format('%.0f', now), '+inf'),
  redis.call('LRANGE', room .. ':waits', 0, -1),
  redis.call('LRANGE', room .. ':etaErrors', 0, -1),
  redis.call('HVALS', room .. ':admittedBy'),
}
