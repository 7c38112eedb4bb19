"""Play twenty turns while servers fail, and each failure by itself: `python -m benchmarks.failover`."""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
import json
import logging
from pathlib import Path

from dev.scripted_ollama import Failure
from homeassistant.const import __version__
from tests.jarvis_local.failover_script import (
    ANSWER,
    FIRST,
    LOCAL,
    QUESTION,
    SECOND,
    TURNS,
    Event,
    Played,
    Turn,
)

from .house import house

_BY = {FIRST: "server 1", SECOND: "server 2", LOCAL: "no model"}
_FAILURES = {
    "500": Failure.status(500, "llama runner process has terminated"),
    "503, queue full": Failure.status(503, "server busy"),
    "404, model gone": Failure.status(404, "model not found"),
    "401, key refused": Failure.status(401, "unauthorized"),
    "a proxy's page": Failure.html(502),
    "connection cut": Failure.disconnect_after(0),
    "hangs": Failure.hang(),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A turn, what happened before it, and what came of it."""

    said: str
    before: str
    by: str
    expected: bool
    first_word: float
    seconds: float
    answer: str


class Errors(logging.Handler):
    """Counts what is logged as an error."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.count += 1


def _row(turn: Turn, played: Played, before: str) -> Row:
    """Return a turn's row; a command must be done, a question answered if any model can."""
    right = bool(played.said) and played.by == turn.by and turn.state in (None, played.state)
    if turn.say == QUESTION and turn.by is not LOCAL:
        right = right and played.said == ANSWER
    return Row(
        said=turn.say,
        before=before,
        by=_BY[played.by],
        expected=right,
        first_word=played.first_word,
        seconds=played.seconds,
        answer=played.said,
    )


async def _async_script(first_token: float) -> list[Row]:
    """Play the talk."""
    async with house(first_token) as there:
        rows = []
        for turn in TURNS:
            before = ", ".join(f"{_BY[index]} {event}" for index, event in turn.before)
            rows.append(_row(turn, await there.async_play(turn), before))
        return rows


async def _async_failures(first_token: float) -> list[Row]:
    """Ask a question three times for each failure: the second one opens the breaker."""
    rows = []
    for name, failure in _FAILURES.items():
        async with house(first_token) as there:
            there.servers[0].fail("/api/chat", failure)
            for which in ("first", "second", "third"):
                turn = Turn(say=QUESTION, by=SECOND)
                played = await there.async_play(turn)
                rows.append(_row(turn, played, f"{name}, {which} turn"))
    async with house(first_token) as there:
        for which in ("first", "second"):
            events = [(FIRST, Event.STOPS)] if which == "first" else []
            turn = Turn(say=QUESTION, by=SECOND, before=events)
            rows.append(_row(turn, await there.async_play(turn), f"switched off, {which} turn"))
    return rows


def _print(title: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    print(f"\n{title}\n")
    print("| before | said | by | first word, s | whole turn, s | as it should be | answer |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        verdict = "yes" if row.expected else "NO"
        print(
            f"| {row.before or '-'} | {row.said} | {row.by} | {row.first_word:.3f} |"
            f" {row.seconds:.3f} | {verdict} | {' '.join(row.answer.split())[:100]} |"
        )


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.failover", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows to this file too")
    parser.add_argument("--first-token", type=float, default=3.0, help="the bound in seconds")
    arguments = parser.parse_args()
    errors = Errors()
    logging.basicConfig(handlers=[errors], level=logging.ERROR, force=True)
    talk = asyncio.run(_async_script(arguments.first_token))
    logged = errors.count
    failures = asyncio.run(_async_failures(arguments.first_token))
    print(f"Home Assistant {__version__}; first word: of any answer, also of one without a model")
    _print("Twenty turns", talk)
    _print(
        f"Each failure by itself (bound on the first token: {arguments.first_token:g} s)", failures
    )
    good = sum(row.expected for row in talk)
    print(f"\nAs they should be: {good} of {len(talk)} turns; errors logged: {logged}")
    if arguments.json:
        parts = {"turns": talk, "failures": failures}
        content = {key: [asdict(row) for row in rows] for key, rows in parts.items()}
        arguments.json.write_text(json.dumps({**content, "errors_logged": logged}, indent=1))


main()
