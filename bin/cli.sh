# The commands that are Java programs: found, started, nothing else.
# shellcheck shell=sh

# cli_command COMMAND ARGUMENT…: --data stands first and absolute, the rest as it came.
cli_command() {
    cli_name=$1
    shift
    find_data_argument "$@"
    data_given=$DATA_ARGUMENT
    [ -d "$data_given" ] && data_given=$(cd -- "$data_given" && pwd -P)
    # Each argument moves once round the list; --data DIR stays behind.
    left=$#
    while [ "$left" -gt 0 ]; do
        left=$((left - 1))
        case $1 in
            --data) shift; left=$((left - 1)) ;;
            --data=*) ;;
            *) set -- "$@" "$1" ;;
        esac
        shift
    done
    [ -n "${JDK:-}" ] || find_jdk
    part=cli
    [ "$cli_name" = bench ] && part=bench
    jar=$DIST/$part/$part.jar
    [ -f "$jar" ] || refuse "$jar is missing: './serai run' builds it"
    [ "$part" = bench ] || set -- "$cli_name" --data "$data_given" "$@"
    [ "$part" = bench ] && set -- --data "$data_given" "$@"
    # shellcheck disable=SC2086
    SERAI_ROOT=$SERAI_ROOT exec "$JDK/bin/java" $JVM_CLI -XX:AOTCache="$DIST/$part/app.aot" -Xlog:disable -jar "$jar" "$@"
}
