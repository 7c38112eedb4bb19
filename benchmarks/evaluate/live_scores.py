"""What a live run came to: numbers, a table and a picture."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from .chart import chart
from .live import CORE, JARVIS, MODEL_ONLY, Live, LiveRow

_AGENTS = (JARVIS, MODEL_ONLY, CORE)
_QUESTIONS = "questions"


def live_scores(rows: Sequence[LiveRow], live: Live) -> dict[str, Any]:
    """Return the numbers of a run by agent and category, and every request."""
    return {
        "model": live.model,
        "language": live.language,
        "agents": {agent: _agent([row for row in rows if row.agent == agent]) for agent in _AGENTS},
        "requests": [_request(row) for row in rows],
    }


def _agent(rows: Sequence[LiveRow]) -> dict[str, Any]:
    """Return an agent's numbers: in all and by category."""
    categories = sorted({_category(row) for row in rows})
    return {
        **_counts(rows),
        "categories": {
            name: _counts([row for row in rows if _category(row) == name]) for name in categories
        },
    }


def _category(row: LiveRow) -> str:
    """Return what a request is counted under."""
    return _QUESTIONS if row.request.answers else row.request.category


def _counts(rows: Sequence[LiveRow]) -> dict[str, Any]:
    """Return the numbers of some rows; seconds are the median."""
    return {
        "judged": len(rows),
        "good": sum(row.good for row in rows),
        "asked": sum(row.result.asked for row in rows),
        "clear_asked": sum(row.result.asked and row.result.to_act for row in rows),
        "seconds": round(median(row.seconds for row in rows), 3) if rows else None,
    }


def _request(row: LiveRow) -> dict[str, Any]:
    """Return a request for the JSON."""
    return {
        "home": row.request.home,
        "category": _category(row),
        "text": row.request.text,
        "agent": row.agent,
        "good": row.good,
        "asked": row.result.asked,
        "why": row.result.why,
        "wrong": list(row.result.wrong),
        "calls": [
            {"name": call.name, "args": dict(call.args), "error": call.error}
            for call in row.result.said.calls
        ],
        "speech": row.result.said.speech,
        "seconds": round(row.seconds, 3),
    }


def live_table(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"Model {scores['model']}, language {scores['language']}"
    yield ""
    yield "| category | requests | jarvis | jarvis, model only | core |"
    yield "|---|---|---|---|---|"
    agents = scores["agents"]
    yield _line("**all**", [agents[name] for name in _AGENTS])
    for category in agents[JARVIS]["categories"]:
        yield _line(category, [agents[name]["categories"][category] for name in _AGENTS])
    yield _seconds([agents[name] for name in _AGENTS])


def _line(title: str, numbers: Sequence[Mapping[str, Any]]) -> str:
    """Return a line of what came out right."""
    cells = (f"{some['good']} ({100 * _share(some):.1f} %)" for some in numbers)
    return f"| {title} | {numbers[0]['judged']} | {' | '.join(cells)} |"


def _seconds(numbers: Sequence[Mapping[str, Any]]) -> str:
    """Return the line of how long it took."""
    return f"| median seconds | | {' | '.join(str(some['seconds']) for some in numbers)} |"


def _share(numbers: Mapping[str, Any]) -> float:
    """Return the share that came out right."""
    good: int = numbers["good"]
    return good / max(int(numbers["judged"]), 1)


def live_chart(scores: Mapping[str, Any]) -> str:
    """Return the picture."""
    agents = scores["agents"]
    shares = {"all": [_share(agents[name]) for name in _AGENTS]}
    for category in agents[JARVIS]["categories"]:
        shares[category] = [_share(agents[name]["categories"][category]) for name in _AGENTS]
    title = f"{scores['model']}, {scores['language']}: requests done right"
    return chart(title, ("Jarvis", "Jarvis, model only", "Home Assistant"), shares)
