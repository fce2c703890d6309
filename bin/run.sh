# ./serai run: PostgreSQL, then core and server side by side, in the foreground until told to stop.
#
# Who lives: DATA/run/lock is held (flock) by the one ./serai of this data directory; it falls with the process,
# kill -9 included. serai.pid, server.pid and core.pid hold pid and start time, so a recycled pid is never ours.
# Order of the end: server, core, PostgreSQL. Each has a session of its own, so that Ctrl-C in the terminal
# reaches ./serai alone.
# shellcheck shell=sh

READY_LIMIT_S=600
CORE_READY_LIMIT_TENTHS=200
# Together below the 20 s within which everything must have ended.
SERVER_STOP_LIMIT_TENTHS=90
CORE_STOP_LIMIT_TENTHS=20
TAKEOVER_LIMIT_S=30
LOG_LOOK_S=60

run_command() {
    hear_interrupts "$@"
    { read -r begin _ </proc/uptime; } 2>/dev/null
    parse_run "$@"
    find_jdk
    [ -n "${SERAI_TRAINING:-}" ] || build_if_needed run
    open_data "$DATA_ARGUMENT"
    pg_paths
    umask 077
    take_place
    # Only now is there anything that is ours to stop.
    trap 'on_signal' INT TERM HUP
    # The reader of our output may leave; that is no reason to leave orphans.
    trap : PIPE
    printf 'starting\n' >"$DATA/run/state"
    check_ports
    rm -f -- "$DATA/welcome.txt"
    if [ -z "${SERAI_DB_URL:-}" ]; then
        with_pg_lock pg_start || give_up "the database did not start"
        export_embedded
    fi
    export_common
    start_server
    if [ -z "${SERAI_DB_URL:-}" ]; then start_core; else rm -f -- "$DATA/core.env"; fi
    wait_ready
    printf 'ready\n' >"$DATA/run/state"
    report
    watch
}

# A shell that starts us in the background makes us deaf to SIGINT, and a deaf shell cannot set a trap.
hear_interrupts() {
    [ -z "${SERAI_HEARS:-}" ] || { unset SERAI_HEARS; return; }
    while read -r word value; do
        [ "$word" = SigIgn: ] || continue
        case $value in
            *[2367abef]) exec env --default-signal=INT SERAI_HEARS=1 "$SERAI_ROOT/serai" run "$@" ;;
        esac
        return
    done </proc/$$/status
}

parse_run() {
    find_data_argument "$@"
    EMPTY=
    while [ $# -gt 0 ]; do
        case $1 in
            --data) shift ;;
            --data=*) ;;
            --empty) EMPTY=1 ;;
            *) refuse "run knows --data DIR and --empty, not '$1'" ;;
        esac
        shift
    done
    DOOR=${SERAI_DOOR:-127.0.0.1:8080}
    CONSOLE=${SERAI_CONSOLE:-127.0.0.1:8081}
    CORE=${SERAI_CORE:-127.0.0.1:8082}
    check_address SERAI_DOOR "$DOOR"
    check_address SERAI_CONSOLE "$CONSOLE"
    check_address SERAI_CORE "$CORE"
}

check_address() {
    case $2 in
        *[!0-9]*:* | *:*) ;;
        *) refuse "$1 must be HOST:PORT, was '$2'" ;;
    esac
    case ${2##*:} in
        '' | *[!0-9]*) refuse "$1 must end in a port number, was '$2'" ;;
    esac
}

# Becomes the one ./serai of this data directory, or says why not.
take_place() {
    exec 9>"$DATA/run/lock"
    if ! flock -n 9; then
        { read -r state <"$DATA/run/state"; } 2>/dev/null || state=starting
        # A helper of a killed ./serai (initdb, a sleep) may hold the lock a moment longer than its master lived.
        alive "$DATA/run/serai.pid" || state=gone
        case $state in
            ready)
                if healthy; then
                    refuse "Serai already runs on $DATA (process $(cut -d' ' -f1 "$DATA/run/serai.pid")); stop that one or choose another --data DIR"
                fi
                say "the ./serai running on $DATA has lost a part: stopping it and taking over"
                alive "$DATA/run/serai.pid" && kill -TERM "$ALIVE_PID" 2>/dev/null ;;
            starting) refuse "another ./serai is just starting on $DATA" ;;
            gone) ;;
            *) say "the ./serai before is shutting down; waiting for it" ;;
        esac
        flock -w "$TAKEOVER_LIMIT_S" 9 || refuse "the ./serai on $DATA did not end within $TAKEOVER_LIMIT_S s"
    fi
    remember "$DATA/run/serai.pid" $$
    for part in server core; do
        alive "$DATA/run/$part.pid" && say "stopping the $part that an earlier run left behind (process $ALIVE_PID)"
        stop_remembered "$DATA/run/$part.pid" "$SERVER_STOP_LIMIT_TENTHS"
    done
}

