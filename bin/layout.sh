#!/bin/sh
# Builds everything and lays out target/dist: server, core, cli, bench, acceptance, ui, pg. Called by build.sh with JDK and SERAI_ROOT.
# A module that is not there is skipped. Each part is made next door and swapped in, so a half build is never run.
set -u

BIN=$SERAI_ROOT/bin
DIST=$SERAI_ROOT/target/dist
. "$BIN/common.sh"
. "$BIN/jdk.sh"

stop() {
    warn "$*"
    exit 1
}

# swap PART: puts DIST/PART.new in the place of DIST/PART. A running process keeps the files it has open.
swap() {
    rm -rf "$DIST/$1.old"
    [ -e "$DIST/$1" ] && mv "$DIST/$1" "$DIST/$1.old"
    mv "$DIST/$1.new" "$DIST/$1"
    rm -rf "$DIST/$1.old"
}

fresh() { rm -rf "$DIST/$1.new" && mkdir -p "$DIST/$1.new"; }

# the_jar MODULE: prints the module's one product.
the_jar() {
    for jar in "$1"/target/"$1"-*.jar; do
        case $jar in
            *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
            *) [ -f "$jar" ] && printf '%s' "$jar" && return ;;
        esac
    done
    return 1
}

build_java() {
    say "  compiling"
    # Maven keeps copies of resources that were renamed, and a migration that stands there twice stops the server.
    rm -rf serai-server/target/classes/db serai-server/target/classes/declarations
    JAVA_HOME=$JDK MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
        ./mvnw -q -B -DskipTests package </dev/null || stop "Maven failed; its words are above"
}

lay_server() {
    [ -d serai-server ] || return 0
    jar=$(the_jar serai-server) || stop "serai-server left no jar"
    rm -rf "$DIST/server.new"
    # Extracted, because a jar in a jar starts slower and no AOT cache can be made of it.
    "$JDK/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$DIST/server.new" >/dev/null || stop "cannot extract $jar"
    mv "$DIST/server.new/${jar##*/}" "$DIST/server.new/server.jar"
    swap server
}

lay_core() {
    [ -f serai-sample-core/target/classes/plaza/Main.class ] || return 0
    fresh core
    cp "$(the_jar serai-sample-core)" "$DIST/core.new/core.jar"
    class_path=core.jar
    if [ -d serai-sample-core/target/lib ]; then
        cp -r serai-sample-core/target/lib "$DIST/core.new/lib"
        # Named one by one and in order: an AOT cache is bound to its class path.
        for jar in "$DIST/core.new/lib"/*.jar; do class_path=$class_path:lib/${jar##*/}; done
    fi
    printf '%s\n' "$class_path" >"$DIST/core.new/classpath"
    swap core
}

# lay_program MODULE PART: a runnable jar and its libraries, if it has any.
lay_program() {
    [ -d "$1" ] || return 0
    jar=$(the_jar "$1") || return 0
    fresh "$2"
    cp "$jar" "$DIST/$2.new/$2.jar"
    [ -d "$1/target/lib" ] && cp -r "$1/target/lib" "$DIST/$2.new/lib"
    swap "$2"
}

lay_ui() {
    [ -f serai-ui/package.json ] || return 0
    say "  building the pages"
    (
        cd serai-ui || exit 1
        lock=$(sha1sum <package-lock.json)
        if [ "$(cat node_modules/.serai-lock 2>/dev/null)" != "$lock" ]; then
            npm ci --no-audit --no-fund --loglevel=error && printf '%s\n' "$lock" >node_modules/.serai-lock || exit 1
        fi
        npm run --silent build
    ) </dev/null || stop "npm failed; its words are above"
    fresh ui
    cp -r serai-ui/dist/. "$DIST/ui.new/"
    swap ui
}

# PostgreSQL comes as a .txz in a jar from Maven Central. The bare machine may lack xz, so Java unpacks that layer.
lay_pg() {
    jar=serai-dist/target/pg/postgres.jar
    [ -f "$jar" ] || stop "serai-dist left no PostgreSQL binaries"
    name=$(sha1sum <"$jar")
    [ "$(cat "$DIST/pg/.from" 2>/dev/null)" = "$name" ] && return
    say "  unpacking PostgreSQL"
    fresh pg
    "$JDK/bin/java" -cp serai-dist/target/pg/xz.jar "$BIN/Unxz.java" "$jar" "$DIST/pg.new/pg.tar" &&
        tar -xf "$DIST/pg.new/pg.tar" -C "$DIST/pg.new" --no-same-owner && rm "$DIST/pg.new/pg.tar" || stop "cannot unpack $jar"
    printf '%s\n' "$name" >"$DIST/pg.new/.from"
    swap pg
}

cd "$SERAI_ROOT" || exit 1
mkdir -p "$DIST"
build_java
lay_server
lay_core
lay_program serai-cli cli
lay_program serai-bench bench
lay_program serai-acceptance acceptance
lay_ui
lay_pg
. "$BIN/aot.sh"
record_aot
