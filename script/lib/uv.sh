# Finds uv, or installs the pinned one from PyPI into the cache.

UV_VERSION=0.9.9

# find_uv: sets UV to a uv of at least UV_VERSION.
find_uv() {
	local own
	own="$(jarvis_cache)/uv-$UV_VERSION"
	if have uv && uv_is_new_enough "$(uv --version)"; then
		UV=$(command -v uv)
	else
		UV="$own/bin/uv"
		[ -x "$UV" ] || install_uv "$own"
	fi
	export UV
}

# uv_is_new_enough "uv 0.9.9 (…)"
uv_is_new_enough() {
	local version=${1#uv }
	[ "$(printf '%s\n' "$UV_VERSION" "${version%% *}" | sort -V | head -n 1)" = "$UV_VERSION" ]
}

install_uv() {
	say "Installing uv $UV_VERSION into $1"
	have python3 || need_system_package python3 python3
	if ! python3 -m venv --clear "$1" >/dev/null 2>&1; then
		need_system_package python3-venv "python3 -m venv"
		python3 -m venv --clear "$1"
	fi
	"$1/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}
