-- What there is to know about a room.
--
-- KEYS 1 the room  2 the stream that is the line, or none
-- ARGV 1 now
-- returns the hash, how many wait, how many are inside, the waits, the errors of ETAs, how many each gate let in
return {
  redis.call('HGETALL', room),
  redis.call('ZCARD', waiting),
  redis.call('ZCOUNT', inside, '(' .. string.format('%.0f', now), '+inf'),
  redis.call('LRANGE', waits, 0, -1),
  redis.call('LRANGE', etaErrors, 0, -1),
  redis.call('HVALS', admittedBy),
}
