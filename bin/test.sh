# ./serai test: what CI runs. Every part runs even if an earlier one failed; the last line tells.
# shellcheck shell=sh

test_command() {
    read -r test_begin _ </proc/uptime
    find_jdk
    check_tools test
    build_if_needed test
    test_failed=
    cd "$SERAI_ROOT" || exit 1
    part "launcher" sh test/launcher.sh
    # Two modules at a time: the pages and promises of serai-acceptance, which run what was built above, beside the rest.
    part "Java modules" env JAVA_HOME="$JDK" SERAI_JAVA_HOME="$JDK" SERAI_ACCEPTANCE=1 \
        MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" ./mvnw -B -T 2 verify
    if [ -f serai-ui/package.json ]; then part "pages" npm --prefix serai-ui test; fi
    read -r test_end _ </proc/uptime
    test_seconds=$((${test_end%.*} - ${test_begin%.*}))
    if [ -n "$test_failed" ]; then
        say "FAILED after $test_seconds s:$test_failed"
        exit 1
    fi
    say "All tests passed in $test_seconds s"
}

# part NAME COMMAND…: in a session of its own, so that SIGTERM to ./serai alone ends it at once.
part() {
    part_name=$1
    shift
    say "== $part_name"
    setsid "$@" </dev/null &
    job=$!
    trap 'kill -TERM -"$job" 2>/dev/null; warn "interrupted"; exit 130' INT TERM HUP
    wait "$job" || test_failed="$test_failed $part_name;"
    trap - INT TERM HUP
}
