# System packages: installed as root on Debian and Ubuntu, named in one line elsewhere.

can_apt() { [ "$(id -u)" = 0 ] && have apt-get; }

# need_system_package PACKAGE WHAT: install it, or stop and say how.
need_system_package() {
	want_system_package "$@" || die "$2 is missing. Install it first: sudo apt-get install $1"
}

# want_system_package PACKAGE WHAT: install it if that is possible; 1 when it is not there afterwards.
want_system_package() {
	if ! can_apt; then
		printf 'missing: %s (sudo apt-get install %s)\n' "$2" "$1" >&2
		return 1
	fi
	say "Installing the system package $1 ($2)"
	apt_update_once
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "$1" >/dev/null
}

apt_update_once() {
	[ -z "${JARVIS_APT_UPDATED:-}" ] || return 0
	apt-get update --quiet=2
	export JARVIS_APT_UPDATED=1
}
