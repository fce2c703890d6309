# One short run of the real thing at build time, from which the JDK makes its AOT caches: they halve the start.
# Whatever fails here costs speed, not function: the build goes on without the cache and says so.
# shellcheck shell=sh

TRAINING_READY_LIMIT_S=180
TRAINING_STOP_LIMIT_S=120

record_aot() {
    [ -f "$DIST/server/server.jar" ] || return 0
    say "  recording a start, so that later ones are fast"
    training=$(mktemp -d "${TMPDIR:-/tmp}/serai-training.XXXXXX") || return 0
    base=$((20000 + $$ % 10000))
    # The same ./serai run with the same flags, on its own ports, data and embedded database.
    env -u SERAI_DB_URL SERAI_TRAINING="$training" SERAI_STOP_LIMIT_TENTHS=$((TRAINING_STOP_LIMIT_S * 5)) SERAI_JAVA_HOME="$JDK" \
        SERAI_DOOR="127.0.0.1:$base" SERAI_CONSOLE="127.0.0.1:$((base + 1))" SERAI_CORE="127.0.0.1:$((base + 2))" \
        SERAI_PG_PORT=$((base + 3)) "$SERAI_ROOT/serai" run --data "$training/data" >"$training/out" 2>&1 </dev/null &
    trainee=$!
    trap 'kill -TERM "$trainee" 2>/dev/null; wait "$trainee"; rm -rf "$training"; exit 130' INT TERM HUP
    seconds=0
    while ! grep -q '^Serai is ready$' "$training/out" && kill -0 "$trainee" 2>/dev/null && [ "$seconds" -lt "$TRAINING_READY_LIMIT_S" ]; do
        sleep 1
        seconds=$((seconds + 1))
    done
    trained=
    if grep -q '^Serai is ready$' "$training/out"; then
        trained=1
        exercise
    fi
    kill -TERM "$trainee" 2>/dev/null
    wait "$trainee"
    for part in server core; do
        # A start that failed half-way would leave half a cache.
        if [ -n "$trained" ] && [ -s "$training/$part.aot" ]; then
            mv "$training/$part.aot" "$DIST/$part/app.aot"
        elif [ -d "$DIST/$part" ]; then
            say "  no AOT cache for the $part; it starts without one, only slower. The last words of the recording:"
            tail -n 3 "$training/out" "$training/data/logs/$part.log" 2>/dev/null
        fi
    done
    rm -rf "$training"
    trap - INT TERM HUP
    record_cli
}

# A few calls, so that what answers them is in the cache too.
exercise() {
    for _ in 1 2 3 4 5; do
        curl -s -m 5 -o /dev/null --noproxy '*' "http://127.0.0.1:$((base + 1))/readyz"
        curl -s -m 5 -o /dev/null --noproxy '*' "http://127.0.0.1:$base/serai/time/get"
        [ -f "$DIST/cli/cli.jar" ] && "$SERAI_ROOT/serai" call serai.ping --data "$training/data" >/dev/null 2>&1
    done
}

# The commands start often and do little: most of their time is the JVM's start.
record_cli() {
    [ -f "$DIST/cli/cli.jar" ] || return 0
    # shellcheck disable=SC2086
    "$JDK/bin/java" $JVM_CLI -Xlog:disable -XX:AOTCacheOutput="$DIST/cli/app.aot" -jar "$DIST/cli/cli.jar" help >/dev/null 2>&1
    return 0
}
