package dev.serai.gateway;

import dev.serai.kernel.SharedServer;
import java.util.concurrent.CompletionStage;

/// The well on the server that all nodes share: the bucket of [TokenBucket], in the same whole millionths and
/// microseconds,
/// kept by a script. The server's clock is everybody's; a test may bring its own.
final class SharedWell implements TokenWell {
    private static final String SCRIPT = """
            local rate, full, wanted, now = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000000, tonumber(ARGV[3]), tonumber(ARGV[4])
            if now == 0 then
              local t = redis.call('TIME')
              now = tonumber(t[1]) * 1000000 + tonumber(t[2])
            end
            local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
            local level, at = tonumber(kept[1] or full), tonumber(kept[2] or now)
            if level > full then level = full end
            local passed = now - at
            if passed > 0 then
              if passed >= math.ceil((full - level) / rate) then level = full else level = level + passed * rate end
            end
            local calls = math.min(wanted, math.floor(level / 1000000))
            level = level - calls * 1000000
            redis.call('HSET', KEYS[1], 'level', string.format('%.0f', level), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], math.ceil(full / rate / 1000) + 60000)
            local wait = 0
            if level < 1000000 then wait = math.ceil((1000000 - level) / rate) end
            return {calls, math.floor(level / 1000000), wait}
            """;

    private final SharedServer server;
    private final boolean serversClock;

    SharedWell(SharedServer server, boolean serversClock) {
        this.server = server;
        this.serversClock = serversClock;
    }

    @Override
    public CompletionStage<Draw> draw(String app, int perSecond, int burst, int wanted, long nowMicros) {
        return server.eval(
                        SCRIPT,
                        "serai:rate:" + app,
                        Integer.toString(perSecond),
                        Integer.toString(burst),
                        Integer.toString(wanted),
                        serversClock ? "0" : Long.toString(nowMicros))
                .thenApply(said -> new Draw(Math.toIntExact(said.get(0)), said.get(1), said.get(2)));
    }
}
