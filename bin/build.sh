# Is a build needed, and if so, run it so that Ctrl-C and SIGTERM end it at once. What is built: layout.sh.
# shellcheck shell=sh

# One line that changes when anything that ends up in the product does. Contents, not times:
# a checkout back and forth must not build, and a copied tree need not. About 0.1 s for the whole tree.
fingerprint() {
    (
        cd "$SERAI_ROOT" || exit 1
        set -- pom.xml mvnw .mvn bin/layout.sh bin/aot.sh bin/jdk.sh bin/Unxz.java
        for module in serai-*/; do
            if [ -f "$module/pom.xml" ] || [ -f "$module/package.json" ]; then set -- "$@" "$module"; fi
        done
        [ -d demo ] && set -- "$@" demo
        printf '%s\n' "$JDK"
        cat "$JDK/release"
        find "$@" \( -name target -o -name node_modules -o -name dist -o -path '*/src/test' \) -prune \
            -o -type f ! -name '*.md' ! -name '*.log' -print0 | LC_ALL=C sort -z | xargs -0 sha1sum
    ) | sha1sum
}

# build_if_needed run|test: what must be installed for a build is checked only when there is one.
build_if_needed() {
    built=
    { IFS= read -r built <"$DIST/.built"; } 2>/dev/null
    [ "$built" = "$(fingerprint)" ] && return 0
    check_tools "$1"
    mkdir -p "$DIST"
    exec 7>"$DIST/.lock"
    if ! flock -n 7; then
        say "another ./serai is building; waiting for it"
        flock 7
    fi
    # Taken before the build: a source edited meanwhile is built next time.
    print=$(fingerprint)
    { IFS= read -r built <"$DIST/.built"; } 2>/dev/null
    if [ "$built" != "$print" ]; then
        say "building (first start, or the sources changed)"
        rm -f "$DIST/.built"
        run_interruptible "$BIN/layout.sh" || { warn "the build failed"; exit 1; }
        printf '%s\n' "$print" >"$DIST/.built"
    fi
    exec 7>&-
}

# It keeps the lock (descriptor 7): should we be killed, the next ./serai waits for it instead of building beside it.
# The build gets a session of its own; a shell waiting for a foreground command would hear SIGTERM only at its end.
run_interruptible() {
    JDK=$JDK SERAI_ROOT=$SERAI_ROOT setsid sh "$@" &
    job=$!
    trap 'kill -TERM -"$job" 2>/dev/null; warn "interrupted"; exit 130' INT TERM HUP
    wait "$job"
    job_status=$?
    trap - INT TERM HUP
    return "$job_status"
}
