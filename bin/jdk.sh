# Which Java runs Serai, and with which flags. The version is read from the JDK's `release` file:
# starting each candidate would cost half a second apiece.
# shellcheck shell=sh

JDK_WANTED=25

# jdk_major DIR: prints the major version of the JDK in DIR, nothing if there is none.
jdk_major() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    while IFS= read -r release_line; do
        case $release_line in
            JAVA_VERSION=*)
                release_line=${release_line#*\"}
                release_line=${release_line%%[!0-9]*}
                printf '%s' "$release_line"
                return 0 ;;
        esac
    done <"$1/release"
}

# Sets JDK, or ends with 2 naming every place looked at.
find_jdk() {
    jdk_seen=
    JDK=
    for candidate in "${SERAI_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
        [ -n "$candidate" ] || continue
        try_jdk "$candidate" && break
    done
    # Of several installed ones the newest; a JDK named by a variable goes before all of them.
    if [ -z "$JDK" ]; then
        best=0
        for candidate in "${SERAI_JVM_DIR:-/usr/lib/jvm}"/*; do
            [ -d "$candidate" ] || continue
            major=$(jdk_major "$candidate")
            jdk_seen="$jdk_seen
  $candidate: ${major:-no JDK}"
            if [ "${major:-0}" -ge "$JDK_WANTED" ] && [ "$major" -gt "$best" ]; then
                JDK=$candidate
                best=$major
            fi
        done
    fi
    [ -n "$JDK" ] && return
    refuse "no JDK $JDK_WANTED or newer found. Looked at:
  SERAI_JAVA_HOME: ${SERAI_JAVA_HOME:-not set}
  JAVA_HOME: ${JAVA_HOME:-not set}
  ${SERAI_JVM_DIR:-/usr/lib/jvm}/*:${jdk_seen:- nothing there}
Install a JDK $JDK_WANTED or set SERAI_JAVA_HOME to one; ./serai never downloads it."
}

try_jdk() {
    major=$(jdk_major "$1")
    [ "${major:-0}" -ge "$JDK_WANTED" ] || return 1
    JDK=$1
}

# The flags, one place for the training run and the real one: an AOT cache is refused when they differ.
# Netty and the JDBC driver reach natively; the JDK would print a warning for each.
JVM_COMMON="-XX:+UseSerialGC -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# What a start leaves in soft references (reflection, parsed resources) is a tenth of the heap: it goes within a minute.
JVM_SERVER="$JVM_COMMON -Xms128m -Xmx512m -XX:SoftRefLRUPolicyMSPerMB=100"
# The core and the commands are short-lived or light: the first compiler is all they need.
JVM_CORE="$JVM_COMMON -Xmx128m -XX:TieredStopAtLevel=1"
JVM_CLI="$JVM_COMMON -Xmx512m"
