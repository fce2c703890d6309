#!/bin/sh
# The promises of ./serai itself, with a stand-in for server and core: each test is a function named as its promise.
# Needs a build (target/dist/pg). Runs in a copy, in a folder with a space and Chinese characters in its name.
set -u

HOME_DIR=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/serai launcher 测试.XXXXXX")
chmod 755 "$SCRATCH"
ROOT=$SCRATCH/copy
DATA=$SCRATCH/数据

# drawn_base: the first of five free ports in a row, below those that the system gives to whoever asks for any.
drawn_base() (
    # shellcheck source=../bin/proc.sh
    . "$HOME_DIR/bin/proc.sh"
    while :; do
        base=$((10000 + $(od -An -N2 -tu2 /dev/urandom) % 9995))
        for more in 0 1 2 3 4; do
            listening "127.0.0.1:$((base + more))" && continue 2
        done
        echo "$base"
        return
    done
)

BASE=${SERAI_TEST_PORT:-$(drawn_base)}
export SERAI_DOOR="127.0.0.1:$BASE" SERAI_CONSOLE="127.0.0.1:$((BASE + 1))" SERAI_CORE="127.0.0.1:$((BASE + 2))" SERAI_PG_PORT=$((BASE + 3))
unset SERAI_DATA SERAI_DB_URL
passed=0 failed=0 run= strangers=

# --- tools

pid_of() { cut -d' ' -f1 "$DATA/run/$1.pid" 2>/dev/null; }
console() { curl -s -m 5 --noproxy '*' "http://$SERAI_CONSOLE$1"; }
sql() { curl -s -m 10 --noproxy '*' --data-binary "$2" "http://$SERAI_CONSOLE/$1"; }
core_sql() { curl -s -m 10 --noproxy '*' --data-binary "$2" "http://$SERAI_CORE/$1"; }

# within SECONDS COMMAND…: true as soon as the command is.
within() {
    tenths=$(($1 * 10))
    shift
    until "$@"; do
        [ "$tenths" -gt 0 ] || return 1
        tenths=$((tenths - 1))
        sleep 0.1
    done
}

is_ready() { grep -q '^Serai is ready$' "$out"; }
is_settled() { is_ready || is_gone "$run"; }
is_gone() { ! { [ -d "/proc/$1" ] && ! grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null; }; }
says() { grep -qF -- "$1" "$out" || { echo "  expected: $1"; sed 's/^/  found: /' "$out" | tail -n 5; return 1; }; }
same() { [ "$1" = "$2" ] || { echo "  expected: $1"; echo "  found: $2"; return 1; }; }

# up [ARGUMENT…]: a run in the background, in a group of its own; its words are in $out, its pid is $run.
up() {
    out=$SCRATCH/out.$((generation = ${generation:-0} + 1))
    setsid "$ROOT/serai" run --data "$DATA" "$@" >"$out" 2>&1 &
    run=$!
    within 40 is_settled
    is_ready || { echo "  not ready"; tail -n 8 "$out"; return 1; }
}

down() {
    kill -TERM "$run" 2>/dev/null
    wait "$run"
}

# serai ARGUMENT…: runs to its end; sets code.
serai() {
    out=$SCRATCH/out.$((generation = ${generation:-0} + 1))
    "$ROOT/serai" "$@" >"$out" 2>&1
    code=$?
}

# stranger PORT: somebody else's listener.
stranger() {
    (cd "$SCRATCH/stand-in" && PLAZA_LISTEN="127.0.0.1:$1" exec "$JDK/bin/java" -XX:TieredStopAtLevel=1 -cp . StandIn) >/dev/null 2>&1 &
    strangers="$strangers $!"
    within 10 curl -s -o /dev/null --noproxy '*' "http://127.0.0.1:$1/"
}

no_strangers() {
    # shellcheck disable=SC2086
    [ -z "$strangers" ] || { kill $strangers; wait $strangers; } 2>/dev/null
    strangers=
}

nothing_left() {
    left=$(find -L /proc/[0-9]*/cwd -maxdepth 0 \( -samefile "$DATA/pg" -o -samefile "$ROOT/target/dist/server" -o -samefile "$ROOT/target/dist/core" \) 2>/dev/null)
    for at in $left; do
        is_gone "$(echo "$at" | cut -d/ -f3)" || { echo "  still there: $at"; return 1; }
    done
}

