# Processes and ports, read from /proc by the shell itself: no forks while waiting.
# shellcheck shell=sh

# proc_look PID: sets PROC_START (ticks since boot) of a living process. A zombie is dead.
proc_look() {
    { IFS= read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The name in parentheses may hold anything, so count from the last one.
    # shellcheck disable=SC2086
    set -- ${stat_line##*) }
    [ "$1" != Z ] && [ "$1" != X ] || return 1
    PROC_START=${20}
}

# remember FILE PID: a pid alone may be handed to a stranger; with its start time it is one process for ever.
remember() {
    proc_look "$2" || return 1
    printf '%s %s\n' "$2" "$PROC_START" >"$1"
}

# alive FILE: sets ALIVE_PID if the remembered process still runs.
alive() {
    { read -r ALIVE_PID alive_start <"$1"; } 2>/dev/null || return 1
    case $ALIVE_PID in '' | *[!0-9]*) return 1 ;; esac
    proc_look "$ALIVE_PID" && [ "$PROC_START" = "$alive_start" ]
}

# stop_remembered FILE TENTHS: asks with TERM, insists with KILL after so many tenths of a second.
stop_remembered() {
    alive "$1" || return 0
    kill -TERM "$ALIVE_PID" 2>/dev/null
    tenths=0
    while alive "$1"; do
        if [ "$tenths" -eq "$2" ]; then
            warn "process $ALIVE_PID did not end within $(($2 / 10)) s; killing it"
            kill -KILL "$ALIVE_PID" 2>/dev/null
        fi
        tenths=$((tenths + 1))
        sleep 0.1
    done
    rm -f -- "$1"
}

# listening HOST:PORT: true if something listens there; sets LISTENER to "process N (name)" where that can be seen.
listening() {
    case ${1%:*} in
        127.0.0.1 | localhost) listen_where='^(0100007F|00000000|0+|0000000000000000FFFF00000100007F)$' ;;
        *) listen_where='.' ;;
    esac
    listen_inode=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v where="$listen_where" -v port="$(printf '%04X' "${1##*:}")" \
            '$4 == "0A" { split($2, at, ":"); if (at[2] == port && at[1] ~ where) { print $10; exit } }')
    [ -n "$listen_inode" ] || return 1
    LISTENER=$(find /proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$listen_inode\]" 2>/dev/null | head -n 1)
    LISTENER=${LISTENER#/proc/}
    LISTENER=${LISTENER%%/*}
    if [ -n "$LISTENER" ]; then
        { read -r listen_name <"/proc/$LISTENER/comm"; } 2>/dev/null
        LISTENER="process $LISTENER (${listen_name:-?})"
    else
        LISTENER="another process"
    fi
}
