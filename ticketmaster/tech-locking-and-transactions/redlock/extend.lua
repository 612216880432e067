-- Gives a lock a new lease, only while it is still ours.
--
-- KEYS 1 the lock
-- ARGV 1 the value it was taken with  2 the new lease in ms, from now
-- returns 1; 0 when the lease is over or the lock is another's
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
