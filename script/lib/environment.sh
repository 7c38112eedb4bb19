# One virtual environment per Home Assistant version, made again when its requirements change.

LOCAL=.local

environment_path() { printf '%s\n' "$PWD/$LOCAL/venv-$1"; }

# make_environment VERSION: 2026.10 is the version that the test plugin pins, 2026.11 the newest.
make_environment() {
	local version=$1 path stamp
	path=$(environment_path "$version")
	stamp=$(requirements_stamp)
	if [ -x "$path/bin/python" ] && [ "$(cat "$path/.stamp" 2>/dev/null)" = "$stamp" ]; then
		return 0
	fi
	[ -n "${PYTHON:-}" ] || find_python
	say "Installing Home Assistant $version into ${path#"$PWD/"}"
	"$UV" venv --quiet --clear --python "$PYTHON" "$path"
	install_requirements "$version" "$path"
	printf '%s\n' "$stamp" >"$path/.stamp"
}

requirements_stamp() {
	cat requirements_test.txt requirements_next.txt script/lib/ha_requirements.py script/lib/environment.sh |
		sha256sum | cut -d ' ' -f 1
}

install_requirements() {
	local version=$1 path=$2 override=()
	[ "$version" = 2026.10 ] || override=(--override requirements_next.txt)
	uv_install "$path" -r requirements_test.txt "${override[@]}"
	"$path/bin/python" script/lib/ha_requirements.py >"$path/ha_requirements.txt"
	need_compiler "$path/ha_requirements.txt"
	uv_install "$path" -r requirements_test.txt -r "$path/ha_requirements.txt" "${override[@]}"
}

uv_install() {
	local path=$1
	shift
	"$UV" pip install --quiet --python "$path/bin/python" "$@"
}

# pymicro-vad and pyspeex-noise, which assist_pipeline needs, have no wheel for Python 3.14.
need_compiler() {
	grep -qE '^(pymicro-vad|pyspeex-noise)==' "$1" || return 0
	have g++ || need_system_package g++ "a C++ compiler, for two of Home Assistant's voice requirements,"
}
