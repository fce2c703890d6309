# The embedded PostgreSQL: first initialisation, start, stop, crash. Needs DATA and DIST.
# No psql and no Java: `postgres --single` makes roles and databases, signals and postmaster.pid do the rest.
# shellcheck shell=sh

PG_PORT_DEFAULT=15432
PG_PORT_TRIES=100
PG_START_LIMIT_TENTHS=500
PG_STOP_LIMIT_TENTHS=50

pg_paths() {
    PG_BIN=$DIST/pg/bin
    PG_DATA=$DATA/pg
    PG_LOG=$DATA/logs/pg.log
    PG_STOPPED=$DATA/run/pg.stopped
}

# PostgreSQL refuses to run as root. In a user namespace without a mapping the same process is nobody,
# and so is the owner of the files it made: both checks are content, no second account is needed.
as_pg_user() {
    if is_root; then unshare -U -- "$@"; else "$@"; fi
}

pg_check() {
    [ -x "$PG_BIN/postgres" ] || refuse "PostgreSQL is not unpacked in $DIST/pg; run ./serai run once"
    if is_root && ! unshare -U -- true 2>/dev/null; then
        refuse "PostgreSQL does not run as root and this machine forbids user namespaces (unshare -U): run ./serai as an ordinary user or set SERAI_DB_URL"
    fi
    if [ -e "$PG_DATA" ]; then
        [ -O "$PG_DATA" ] || refuse "$PG_DATA belongs to $(stat -c %U "$PG_DATA"), not to $(id -un): run ./serai as that user or choose another --data DIR"
        # An empty directory somebody made by hand is as good as none.
        rmdir "$PG_DATA" 2>/dev/null
    fi
    if [ -d "$PG_DATA" ] && [ ! -f "$PG_DATA/PG_VERSION" ]; then
        refuse "$PG_DATA is neither empty nor a PostgreSQL data directory; move it away"
    fi
}

# secret NAME: the secret kept in DATA/secrets/NAME, made on first use; sets SECRET.
secret() {
    if [ ! -s "$DATA/secrets/$1" ]; then
        # Renamed into place, so that a crash never leaves half a password.
        (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$DATA/secrets/$1.new") &&
            mv -- "$DATA/secrets/$1.new" "$DATA/secrets/$1" || refuse "cannot write $DATA/secrets/$1"
    fi
    { IFS= read -r SECRET || [ -n "$SECRET" ]; } <"$DATA/secrets/$1"
}

# Passwords travel through standard input and a 0600 file: a command line is visible in ps.
pg_single() {
    as_pg_user "$PG_BIN/postgres" --single -c exit_on_error=on -c log_min_error_statement=panic \
        -c log_checkpoints=off -D "${2:-$PG_DATA.new}" "$1" >/dev/null 2>>"$PG_LOG"
}

# The house's role came later than some data directories: made where it is missing, before the database starts.
pg_house_role() {
    [ -f "$DATA/pg.roles" ] && return
    secret pg-house
    pg_single postgres "$PG_DATA" <<SQL || { warn "making the role serai_house failed; see the end of $PG_LOG"; return 1; }
DO \$\$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'serai_house') THEN CREATE ROLE serai_house; END IF; END\$\$
ALTER ROLE serai_house LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '$SECRET'
GRANT serai_app TO serai_house
SQL
    printf '2\n' >"$DATA/pg.roles"
}

