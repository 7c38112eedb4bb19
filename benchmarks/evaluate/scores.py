"""Rows counted: the numbers that the JSON and the tables show."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .core import CoreRow
from .local import LocalRow
from .replay import Replay, Row


def replay_scores(replay: Replay) -> dict[str, Any]:
    """Return the numbers of a replay by model, and every try."""
    by_model = _grouped(replay.rows, lambda row: row.attempt.model)
    return {
        "unjudged": replay.recordings.unjudged,
        "unmatched": replay.recordings.unmatched,
        "models": {model: _model(rows) for model, rows in by_model.items()},
        "tries": [_try(row) for row in replay.rows],
    }


def _model(rows: Sequence[Row]) -> dict[str, Any]:
    """Return a model's numbers: in all, by category, and without what is an artefact."""
    categories = _grouped(rows, lambda row: row.attempt.request.category)
    reasons = Counter(row.ours.why for row in rows if row.ours.why)
    return {
        **_counts(rows),
        "categories": {
            name: _counts(members) | {"rescued_by": dict(_rescued_by(members).most_common())}
            for name, members in sorted(categories.items())
        },
        "without_artefacts": _counts([row for row in rows if not row.is_artefact]),
        "reasons": dict(reasons.most_common()),
        "rescued_by": dict(_rescued_by(rows).most_common()),
    }


def _rescued_by(rows: Sequence[Row]) -> Counter[str]:
    """Return what made up for the model where that gained a case; the executor is the rest."""
    gained = [row.ours for row in rows if row.ours.good and not row.attempt.good]
    told = (set(ours.said.helped) - {"confirmed without the model"} for ours in gained)
    return Counter(help_ for some in told for help_ in some or {"arguments, names and targets"})


def _counts(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the numbers of some rows; the shares of questions are of tries."""
    to_act = [row for row in rows if row.ours.to_act]
    to_ask = [row for row in rows if not row.ours.to_act]
    return {
        "judged": len(rows),
        "recorded_good": sum(row.attempt.good for row in rows),
        "ours_good": sum(row.ours.good for row in rows),
        "gained": sum(row.ours.good and not row.attempt.good for row in rows),
        "lost": sum(row.attempt.good and not row.ours.good for row in rows),
        "asked": sum(row.ours.asked for row in rows),
        "needed_consent": sum(row.ours.said.needs_consent for row in rows),
        "gated_good": sum(row.gated.good for row in rows),
        "gated_lost": sum(row.attempt.good and not row.gated.good for row in rows),
        "unread_good": sum(row.unread.good for row in rows),
        "unread_lost": sum(row.attempt.good and not row.unread.good for row in rows),
        "with_local_good": sum(row.with_local.good for row in rows),
        "with_local_lost": sum(row.attempt.good and not row.with_local.good for row in rows),
        "clear": len(to_act),
        "clear_asked": sum(row.ours.asked for row in to_act),
        "must_not_act": len(to_ask),
        "must_not_act_asked": sum(row.ours.asked for row in to_ask),
        "must_not_act_good": sum(row.ours.good for row in to_ask),
    }


def _try(row: Row) -> dict[str, Any]:
    """Return a try for the JSON."""
    attempt, ours = row.attempt, row.ours
    return {
        "task_id": attempt.key,
        "model": attempt.model,
        "category": attempt.request.category,
        "text": attempt.request.text,
        "recorded_good": attempt.good,
        "ours_good": ours.good,
        "gated_good": row.gated.good,
        "unread_good": row.unread.good,
        "unread_why": row.unread.why,
        "with_local_good": row.with_local.good,
        "gated_why": row.gated.why,
        "asked": ours.asked,
        "artefact": row.is_artefact,
        "why": ours.why,
        "wrong": list(ours.wrong),
        "calls": [
            {"name": call.name, "args": dict(call.args), "error": call.error}
            for call in ours.said.calls
        ],
        "speech": ours.said.speech,
        "helped": list(ours.said.helped),
    }


def check_scores(rows: Sequence[CoreRow]) -> dict[str, Any]:
    """Return how often the verdict on the recorded calls is the recorded label, and where not."""
    unlike = [row for row in rows if row.core.good != row.attempt.good]
    return {
        "judged": len(rows),
        "agreed": len(rows) - len(unlike),
        "disagreed": [
            {
                "task_id": row.attempt.key,
                "model": row.attempt.model,
                "recorded_good": row.attempt.good,
                "wrong": list(row.core.wrong),
            }
            for row in unlike
        ],
    }


def local_scores(rows: Sequence[LocalRow], language: str) -> dict[str, Any]:
    """Return the numbers of a run without a model, and every request."""
    categories = _grouped(rows, lambda row: row.request.category)
    return {
        "language": language,
        **_local_counts(rows),
        "categories": {name: _local_counts(some) for name, some in sorted(categories.items())},
        "requests": [
            {
                "home": row.request.home,
                "category": row.request.category,
                "text": row.request.text,
                "good": row.ours.good,
                "asked": row.ours.asked,
                "why": row.ours.why,
                "wrong": list(row.ours.wrong),
                "speech": row.ours.said.speech,
            }
            for row in rows
        ],
    }


def _local_counts(rows: Sequence[LocalRow]) -> dict[str, Any]:
    """Return the numbers of some requests; what must change nothing is counted apart too."""
    to_act = [row for row in rows if row.ours.to_act]
    return {
        "judged": len(rows),
        "ours_good": sum(row.ours.good for row in rows),
        "asked": sum(row.ours.asked for row in rows),
        "clear": len(to_act),
        "clear_good": sum(row.ours.good for row in to_act),
    }


def _grouped[RowT](rows: Iterable[RowT], key: Callable[[RowT], str]) -> Mapping[str, list[RowT]]:
    """Return rows by a key, in the order they came."""
    groups: dict[str, list[RowT]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