healthy() {
    alive "$DATA/run/server.pid" || return 1
    # Without a core.pid there was no core to lose.
    [ ! -f "$DATA/run/core.pid" ] || alive "$DATA/run/core.pid" || return 1
    [ -n "${SERAI_DB_URL:-}" ] || [ ! -d "$PG_DATA" ] || pg_running
}

check_ports() {
    for pair in "SERAI_DOOR=$DOOR" "SERAI_CONSOLE=$CONSOLE" "SERAI_CORE=$CORE"; do
        if listening "${pair#*=}"; then
            printf 'stopped\n' >"$DATA/run/state"
            refuse "port ${pair##*:} is used by $LISTENER; free it or set ${pair%%=*}=HOST:PORT"
        fi
    done
}

with_pg_lock() {
    exec 8>"$DATA/run/pg.lock"
    flock -w 60 8 || return 1
    "$@"
    lock_status=$?
    exec 8>&-
    return "$lock_status"
}

# Secrets go by environment, which only the same user can read.
export_embedded() {
    export SERAI_DB_URL_INTERNAL="postgresql://127.0.0.1:$PG_PORT/serai"
    secret pg-owner
    export SERAI_DB_OWNER_USER=serai_owner SERAI_DB_OWNER_PASSWORD="$SECRET"
    secret pg-app
    export SERAI_DB_APP_USER=serai_app SERAI_DB_APP_PASSWORD="$SECRET"
    secret pg-house
    export SERAI_DB_HOUSE_USER=serai_house SERAI_DB_HOUSE_PASSWORD="$SECRET"
    secret pg-plaza
    PLAZA_DB_PASSWORD=$SECRET
}

export_common() {
    secret core-webhook
    export SERAI_DATA="$DATA" SERAI_DOOR="$DOOR" SERAI_CONSOLE="$CONSOLE" SERAI_UI="$DIST/ui"
    # Sandbox apps reach the sample core's trial community and never the one that counts.
    [ -n "${SERAI_CORE_URL:-}" ] || export SERAI_CORE_SANDBOX_URL="${SERAI_CORE_SANDBOX_URL:-http://$CORE/trial}"
    export SERAI_CORE_URL="${SERAI_CORE_URL:-http://$CORE}" SERAI_CORE_WEBHOOK_SECRET="$SECRET"
    [ -n "$EMPTY" ] && export SERAI_EMPTY=1
    [ -d "$SERAI_ROOT/demo" ] && export SERAI_SHARED_DEMO="$SERAI_ROOT/demo"
    return 0
}

# aot_flag PART: use the cache; a missing or unsuitable one only makes the start slower. The training run writes it.
aot_flag() {
    if [ -n "${SERAI_TRAINING:-}" ]; then
        printf '%s' "-XX:AOTCacheOutput=$SERAI_TRAINING/$1.aot"
    elif [ -f "$DIST/$1/app.aot" ]; then
        printf '%s' "-XX:AOTCache=app.aot"
    else
        printf '%s' "-XX:+IgnoreUnrecognizedVMOptions"
    fi
}

# launch PART JAVA-ARGUMENT…: in DIST/PART, so that the class path is relative and any folder name works.
launch() {
    launched=$1
    shift
    rotate_log "$DATA/logs/$launched.log"
    (
        exec 9>&-
        cd "$DIST/$launched" || exit 1
        aot=$(aot_flag "$launched")
        [ "$launched" = core ] && forget_our_settings
        exec setsid "$JDK/bin/java" "$aot" -XX:ErrorFile="$DATA/logs/$launched-crash-%p.log" -Xlog:disable \
            "$@" </dev/null >>"$DATA/logs/$launched.log" 2>&1
    ) &
    remember "$DATA/run/$launched.pid" $!
}

start_server() {
    # shellcheck disable=SC2086
    launch server $JVM_SERVER -jar server.jar
}

# With an external database the server makes the core's and writes its settings to core.env.
start_core() {
    [ -f "$DIST/core/classpath" ] || return 0
    class_path=
    { IFS= read -r class_path <"$DIST/core/classpath"; } 2>/dev/null
    export PLAZA_LISTEN="$CORE" PLAZA_WEBHOOK_URL="${SERAI_CORE_WEBHOOK_URL:-http://$CONSOLE/core/webhook}"
    export PLAZA_WEBHOOK_SECRET="$SERAI_CORE_WEBHOOK_SECRET"
    if [ -n "${SERAI_DB_URL:-}" ]; then
        while IFS= read -r setting || [ -n "$setting" ]; do
            case $setting in PLAZA_*=*) export "${setting?}" ;; esac
        done <"$DATA/core.env"
    else
        export PLAZA_DB_URL="postgresql://127.0.0.1:$PG_PORT/plaza" PLAZA_DB_USER=plaza PLAZA_DB_PASSWORD
    fi
    # shellcheck disable=SC2086
    launch core $JVM_CORE -cp "$class_path" plaza.Main
}

# The core is another company's program: it gets its own settings and none of ours.
forget_our_settings() {
    for name in $(env | sed -n 's/^\(SERAI_[A-Z0-9_]*\)=.*/\1/p'); do unset "$name"; done
}

