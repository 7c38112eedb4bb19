"""The command line of script/run."""

import argparse
from dataclasses import dataclass
import os
from pathlib import Path

DEFAULT_FOLDER = Path(".local/home")
DEFAULT_PORT = 8123
LAST_PORT = 65535
# Where the person called script/run, which itself works in the checkout.
CALLED_FROM = "JARVIS_CALLED_FROM"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person at the terminal wants."""

    ask: str | None
    demo_model: bool
    folder: Path
    fresh: bool
    lan: bool
    language: str
    port: int


def parse(arguments: list[str] | None = None) -> Options:
    """Read the command line; ends the program with a usage line when it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="script/run",
        description="Start Home Assistant with Jarvis in a demo home.",
        epilog="Uses the Ollama at OLLAMA_URL, else at http://localhost:11434, else none.",
    )
    parser.add_argument(
        "--ask", metavar="SENTENCE", type=_sentence, help="ask one thing, print the answer, stop"
    )
    parser.add_argument(
        "--demo-model", action="store_true", help="use the scripted stand-in: it is not a model"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the present demo home away")
    parser.add_argument(
        "--lan", action="store_true", help="let the network in, with a password of its own"
    )
    parser.add_argument(
        "--language", choices=("en", "fr"), default="en", help="of a new home; default: en"
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="default: %(default)s")
    parser.add_argument(
        "--folder",
        type=_folder,
        default=DEFAULT_FOLDER,
        help="where the home is kept; default: %(default)s of the checkout",
    )
    return Options(**vars(parser.parse_args(arguments)))


def _sentence(text: str) -> str:
    """Return what is to be asked."""
    if not text.strip():
        raise argparse.ArgumentTypeError("there is nothing to ask")
    return text


def _port(text: str) -> int:
    """Return a port that a server can listen on."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 1 to {LAST_PORT}")
    return int(text)


def _folder(text: str) -> Path:
    """Return a folder as the person meant it: seen from where they are."""
    return Path(os.environ.get(CALLED_FROM, ""), text)
