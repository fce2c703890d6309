# ./serai pg stop|start|kill: the embedded database of a data directory, whether or not ./serai run watches it.
# shellcheck shell=sh

pg_command() {
    find_data_argument "$@"
    action=
    while [ $# -gt 0 ]; do
        case $1 in
            --data) shift ;;
            --data=*) ;;
            stop | start | kill) action=$1 ;;
            *) refuse "pg knows stop, start and kill, not '$1'" ;;
        esac
        shift
    done
    [ -n "$action" ] || refuse "say what to do: ./serai pg stop|start|kill [--data DIR]"
    [ -d "$DATA_ARGUMENT" ] || refuse "there is no data directory '$DATA_ARGUMENT'; --data DIR names another"
    open_data "$DATA_ARGUMENT"
    pg_paths
    [ -f "$PG_DATA/PG_VERSION" ] || refuse "there is no embedded database in $DATA; ./serai run makes one"
    exec 8>"$DATA/run/pg.lock"
    flock -w 60 8 || refuse "another ./serai is starting or stopping the database of $DATA"
    case $action in
        stop)
            : >"$PG_STOPPED"
            pg_stop
            pg_kill_all
            say "PostgreSQL is stopped; ./serai pg start brings it back" ;;
        kill)
            : >"$PG_STOPPED"
            pg_kill_all
            say "PostgreSQL was killed; ./serai pg start brings it back" ;;
        start)
            if alive "$DATA/run/server.pid"; then pg_start same-port; else pg_start; fi || exit 1
            say "PostgreSQL accepts connections on port $PG_PORT" ;;
    esac
}
