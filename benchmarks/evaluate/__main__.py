"""Run an evaluation: `python -m benchmarks.evaluate replay --data DIR`."""

import argparse
import asyncio
from collections.abc import Iterable
import json
import logging
from pathlib import Path
import sys
import time
from typing import Any

from homeassistant.const import __version__

from .core import async_core
from .live import Live, async_live
from .live_scores import live_chart, live_scores, live_table
from .local import async_local
from .replay import How, async_replay
from .scores import check_scores, local_scores, replay_scores
from .tables import check_lines, explanation, local_explanation, local_table, replay_table

_OWN_HOME = Path("tests/evaluate/data")


def _replay(arguments: argparse.Namespace) -> tuple[dict[str, Any], Iterable[str]]:
    """Replay recordings; return the numbers and the lines to print."""
    models = frozenset(filter(None, arguments.models.split(",")))
    how = How(consent=arguments.policy == "none", quick=arguments.quick)
    replay = asyncio.run(
        async_replay(arguments.data, how, models=models, limit=arguments.limit, progress=_say)
    )
    scores = replay_scores(replay)
    explained = explanation(scores, arguments.explain) if arguments.explain else ()
    return scores, (*replay_table(scores), *explained)


def _local(arguments: argparse.Namespace) -> tuple[dict[str, Any], Iterable[str]]:
    """Go without a model; return the numbers and the lines to print."""
    rows = asyncio.run(async_local(arguments.data, language=arguments.language))
    scores = local_scores(rows, arguments.language)
    explained = local_explanation(scores) if arguments.explain else ()
    return scores, (*local_table(scores), *explained)


def _live(arguments: argparse.Namespace) -> tuple[dict[str, Any], Iterable[str]]:
    """Ask a real model server; return the numbers and the lines to print, and draw the picture."""
    live = Live(
        data=arguments.data,
        url=arguments.url,
        model=arguments.model,
        language=arguments.language,
        limit=arguments.limit,
        consent=arguments.policy == "none",
    )
    scores = live_scores(asyncio.run(async_live(live, _say)), live)
    table = list(live_table(scores))
    if arguments.markdown:
        arguments.markdown.write_text("\n".join((*table, "")), encoding="utf-8")
    if arguments.picture:
        arguments.picture.write_text(live_chart(scores), encoding="utf-8")
    return scores, table


def _check(arguments: argparse.Namespace) -> tuple[dict[str, Any], Iterable[str]]:
    """Make the recorded calls through core; return the numbers and the lines to print."""
    scores = check_scores(asyncio.run(async_core(arguments.data)))
    return scores, check_lines(scores)


def _say(line: str) -> None:
    """Tell how far it is, beside the table."""
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="script/evaluate", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    replay = commands.add_parser("replay", help="recorded answers of models through Jarvis")
    replay.set_defaults(run=_replay)
    replay.add_argument("--data", type=Path, required=True, help="folder of homes and recordings")
    replay.add_argument("--models", default="", help="only these, with commas between them")
    replay.add_argument("--limit", type=int, help="at most so many tries of each model")
    replay.add_argument("--quick", action="store_true", help="leave out the other columns")
    local = commands.add_parser("local", help="the same requests with no model at all")
    local.set_defaults(run=_local)
    local.add_argument("--data", type=Path, default=_OWN_HOME, help="folder of homes")
    local.add_argument("--language", default="en", help="the language of the requests")
    live = commands.add_parser("live", help="the requests of homes to a real Ollama")
    live.set_defaults(run=_live)
    live.add_argument("--model", required=True, help="a model that the server has")
    live.add_argument("--url", default="http://localhost:11434", help="where the server is")
    live.add_argument("--data", type=Path, default=_OWN_HOME, help="folder of homes")
    live.add_argument("--language", default="en", help="the language of the requests")
    live.add_argument("--limit", type=int, help="at most so many requests of each home")
    live.add_argument("--markdown", type=Path, help="write the table to this file too")
    live.add_argument("--picture", type=Path, help="write a chart (SVG) to this file")
    check = commands.add_parser("check", help="whether recorded calls have the recorded effect")
    check.set_defaults(run=_check)
    check.add_argument("--data", type=Path, required=True, help="folder of homes and recordings")
    for command in (replay, live):
        command.add_argument(
            "--policy",
            choices=("none", "default"),
            default="none",
            help="whether our gate may refuse; core has none, so a comparison leaves it out",
        )
    for command in (replay, local, live, check):
        command.add_argument("--json", type=Path, help="write the numbers to this file too")
    for command in (replay, local):
        command.add_argument(
            "--explain", type=int, nargs="?", const=20, default=0, help="show so many cases of each"
        )
    return parser


def main() -> None:
    """Run and report."""
    arguments = _parser().parse_args()
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    scores, lines = arguments.run(arguments)
    print(f"Home Assistant {__version__}\n")
    print("\n".join(lines))
    print(f"\n{time.monotonic() - began:.0f} s")
    if arguments.json:
        text = json.dumps({"home_assistant": __version__, **scores}, indent=1, default=str)
        arguments.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
