"""What real models answered: one line a try, matched to the request it was an answer to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from dev.scripted_ollama import Call, Reply

from .homes import Home, Request

GOOD = "Good"


@dataclass(frozen=True, kw_only=True)
class Try:
    """One recorded answer; `words` are the model's turns, `good` the verdict through core."""

    key: str
    model: str
    request: Request
    words: Sequence[Reply]
    good: bool


@dataclass(frozen=True, kw_only=True)
class Recordings:
    """The judged tries by model, and how many lines were not judged or fit no request."""

    tries: Mapping[str, Sequence[Try]]
    unjudged: int
    unmatched: int


def load_recordings(
    folder: Path, homes: Iterable[Home], models: frozenset[str] = frozenset()
) -> Recordings:
    """Return the recordings of a data folder, of these models only when any are named."""
    index = _Index(request for home in homes for request in home.requests)
    tries: dict[str, list[Try]] = {}
    unjudged = unmatched = 0
    for line in _lines(folder / "recordings"):
        if models and line["model"] not in models:
            continue
        request = index.find(line)
        unmatched += request is None
        unjudged += request is not None and line.get("label") is None
        if request is not None and line.get("label") is not None:
            tries.setdefault(line["model"], []).append(_try(line, request))
    return Recordings(tries=tries, unjudged=unjudged, unmatched=unmatched)


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every line of every recording."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield {"model": path.stem} | json.loads(line)


class _Index:
    """Finds the request that a line is an answer to."""

    def __init__(self, requests: Iterable[Request]) -> None:
        """Sort the requests by what a line says of them."""
        self._requests: dict[tuple[str, bool], list[Request]] = {}
        for request in requests:
            key = (request.text, request.device is not None)
            self._requests.setdefault(key, []).append(request)

    def find(self, line: Mapping[str, Any]) -> Request | None:
        """Return the request, by the home and file that the line's task begins with."""
        found = self._requests.get((line["text"], bool(line.get("device"))), [])
        task = _plain(line["task_id"])
        named = [r for r in found if task.startswith(_plain(f"{r.home}_{r.topic}"))]
        found = named or [r for r in found if r.category == line.get("category")]
        return found[0] if found else None


def _plain(name: str) -> str:
    """Return a name as task ids spell it."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold())


def _try(line: Mapping[str, Any], request: Request) -> Try:
    """Return a line as a try."""
    return Try(
        key=line["task_id"],
        model=line["model"],
        request=request,
        words=[_reply(turn) for turn in line["turns"] if "tool" not in turn],
        good=line["label"] == GOOD,
    )


def _reply(turn: Mapping[str, Any]) -> Reply:
    """Return what the model said in a turn, its calls as it made them."""
    calls = [Call(call["name"], call.get("args") or {}) for call in turn.get("tool_calls") or ()]
    return Reply(text=turn.get("content") or "", calls=calls)
