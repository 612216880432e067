-- A sale was committed: the stock is decremented, the details are forgotten, and the life of what is left begins anew.
-- KEYS: stock, version, details. ARGV: quantity, the version it made, life in s. Returns the stock, or false where it is not known any more.
redis.call('del', KEYS[3])
local known = tonumber(redis.call('get', KEYS[2]) or '0')
local version = tonumber(ARGV[2])
if version <= known then return redis.call('get', KEYS[1]) end -- who filled it has read this sale already: not twice
redis.call('set', KEYS[2], ARGV[2], 'ex', ARGV[3])
if version == known + 1 and redis.call('exists', KEYS[1]) == 1 then
  redis.call('expire', KEYS[1], ARGV[3])
  return redis.call('decrby', KEYS[1], ARGV[1])
end
redis.call('del', KEYS[1]) -- a sale before it was not told, or there is nothing to decrement: below 0 nobody could buy
return false