wait_ready() {
    waited=0
    while :; do
        alive "$DATA/run/server.pid" || server_died
        if [ -n "${SERAI_DB_URL:-}" ] && [ ! -f "$DATA/run/core.pid" ] && [ -s "$DATA/core.env" ]; then start_core; fi
        case $(curl -s -o /dev/null -m 3 --noproxy '*' -w '%{http_code}' "http://$CONSOLE/readyz" 9>&-) in
            200) break ;;
        esac
        [ "$waited" -lt $((READY_LIMIT_S * 5)) ] || give_up "the server was not ready after $READY_LIMIT_S s; see $DATA/logs/server.log"
        waited=$((waited + 1))
        nap 0.2
    done
    [ -f "$DATA/run/core.pid" ] || return 0
    waited=0
    while ! listening "$CORE"; do
        if ! alive "$DATA/run/core.pid" || [ "$waited" -ge "$CORE_READY_LIMIT_TENTHS" ]; then
            core_missing
            return
        fi
        waited=$((waited + 1))
        nap 0.1
    done
}

# Sleeps so that a signal is heard at once. The lock is not inherited: a sleeper must not outlive us with it.
nap() {
    sleep "$1" 9>&- &
    wait $!
}

report() {
    [ -f "$DATA/welcome.txt" ] && cat "$DATA/welcome.txt"
    read -r now _ </proc/uptime
    pids="$$"
    for part in server core; do
        alive "$DATA/run/$part.pid" && pids="$pids $ALIVE_PID"
    done
    [ -n "${SERAI_DB_URL:-}" ] || pids="$pids $(pg_pids)"
    set --
    for pid in $pids; do set -- "$@" "/proc/$pid/stat"; done
    # Fields after the name: user and system time, own and of ended children, in hundredths.
    cat "$@" 2>/dev/null | awk -v took="$begin $now" '
        { sub(/.*\) /, ""); ticks += $12 + $13 + $14 + $15 }
        END { split(took, t, " "); printf "Started in %.1f s with %.1f CPU-seconds (server, core, database, this script)\n", t[2] - t[1], ticks / 100 }'
    say "Serai is ready"
}

# Stays until a signal comes or the server dies. A lost core or database is told once and not the end.
watch() {
    core_told= pg_told= seconds=0
    [ -f "$DATA/run/core.pid" ] || core_told=1
    while :; do
        nap 1
        alive "$DATA/run/server.pid" || server_died
        if [ -z "$core_told" ] && ! alive "$DATA/run/core.pid"; then core_missing; core_told=1; fi
        if [ -z "${SERAI_DB_URL:-}" ]; then
            if pg_running; then pg_told=; elif [ -z "$pg_told" ]; then pg_missing; pg_told=1; fi
        fi
        seconds=$((seconds + 1))
        [ $((seconds % LOG_LOOK_S)) -eq 0 ] && trim_logs
    done
}

# The files are open for appending, so they can be emptied under their writers.
trim_logs() {
    for log in server core pg; do
        log=$DATA/logs/$log.log
        [ -f "$log" ] && [ "$(stat -c %s "$log")" -ge "$LOG_LIMIT_BYTES" ] || continue
        cp -- "$log" "$log.1" && : >"$log"
    done
}

core_missing() {
    warn "the sample core has ended; the rest goes on. Its last words (all of them: $DATA/logs/core.log):"
    tail -n 5 "$DATA/logs/core.log" >&2
    warn "to have it back, start ./serai run again: it takes over"
}

pg_missing() {
    if [ -f "$PG_STOPPED" ]; then
        warn "the database was stopped; ./serai pg start brings it back"
    else
        warn "PostgreSQL has ended unexpectedly; the rest goes on. ./serai pg start brings it back. Its last words:"
        tail -n 5 "$PG_LOG" >&2
    fi
}

server_died() {
    warn "the server has ended; its last words (all of them: $DATA/logs/server.log):"
    tail -n 20 "$DATA/logs/server.log" >&2
    give_up "stopping the rest"
}

give_up() {
    warn "$*"
    stop_all
    exit 1
}

on_signal() {
    # A second Ctrl-C must not cut the orderly end short.
    trap '' INT TERM HUP
    say "stopping"
    stop_all
    say "Serai has stopped"
    exit 0
}

stop_all() {
    trap '' INT TERM HUP
    printf 'stopping\n' >"$DATA/run/state"
    stop_remembered "$DATA/run/server.pid" "${SERAI_STOP_LIMIT_TENTHS:-$SERVER_STOP_LIMIT_TENTHS}"
    stop_remembered "$DATA/run/core.pid" "${SERAI_STOP_LIMIT_TENTHS:-$CORE_STOP_LIMIT_TENTHS}"
    if [ -z "${SERAI_DB_URL:-}" ]; then with_pg_lock pg_stop; fi
    rm -f -- "$DATA/run/serai.pid"
    printf 'stopped\n' >"$DATA/run/state"
}
