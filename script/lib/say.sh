# Words to the person at the terminal, shared by all scripts.

say() { printf '→ %s\n' "$*"; }

die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# help FILE ARGUMENT: when the argument asks for help, print the comment at the top of a script and stop.
help() {
	case "$2" in
	-h | --help) ;;
	*) return 0 ;;
	esac
	sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"
	exit 0
}

have() { command -v "$1" >/dev/null 2>&1; }

# Where everything that outlives a checkout is kept: uv, and a private Python if one had to be made.
jarvis_cache() { printf '%s\n' "${JARVIS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/jarvis-local}"; }
