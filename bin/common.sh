# Words all parts of ./serai use: telling, refusing, and where the data lives.
# shellcheck shell=sh

say() { printf '%s\n' "$*"; }
warn() { printf 'serai: %s\n' "$*" >&2; }

# refuse TEXT: the caller can put it right himself; nothing was started.
refuse() {
    warn "$*"
    exit 2
}

is_root() { [ "${SERAI_UID:=$(id -u)}" = 0 ]; }

# Sets DATA to the absolute data directory; it must exist afterwards.
open_data() {
    if ! (umask 077 && mkdir -p -- "$1") 2>/dev/null; then
        refuse "the data directory '$1' cannot be created; choose another with --data DIR"
    fi
    DATA=$(cd -- "$1" 2>/dev/null && pwd -P) || refuse "the data directory '$1' cannot be entered; choose another with --data DIR"
    if ! (umask 077 && mkdir -p -- "$DATA/run" "$DATA/logs" "$DATA/secrets" && : >"$DATA/run/writable") 2>/dev/null; then
        refuse "the data directory '$DATA' cannot be written by $(id -un 2>/dev/null || id -u); choose another with --data DIR"
    fi
}

# The value after --data wherever it stands: sets DATA_ARGUMENT. The caller's other arguments are its own affair.
find_data_argument() {
    DATA_ARGUMENT=${SERAI_DATA:-data}
    while [ $# -gt 0 ]; do
        case $1 in
            --data)
                [ $# -ge 2 ] && [ -n "$2" ] || refuse "--data needs a directory after it"
                DATA_ARGUMENT=$2
                shift ;;
            --data=?*) DATA_ARGUMENT=${1#--data=} ;;
            --data=) refuse "--data needs a directory after it" ;;
        esac
        shift
    done
}
