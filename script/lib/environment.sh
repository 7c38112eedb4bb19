# One virtual environment per Home Assistant version, made again when its requirements change.

LOCAL=.local
HA_NEWEST=2026.11
# Read by the scripts that source this.
# shellcheck disable=SC2034
HA_BEFORE=2026.10
SYSTEM_CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

# A private Python's OpenSSL looks for certificates below its own prefix, where there are none.
if [ -z "${SSL_CERT_FILE:-}" ] && [ -r "$SYSTEM_CERTIFICATES" ]; then
	export SSL_CERT_FILE=$SYSTEM_CERTIFICATES
fi

environment_path() { printf '%s\n' "$PWD/$LOCAL/venv-$1"; }

# make_environment VERSION: 2026.10 is the version that the test plugin pins, 2026.11 the newest.
make_environment() {
	local version=$1 path stamp
	path=$(environment_path "$version")
	stamp=$(stamp_of requirements_test.txt requirements_next.txt script/lib/ha_requirements.py)
	! environment_is_current "$path" "$stamp" || return 0
	new_environment "$path" "Home Assistant $version"
	install_requirements "$version" "$path"
	printf '%s\n' "$stamp" >"$path/.stamp"
}

# The companion runs on PCs without Home Assistant, and so do its tests.
make_companion_environment() {
	local path stamp
	path=$(environment_path companion)
	stamp=$(stamp_of companion_agent/pyproject.toml)
	! environment_is_current "$path" "$stamp" || return 0
	new_environment "$path" "the companion"
	uv_install "$path" --editable "./companion_agent[test]"
	printf '%s\n' "$stamp" >"$path/.stamp"
}

environment_is_current() { [ -x "$1/bin/python" ] && [ "$(cat "$1/.stamp" 2>/dev/null)" = "$2" ]; }

stamp_of() { cat "$@" | cksum | tr ' ' '-'; }

new_environment() {
	[ -n "${PYTHON:-}" ] || find_python
	say "Installing $2 into ${1#"$PWD/"}"
	"$UV" venv --quiet --clear --python "$PYTHON" "$1"
}

install_requirements() {
	local version=$1 path=$2
	shift 2
	[ "$version" != "$HA_NEWEST" ] || set -- --override requirements_next.txt
	uv_install "$path" -r requirements_test.txt "$@"
	"$path/bin/python" script/lib/ha_requirements.py >"$path/ha_requirements.txt"
	need_compiler "$path/ha_requirements.txt"
	uv_install "$path" -r requirements_test.txt -r "$path/ha_requirements.txt" "$@"
}

uv_install() {
	local path=$1
	shift
	"$UV" pip install --quiet --python "$path/bin/python" "$@"
}

# pymicro-vad and pyspeex-noise, which assist_pipeline needs, have no wheel for Python 3.14.
need_compiler() {
	grep -qE '^(pymicro-vad|pyspeex-noise)==' "$1" || return 0
	say "Two of Home Assistant's voice requirements (pymicro-vad, pyspeex-noise) are compiled here"
	have g++ || have c++ || need_system_package g++ "a C++ compiler, for two of Home Assistant's voice requirements,"
}