# as_nobody COMMAND…: as an ordinary user where we are root.
as_nobody() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}

prepare() {
    mkdir -p "$ROOT/target/dist/server" "$ROOT/target/dist/core" "$SCRATCH/stand-in"
    cp -r "$HOME_DIR/serai" "$HOME_DIR/bin" "$ROOT/"
    mkdir "$ROOT/.mvn"
    printf '<project/>\n' >"$ROOT/pom.xml"
    : >"$ROOT/mvnw"
    cp -r "$HOME_DIR/target/dist/pg" "$ROOT/target/dist/pg" || exit 1
    JDK=$(SERAI_ROOT=$ROOT BIN=$ROOT/bin sh -c '. "$BIN/common.sh"; . "$BIN/jdk.sh"; find_jdk; printf %s "$JDK"') || exit 1
    export SERAI_JAVA_HOME="$JDK"
    "$JDK/bin/javac" -d "$SCRATCH/stand-in" "$HOME_DIR/test/launcher/StandIn.java" || exit 1
    for driver in "$HOME_DIR"/target/dist/server/lib/postgresql-*.jar; do cp "$driver" "$SCRATCH/stand-in/driver.jar" || exit 1; done
    printf 'Main-Class: StandIn\nClass-Path: driver.jar\n' >"$SCRATCH/manifest"
    "$JDK/bin/jar" --create --file "$ROOT/target/dist/server/server.jar" --manifest "$SCRATCH/manifest" -C "$SCRATCH/stand-in" StandIn.class
    cp "$SCRATCH/stand-in/driver.jar" "$ROOT/target/dist/server/driver.jar"
    mkdir -p "$SCRATCH/core/plaza"
    printf 'package plaza; class Main { public static void main(String[] a) throws Exception { var m = Class.forName("StandIn").getDeclaredMethod("main", String[].class); m.setAccessible(true); m.invoke(null, (Object) a); } }\n' >"$SCRATCH/core/plaza/Main.java"
    "$JDK/bin/javac" -d "$ROOT/target/dist/core" "$SCRATCH/core/plaza/Main.java" "$HOME_DIR/test/launcher/StandIn.java" || exit 1
    cp "$SCRATCH/stand-in/driver.jar" "$ROOT/target/dist/core/"
    printf '.:driver.jar\n' >"$ROOT/target/dist/core/classpath"
    chmod -R a+rX "$ROOT"
    call_it_built
}

call_it_built() {
    SERAI_ROOT=$ROOT BIN=$ROOT/bin DIST=$ROOT/target/dist sh -c '. "$BIN/common.sh"; . "$BIN/jdk.sh"; . "$BIN/build.sh"; find_jdk; fingerprint' >"$ROOT/target/dist/.built"
}

