"""The command line: what was asked, and which text to print."""

import argparse
from collections.abc import Sequence
import json
import sys

from . import __version__
from .doctor import examine, to_dict, to_text
from .platforms import this_platform


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask and return the exit status: 0 whatever was found."""
    parsed = _parser().parse_args(arguments)
    report = examine(this_platform())
    if parsed.json:
        text = json.dumps(to_dict(report), indent=2, ensure_ascii=False)
    else:
        text = to_text(report)
    # A redirected Windows console speaks a code page that may lack a letter of a device's name.
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="jarvis-companion", description="The part of Jarvis Local that runs on a PC."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser(
        "doctor",
        help="say what this machine is and what Jarvis could do on it",
        description="Says what this machine is and what Jarvis could do on it. Changes nothing.",
    )
    doctor.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser
