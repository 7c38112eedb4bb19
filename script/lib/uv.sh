# Finds uv, or installs it from PyPI into the cache.

UV_VERSION=0.9.9

find_uv() {
	local tools
	tools="$(jarvis_cache)/tools"
	if have uv; then
		UV=$(command -v uv)
	else
		UV="$tools/bin/uv"
		[ -x "$UV" ] || install_uv "$tools"
	fi
	export UV
}

install_uv() {
	say "Installing uv $UV_VERSION into $1"
	have python3 || need_system_package python3 python3
	if ! python3 -m venv "$1" >/dev/null 2>&1; then
		need_system_package python3-venv "python3 -m venv"
		python3 -m venv --clear "$1"
	fi
	"$1/bin/python" -m pip install --quiet "uv==$UV_VERSION"
}