clean_up() {
    trap '' INT TERM
    # Whatever a failed test left: the process that holds the place of each data directory, and what it started.
    for place in "$SCRATCH"/*/run "$SCRATCH"/nobody/data/run; do
        for part in serai server core pg; do
            { read -r pid _ <"$place/$part.pid"; } 2>/dev/null && kill -KILL "$pid" 2>/dev/null
        done
    done
    no_strangers
    rm -rf "$SCRATCH"
}

# --- the promises

without_a_jdk_it_ends_within_a_second_naming_the_places() {
    # A second is promised of a quiet machine; beside other work it is given more.
    limit_ms=5000
    before=$(date +%s%N)
    out=$SCRATCH/out.jdk
    env -u JAVA_HOME SERAI_JAVA_HOME="$SCRATCH/none" SERAI_JVM_DIR="$SCRATCH/no-jvm" "$ROOT/serai" run --data "$DATA" >"$out" 2>&1
    same 2 $? && [ $((($(date +%s%N) - before) / 1000000)) -lt "$limit_ms" ] && says "SERAI_JAVA_HOME: $SCRATCH/none" && says "JAVA_HOME: not set" && says "$SCRATCH/no-jvm/*"
}

an_older_jdk_is_not_taken() {
    mkdir -p "$SCRATCH/old/bin"
    printf 'JAVA_VERSION="17.0.9"\n' >"$SCRATCH/old/release"
    for tool in java javac; do printf '#!/bin/sh\n' >"$SCRATCH/old/bin/$tool"; chmod +x "$SCRATCH/old/bin/$tool"; done
    out=$SCRATCH/out.jdk
    SERAI_JAVA_HOME=$SCRATCH/old JAVA_HOME=$SCRATCH/old SERAI_JVM_DIR=$SCRATCH "$ROOT/serai" run --data "$DATA" >"$out" 2>&1
    same 2 $? && says "$SCRATCH/old: 17"
}

an_ordinary_user_hears_of_all_missing_tools_before_a_build() {
    mkdir -p "$SCRATCH/few"
    for tool in sh dirname cat find sort xargs sha1sum id env uname sed; do ln -sf "$(command -v "$tool")" "$SCRATCH/few/$tool"; done
    mv "$ROOT/target/dist/.built" "$SCRATCH/built"
    out=$SCRATCH/out.tools
    as_nobody env PATH="$SCRATCH/few" SERAI_JVM_DIR="$SCRATCH/no-jvm" "$ROOT/serai" test >"$out" 2>&1
    code=$?
    mv "$SCRATCH/built" "$ROOT/target/dist/.built"
    same 2 $code && says "Node 20 or newer (found: none)" && says "npm" && says "a JDK 17" && says "chromium" && says "curl" && ! grep -q building "$out"
}

the_first_start_makes_databases_and_roles() {
    up && same "the demo's credentials" "$(head -n 2 "$out" | tail -n 1)" && same "Serai is ready" "$(tail -n 1 "$out")" &&
        says "CPU-seconds" &&
        same serai_owner "$(sql owner/serai "select current_user")" && same serai_app "$(sql app/serai "select current_user")" &&
        same plaza "$(core_sql plaza/plaza "select current_user")" &&
        same "on on" "$(sql owner/serai "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')")" &&
        same "UTF8 C.UTF-8" "$(sql owner/serai "select pg_encoding_to_char(encoding) || ' ' || datlocale from pg_database where datname = 'serai'")"
}

the_application_role_owns_nothing_and_the_core_stays_out() {
    case $(sql app/serai "create table t (x int)") in *"permission denied"*) ;; *) return 1 ;; esac
    case $(sql app/plaza "select 1") in *"permission denied"*) ;; *) return 1 ;; esac
    case $(core_sql plaza/serai "select 1") in *"permission denied"*) ;; *) return 1 ;; esac
    same "f f" "$(sql app/serai "select translate(rolsuper || ' ' || rolbypassrls, 'alse', '') from pg_roles where rolname = current_user")"
}

the_core_sees_nothing_of_ours() {
    seen=$(curl -s -m 5 --noproxy '*' "http://$SERAI_CORE/environment")
    case " $seen " in *" SERAI_"*) return 1 ;; *" PLAZA_WEBHOOK_SECRET "*) ;; *) return 1 ;; esac
}

no_secret_is_on_a_command_line() {
    for file in "$DATA"/secrets/*; do
        if cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -qFf "$file"; then return 1; fi
        same 600 "$(stat -c %a "$file")" || return 1
    done
}

a_second_run_is_refused() {
    first=$out
    serai run --data "$DATA"
    same 2 $code && says "already runs" && out=$first
}

a_killed_database_comes_back_with_all_it_said_yes_to() {
    sql owner/serai "create table kept (n int)" >/dev/null
    sql owner/serai "insert into kept values (7)" >/dev/null
    serai pg kill --data "$DATA"
    case $(sql owner/serai "select 1") in refused*) ;; *) return 1 ;; esac
    serai pg --data "$DATA" start
    same 0 $code && same 7 "$(sql owner/serai "select n from kept")"
}

a_stopped_database_stays_stopped_until_started() {
    serai pg stop --data "$DATA"
    sleep 1.5
    case $(sql owner/serai "select 1") in refused*) ;; *) return 1 ;; esac
    serai pg start --data "$DATA"
    same 7 "$(sql owner/serai "select n from kept")"
}

term_to_the_whole_group_stops_all_in_order() {
    kill -TERM "-$run"
    within 20 is_gone "$run" && nothing_left || return 1
    wait "$run"
    same 0 $?
}

ctrl_c_works_even_where_the_shell_ignores_it() {
    out=$SCRATCH/out.$((generation = generation + 1))
    (trap '' INT; exec setsid "$ROOT/serai" run --data "$DATA") >"$out" 2>&1 &
    run=$!
    within 40 is_ready && kill -INT "$run" && within 20 is_gone "$run" && nothing_left
}

term_while_starting_leaves_nothing() {
    out=$SCRATCH/out.$((generation = generation + 1))
    setsid "$ROOT/serai" run --data "$DATA" >"$out" 2>&1 &
    run=$!
    within 10 test -s "$DATA/run/pg.lock" -o -s "$DATA/run/serai.pid" && kill -TERM "$run" && within 20 is_gone "$run" && nothing_left
}

after_kill_9_of_any_part_the_next_run_just_works() {
    up || return 1
    for part in serai server core postgres all; do
        case $part in
            postgres) kill -9 "$(head -n 1 "$DATA/pg/postmaster.pid")" ;;
            all) kill -9 "$(pid_of serai)" "$(pid_of server)" "$(pid_of core)" "$(head -n 1 "$DATA/pg/postmaster.pid")" ;;
            *) kill -9 "$(pid_of $part)" ;;
        esac
        up || { echo "  after $part"; return 1; }
        same 7 "$(sql owner/serai "select n from kept")" || return 1
    done
    down && nothing_left
} 2>/dev/null

a_dead_server_ends_the_run_with_1_and_its_last_words() {
    up || return 1
    kill -9 "$(pid_of server)"
    wait "$run"
    same 1 $? && says "the server has ended" && nothing_left
}

a_taken_port_is_named_with_its_variable() {
    stranger "$BASE"
    serai run --data "$DATA"
    no_strangers
    same 2 $code && says "port $BASE is used by" && says "SERAI_DOOR" && nothing_left
}

a_foreign_process_on_the_database_port_is_stepped_around() {
    stranger "$SERAI_PG_PORT"
    up && same $((SERAI_PG_PORT + 1)) "$(cat "$DATA/pg.port")" && same 7 "$(sql owner/serai "select n from kept")"
    status=$?
    down
    no_strangers
    return $status
}

an_interrupted_first_initialisation_is_redone() {
    DATA="$DATA 2"
    mkdir -p "$DATA/pg.new/base"
    out=$SCRATCH/out.$((generation = generation + 1))
    setsid "$ROOT/serai" run --data "$DATA" >"$out" 2>&1 &
    run=$!
    within 10 test -e "$DATA/pg.new/PG_VERSION" && kill -9 "$run"
    wait "$run"
    [ ! -e "$DATA/pg" ] || { echo "  it was not interrupted"; return 1; }
    up && same serai_app "$(sql app/serai "select current_user")"
    status=$?
    down
    return $status
} 2>/dev/null

a_recycled_pid_in_postmaster_pid_stops_nobody() {
    sleep 60 &
    sleeper=$!
    printf '%s\n%s\n1\n%s\n\n127.0.0.1\n    1         1\nready\n' "$sleeper" "$DATA/pg" "$SERAI_PG_PORT" >"$DATA/pg/postmaster.pid"
    printf '%s 1\n' "$sleeper" >"$DATA/run/server.pid"
    up && ! is_gone "$sleeper"
    status=$?
    kill "$sleeper"
    down
    return $status
}

a_data_directory_that_cannot_be_written_is_named() {
    mkdir -p "$SCRATCH/closed"
    chmod 555 "$SCRATCH/closed"
    out=$SCRATCH/out.closed
    as_nobody "$ROOT/serai" run --data "$SCRATCH/closed/data" >"$out" 2>&1
    same 2 $? && says "$SCRATCH/closed/data"
}

an_ordinary_user_can_run_it() {
    DATA="$SCRATCH/nobody/data"
    mkdir -p "$SCRATCH/nobody"
    [ "$(id -u)" != 0 ] || chown 65534:65534 "$SCRATCH/nobody"
    out=$SCRATCH/out.$((generation = generation + 1))
    as_nobody setsid "$ROOT/serai" run --data "$DATA" >"$out" 2>&1 &
    run=$!
    within 40 is_ready && same serai_owner "$(sql owner/serai "select current_user")"
    status=$?
    run=$(pid_of serai)
    kill -TERM "$run"
    within 20 is_gone "$run" && nothing_left && return $status
}

# --- run them

trap 'clean_up; exit 130' INT TERM
prepare
for promise in $(sed -n 's/^\([a-z0-9_]*_[a-z0-9_]*_[a-z0-9_]*\)() {$/\1/p' "$HOME_DIR/test/launcher.sh"); do
    if $promise; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $promise"
    fi
done
clean_up
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
