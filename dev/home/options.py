"""The command line of script/run."""

import argparse
from dataclasses import dataclass
from pathlib import Path

DEFAULT_FOLDER = Path(".local/home")
DEFAULT_PORT = 8123


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
    parser.add_argument("--ask", metavar="SENTENCE", help="ask one thing, print the answer, stop")
    parser.add_argument(
        "--demo-model", action="store_true", help="use the scripted stand-in: it is not a model"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the present demo home away")
    parser.add_argument(
        "--lan", action="store_true", help="let the network in, with a password of its own"
    )
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="default: en")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="default: %(default)s")
    return Options(**vars(parser.parse_args(arguments)))
