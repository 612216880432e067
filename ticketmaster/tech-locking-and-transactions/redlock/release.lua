-- Gives a lock back, only while it is still ours: after the lease it may be another's.
--
-- KEYS 1 the lock
-- ARGV 1 the value it was taken with
-- returns 1; 0 when there was nothing of ours to give back
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