pg_init() {
    say "making the database in $PG_DATA"
    secret pg-superuser
    secret pg-owner; pg_owner_password=$SECRET
    secret pg-app; pg_app_password=$SECRET
    secret pg-plaza; pg_plaza_password=$SECRET
    role='LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD'
    # All of it happens next door and is renamed at the end: an interrupted one is found and redone.
    rm -rf -- "$PG_DATA.new" "$DATA/pg.roles"
    as_pg_user "$PG_BIN/initdb" -D "$PG_DATA.new" -U postgres --pwfile="$DATA/secrets/pg-superuser" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --locale-provider=builtin --builtin-locale=C.UTF-8 \
        --no-instructions >>"$PG_LOG" 2>&1 &&
        pg_single postgres <<SQL &&
CREATE ROLE serai_owner $role '$pg_owner_password'
CREATE ROLE serai_app $role '$pg_app_password'
CREATE ROLE plaza $role '$pg_plaza_password'
CREATE DATABASE serai OWNER serai_owner
CREATE DATABASE plaza OWNER plaza
REVOKE ALL ON DATABASE serai, plaza, postgres, template1 FROM PUBLIC
GRANT CONNECT ON DATABASE serai TO serai_owner, serai_app
SQL
        pg_single serai <<SQL &&
REVOKE CREATE ON SCHEMA public FROM PUBLIC
ALTER SCHEMA public OWNER TO serai_owner
SQL
        pg_single plaza <<SQL &&
REVOKE CREATE ON SCHEMA public FROM PUBLIC
ALTER SCHEMA public OWNER TO plaza
SQL
        mv -- "$PG_DATA.new" "$PG_DATA" && return
    warn "making the database failed; the end of $PG_LOG:"
    tail -n 5 "$PG_LOG" >&2
    is_root && warn "as root, every directory above $DATA must be open to root without its privileges (a home directory of mode 0700 is not): choose another --data DIR or run as an ordinary user"
    return 1
}

# All processes of this data directory, wherever they came from: each has it as its working directory.
pg_pids() {
    [ -d "$PG_DATA" ] || return 0
    for at in $(find -L /proc/[0-9]*/cwd -maxdepth 0 -samefile "$PG_DATA" 2>/dev/null); do
        at=${at%/cwd}
        { read -r pg_name <"$at/comm"; } 2>/dev/null || continue
        [ "$pg_name" = postgres ] && proc_look "${at#/proc/}" && printf '%s ' "${at#/proc/}"
    done
}

# Reads postmaster.pid: sets PM_PID, PM_PORT, PM_STATUS.
pg_read_pidfile() {
    PM_PID= PM_PORT= PM_STATUS=
    {
        read -r PM_PID && read -r _ && read -r _ && read -r PM_PORT && read -r _ && read -r _ && read -r _ && read -r PM_STATUS
    } 2>/dev/null <"$PG_DATA/postmaster.pid"
    [ -n "$PM_PID" ]
}

# True if the postmaster of this data directory runs; its pid is PM_PID.
pg_running() {
    { [ -f "$PG_DATA/postmaster.pid" ] && pg_read_pidfile; } 2>/dev/null || return 1
    case $PM_PID in *[!0-9]*) return 1 ;; esac
    proc_look "$PM_PID" || return 1
    # A recycled pid is a stranger's: only a postgres at home in this directory is ours.
    [ "/proc/$PM_PID/cwd" -ef "$PG_DATA" ] || return 1
    { read -r pg_name <"/proc/$PM_PID/comm"; } 2>/dev/null && [ "$pg_name" = postgres ]
}

pg_kept_port() {
    PG_PORT=
    { read -r PG_PORT <"$DATA/pg.port"; } 2>/dev/null
    case $PG_PORT in '' | *[!0-9]*) PG_PORT= ;; esac
}

# pg_pick_port FROM: the first free port from there on; sets PG_PORT.
pg_pick_port() {
    PG_PORT=$1
    while listening "127.0.0.1:$PG_PORT"; do
        if [ "$PG_PORT" -ge $(($1 + PG_PORT_TRIES)) ]; then
            warn "ports $1 to $PG_PORT are all taken; set SERAI_PG_PORT to a free one"
            return 1
        fi
        PG_PORT=$((PG_PORT + 1))
    done
    [ "$PG_PORT" = "$1" ] || say "port $1 is used by $LISTENER: the database takes $PG_PORT"
}

