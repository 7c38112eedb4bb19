# Finds or makes a Python that Home Assistant accepts, and says which road it took.

PYTHON_MINIMUM=3.14.2

# find_python: sets PYTHON to an interpreter of at least PYTHON_MINIMUM.
find_python() {
	local road
	for road in python_already_there python_from_uv python_from_debian; do
		if "$road" && [ -n "${PYTHON:-}" ] && python_is_new_enough "$PYTHON"; then
			say "Python $("$PYTHON" -c 'import platform; print(platform.python_version())') at $PYTHON"
			export PYTHON
			return 0
		fi
	done
	die "no Python $PYTHON_MINIMUM or newer: install one (https://www.python.org/downloads/) and run this again"
}

python_is_new_enough() {
	"$1" -c 'import sys; raise SystemExit(sys.version_info < tuple(map(int, sys.argv[1].split("."))))' \
		"$PYTHON_MINIMUM" 2>/dev/null
}

python_already_there() {
	local candidate
	for candidate in "${JARVIS_PYTHON:-}" python3.14 python3 "$(debian_python_path)"; do
		if [ -n "$candidate" ] && have "$candidate" && python_is_new_enough "$candidate"; then
			PYTHON=$(command -v "$candidate")
			return 0
		fi
	done
	PYTHON=$("$UV" python find --no-python-downloads ">=$PYTHON_MINIMUM" 2>/dev/null)
}

python_from_uv() {
	say "Asking uv for Python $PYTHON_MINIMUM or newer"
	"$UV" python install --quiet 3.14 2>/dev/null || return 1
	PYTHON=$("$UV" python find ">=$PYTHON_MINIMUM" 2>/dev/null)
}

python_from_debian() {
	have dpkg && have apt-get || return 1
	say "uv's downloads cannot be reached: unpacking Debian testing's Python 3.14 into a private folder"
	unpack_debian_python || return 1
	PYTHON=$(debian_python_path)
}
