# ./serai prove: one promise at the size an issue names. Its program knows nothing of the server's code.
# shellcheck shell=sh

# prove_command ARGUMENT…: without --data it starts a system of its own.
prove_command() {
    [ -n "${JDK:-}" ] || find_jdk
    jar=$DIST/acceptance/acceptance.jar
    [ -f "$jar" ] || refuse "$jar is missing: './serai run' builds it"
    # shellcheck disable=SC2086
    SERAI_ROOT=$SERAI_ROOT SERAI_JAVA_HOME=$JDK exec "$JDK/bin/java" $JVM_CLI -jar "$jar" "$@"
}