# pg_start [same-port]: starts or adopts the postmaster and waits until it accepts connections; sets PG_PORT.
pg_start() {
    pg_check
    rm -f -- "$PG_STOPPED"
    [ -d "$PG_DATA" ] || pg_init || return 1
    pg_kept_port
    pg_wanted=${SERAI_PG_PORT:-${PG_PORT:-$PG_PORT_DEFAULT}}
    if pg_running; then
        if [ "$PM_STATUS" = ready ] && [ -f "$DATA/pg.roles" ] && { [ -z "${SERAI_PG_PORT:-}" ] || [ "$PM_PORT" = "$SERAI_PG_PORT" ]; }; then
            PG_PORT=$PM_PORT
            say "PostgreSQL already runs on port $PG_PORT (process $PM_PID): using it"
            printf '%s\n' "$PG_PORT" >"$DATA/pg.port"
            return 0
        fi
        pg_stop
    fi
    pg_kill_all
    # Nobody lives here now. But the old pid may be a stranger's after a reboot, or a zombie its parent has not
    # collected, and PostgreSQL would take either for a living postmaster and refuse.
    rm -f -- "$PG_DATA/postmaster.pid"
    pg_house_role || return 1
    for _ in 1 2 3; do
        if [ "${1:-}" = same-port ] && [ -n "$PG_PORT" ]; then
            if listening "127.0.0.1:$PG_PORT"; then
                warn "port $PG_PORT is used by $LISTENER, and the running server knows the database there: free it, or stop ./serai run and start it again"
                return 1
            fi
        else
            pg_pick_port "$pg_wanted" || return 1
        fi
        printf '%s\n' "$PG_PORT" >"$DATA/pg.port"
        pg_launch && return 0
        # Somebody took the port in between: look again. Anything else will not get better.
        tail -n 6 "$PG_LOG" | grep -q 'could not bind' || break
    done
    warn "PostgreSQL did not start; the end of $PG_LOG:"
    tail -n 8 "$PG_LOG" >&2
    return 1
}

# One start on PG_PORT. A session of its own: Ctrl-C in the terminal must not reach it before the server has ended.
# Errors are logged without statement and detail, which may hold people's data.
pg_launch() {
    rotate_log "$PG_LOG"
    (
        exec 8>&- 9>&-
        LC_ALL=C.UTF-8
        export LC_ALL
        set -- "$PG_BIN/postgres" -D "$PG_DATA" -p "$PG_PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
            -c fsync=on -c synchronous_commit=on -c max_connections=100 -c shared_buffers=128MB \
            -c logging_collector=off -c log_destination=stderr -c log_error_verbosity=terse -c log_min_error_statement=panic \
            -c timezone=UTC -c log_timezone=UTC
        is_root && set -- unshare -U -- "$@"
        exec setsid "$@" </dev/null >>"$PG_LOG" 2>&1
    ) &
    pg_child=$!
    remember "$DATA/run/pg.pid" "$pg_child"
    tenths=0
    while [ "$tenths" -lt "$PG_START_LIMIT_TENTHS" ]; do
        proc_look "$pg_child" || return 1
        pg_running && [ "$PM_PID" = "$pg_child" ] && [ "$PM_STATUS" = ready ] && return 0
        tenths=$((tenths + 1))
        sleep 0.1
    done
    warn "PostgreSQL was not ready after $((PG_START_LIMIT_TENTHS / 10)) s"
    pg_kill_all
    return 1
}

# Fast shutdown, then immediate, then the axe: the data is safe in all three, only the next start takes longer.
pg_stop() {
    pg_started || return 0
    kill -INT "$PM_PID" 2>/dev/null
    tenths=0
    while pg_started; do
        [ "$tenths" -eq "$PG_STOP_LIMIT_TENTHS" ] && kill -QUIT "$PM_PID" 2>/dev/null
        [ "$tenths" -eq $((PG_STOP_LIMIT_TENTHS + 10)) ] && kill -KILL "$PM_PID" 2>/dev/null
        tenths=$((tenths + 1))
        sleep 0.1
    done
}

# Like pg_running, and also true in the first moment, before there is a postmaster.pid.
pg_started() {
    pg_running && return
    alive "$DATA/run/pg.pid" && PM_PID=$ALIVE_PID
}

# SIGKILL to the postmaster and all its children, as a power cut would.
pg_kill_all() {
    # Stopped first: a postmaster that sees its child die would start a new one meanwhile.
    if pg_running; then kill -STOP "$PM_PID" 2>/dev/null; fi
    while pg_left=$(pg_pids) && [ -n "$pg_left" ]; do
        # shellcheck disable=SC2086
        kill -KILL $pg_left 2>/dev/null
        sleep 0.05
    done
}

LOG_LIMIT_BYTES=16777216

# rotate_log FILE: one older generation is kept.
rotate_log() {
    [ -f "$1" ] || return 0
    [ "$(stat -c %s "$1")" -lt "$LOG_LIMIT_BYTES" ] && return 0
    mv -- "$1" "$1.1"
}
