"""The shell scripts: what they do on machines that this one is not."""

from pathlib import Path
import re
import shutil
import subprocess

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    path
    for path in [*(ROOT / "script").rglob("*"), ROOT / ".ci" / "run"]
    if path.is_file() and path.suffix != ".py" and "python" not in path.read_text("utf-8")[:40]
)
# Bash 3.2, which macOS has, knows none of these.
NEWER_BASH = re.compile(r"\bmapfile\b|\breadarray\b|declare -A|\$\{\w+(,,|\^\^)\}|&>>|\|&")


BASH = shutil.which("bash") or "bash"


def bash(script: str, *libraries: str) -> subprocess.CompletedProcess[str]:
    """Run lines with libraries of script/lib loaded."""
    loaded = "".join(f". script/lib/{name}.sh\n" for name in libraries)
    return subprocess.run(
        [BASH, "-uc", loaded + script], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_runs_on_an_old_bash(path: Path) -> None:
    """No script needs more than Bash 3.2."""
    assert not NEWER_BASH.findall(path.read_text("utf-8"))
    assert subprocess.run([BASH, "-n", path], check=False).returncode == 0


@pytest.mark.parametrize("name", ["test", "check", "bootstrap"])
def test_help_is_the_comment_at_the_top(name: str) -> None:
    """`--help` prints how a script is called and does nothing else."""
    result = subprocess.run(
        [ROOT / "script" / name, "--help"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0
    assert f"  script/{name} " in result.stdout
    assert "#" not in result.stdout
    assert len(result.stdout.splitlines()) < 12


def test_all_parts_run_and_the_failed_one_is_named() -> None:
    """One failure does not stop the rest, and fails the whole."""
    result = bash(
        'part one true; part two false; part three true; skip four "no browser"; summary',
        "say",
        "parts",
    )
    assert result.returncode == 1
    assert re.search(
        r"passed .* one\nFAILED .* two\npassed .* three\nskipped .* four", result.stdout
    )
    assert "1 failed" in result.stdout


def test_all_parts_passed() -> None:
    """Nothing failed, so the summary succeeds."""
    assert bash("part one true; summary", "say", "parts").returncode == 0


def test_missing_package_is_named_in_one_line() -> None:
    """Without the right to install, the command to do so is printed."""
    script = (
        'can_apt() { false; }; have() { [ "$1" = apt-get ]; }; want_system_package g++ "a compiler"'
    )
    result = bash(script, "say", "packages")
    assert result.returncode == 1
    assert result.stderr == "missing: a compiler (sudo apt-get install g++)\n"


def test_needed_package_stops_the_script() -> None:
    """What cannot be done without ends the script."""
    script = 'can_apt() { false; }; need_system_package g++ "a compiler"; echo went on'
    result = bash(script, "say", "packages")
    assert result.returncode == 1
    assert "went on" not in result.stdout
    assert "error: cannot go on without a compiler" in result.stderr


@pytest.mark.parametrize(
    ("version", "enough"),
    [("uv 0.9.9 (x)", True), ("uv 0.10.0", True), ("uv 0.9.8 (x)", False), ("uv 0.8.22", False)],
)
def test_uv_is_used_from_a_version_on(version: str, *, enough: bool) -> None:
    """An older uv on the machine is passed over."""
    result = bash(f"uv_is_new_enough '{version}'", "uv")
    assert (result.returncode == 0) is enough


def test_python_roads_are_tried_in_order() -> None:
    """One that is there, then uv's download, then Debian's packages."""
    script = """
    python_already_there() { echo there; false; }
    python_from_uv() { echo uv; false; }
    python_from_debian() { echo debian; PYTHON=/new/python; }
    python_is_new_enough() { true; }
    find_python 2>/dev/null
    """
    result = bash(script, "say", "uv", "debian_python", "python")
    assert result.stdout.split()[:3] == ["there", "uv", "debian"]


def test_no_python_at_all_is_said() -> None:
    """When every road is closed, the message says what to do."""
    script = """
    python_already_there() { false; }; python_from_uv() { false; }; python_from_debian() { false; }
    find_python
    """
    result = bash(script, "say", "uv", "debian_python", "python")
    assert result.returncode == 1
    assert "no Python 3.14.2 or newer" in result.stderr


def test_half_unpacked_python_is_not_kept(tmp_path: Path) -> None:
    """A download that fails leaves nothing that looks like an interpreter."""
    script = f"""
    export JARVIS_CACHE={tmp_path}
    download_debian_python() {{ mkdir -p "$1/packages" && echo broken >"$1/packages/a.deb"; }}
    dpkg() {{ mkdir -p "$3/usr/bin" && touch "$3/usr/bin/python3.14"; }}
    relink_debian_python() {{ false; }}
    unpack_debian_python
    """
    result = bash(script, "say", "debian_python")
    assert result.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_stamp_follows_the_requirements(tmp_path: Path) -> None:
    """Another requirement makes another environment; the same one does not."""
    file = tmp_path / "requirements.txt"
    file.write_text("a==1\n", encoding="utf-8")
    before = bash(f"stamp_of {file}", "environment").stdout
    assert bash(f"stamp_of {file}", "environment").stdout == before
    file.write_text("a==2\n", encoding="utf-8")
    assert bash(f"stamp_of {file}", "environment").stdout != before


def test_certificates_of_the_user_are_kept() -> None:
    """A bundle that is already named stays."""
    script = 'SSL_CERT_FILE=/mine; . script/lib/environment.sh; echo "$SSL_CERT_FILE"'
    assert bash(script).stdout == "/mine\n"


def test_unknown_part_is_refused() -> None:
    """`script/test --only` names the parts there are."""
    result = subprocess.run(
        [ROOT / "script" / "test", "--only", "everything"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "check, 2026.10, 2026.11, end-to-end, companion" in result.stderr
