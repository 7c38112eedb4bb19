"""Runs `python -m ARGUMENTS` so that it ends with the process that started it, even one killed.

Only Linux can tie processes in this way; elsewhere the module is run as it is.
"""

import ctypes
import os
from pathlib import Path
import signal
import sys

PR_SET_PDEATHSIG = 1


def command(*arguments: str, python: str = sys.executable) -> tuple[str, ...]:
    """Return the command line that runs a module in this way."""
    return (python, str(Path(__file__)), *arguments)


def main() -> None:
    """Become the module."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])  # noqa: S606 no shell is wanted


if __name__ == "__main__":
    main()
