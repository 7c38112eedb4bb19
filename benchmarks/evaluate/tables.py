"""The numbers as Markdown tables, and examples of what went wrong."""

from collections.abc import Iterator, Mapping, Sequence
import json
from typing import Any

_MOST_WORDS = 160


def replay_table(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the tables of a replay."""
    yield from _HEAD
    for model, numbers in scores["models"].items():
        yield _line(model, "**all**", numbers)
        yield _line(model, "without artefacts", numbers["without_artefacts"])
        for category, some in numbers["categories"].items():
            yield _line(model, category, some)
    yield ""
    yield "| model | what gained cases |"
    yield "|---|---|"
    for model, numbers in scores["models"].items():
        ways = "; ".join(f"{way} {count}" for way, count in numbers["rescued_by"].items())
        yield f"| {model} | {ways} |"
    yield ""
    yield f"not judged: {scores['unjudged']} lines; fitting no request: {scores['unmatched']}"
    yield ""
    yield "| model | clear requests asked back | must not act: asked | must not act: right |"
    yield "|---|---|---|---|"
    for model, numbers in scores["models"].items():
        yield (
            f"| {model} | {_share(numbers, 'clear_asked', 'clear')} "
            f"| {_share(numbers, 'must_not_act_asked', 'must_not_act')} "
            f"| {_share(numbers, 'must_not_act_good', 'must_not_act')} |"
        )


_HEAD = (
    "| model | category | judged | recorded | ours | points | gained | lost | asked | request not read | lost | behind the gate | lost | with local |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
)


def _line(model: str, category: str, numbers: Mapping[str, Any]) -> str:
    """Return a line of the table."""
    points = 100 * (numbers["ours_good"] - numbers["recorded_good"]) / max(numbers["judged"], 1)
    return (
        f"| {model} | {category} | {numbers['judged']} "
        f"| {_share(numbers, 'recorded_good')} | {_share(numbers, 'ours_good')} | {points:+.1f} "
        f"| {numbers['gained']} | {numbers['lost']} | {numbers['asked']} "
        f"| {_share(numbers, 'unread_good')} | {numbers['unread_lost']} "
        f"| {_share(numbers, 'gated_good')} | {numbers['gated_lost']} "
        f"| {_share(numbers, 'with_local_good')} |"
    )


def _share(numbers: Mapping[str, Any], part: str, whole: str = "judged") -> str:
    """Return a count with its share in percent."""
    share = 100 * numbers[part] / max(numbers[whole], 1)
    return f"{numbers[part]} ({share:.1f} %)"


def explanation(scores: Mapping[str, Any], most: int) -> Iterator[str]:
    """Yield the commonest cases that got lost, still fail and were gained, with an example each."""
    tries = scores["tries"]
    good = [row for row in tries if row["ours_good"]]
    bad = [row for row in tries if not row["ours_good"]]
    parts = {
        "Lost": [row for row in bad if row["recorded_good"]],
        "Failed before and now": [row for row in bad if not row["recorded_good"]],
        "Gained": [row for row in good if not row["recorded_good"]],
    }
    for title, rows in parts.items():
        yield f"\n{title}: {len(rows)}"
        groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        for row in rows:
            key = (row["model"], row["category"], row["text"], row["why"])
            groups.setdefault(key, []).append(row)
        ranked = sorted(groups.values(), key=len, reverse=True)
        for group in ranked[:most]:
            yield from _example(group)


def _example(group: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of one case, by its first try."""
    row = group[0]
    yield f"{len(group)} x {row['model']} {row['category']} {row['text']!r}: {row['why'] or 'right'}"
    for call in row["calls"]:
        arguments = json.dumps(call["args"], ensure_ascii=False)
        yield f"      {call['name']} {arguments}{' -> ' + call['error'] if call['error'] else ''}"
    if row["speech"]:
        yield f"      said: {' '.join(row['speech'].split())[:_MOST_WORDS]}"
    for wrong in row["wrong"][:3]:
        yield f"      {wrong}"


def local_table(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the table of a run without a model."""
    yield "| category | judged | right | asked | clear | of them right |"
    yield "|---|---|---|---|---|---|"
    for category, some in (("**all**", scores), *scores["categories"].items()):
        yield (
            f"| {category} | {some['judged']} | {_share(some, 'ours_good')} | {some['asked']} "
            f"| {some['clear']} | {_share(some, 'clear_good', 'clear')} |"
        )


def local_explanation(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield every request that came out wrong."""
    for row in scores["requests"]:
        if not row["good"]:
            yield f"{row['home']} {row['category']} {row['text']!r}: {row['why']}; {row['wrong'][:2]}"


def check_lines(scores: Mapping[str, Any]) -> Iterator[str]:
    """Yield how far this home and this judge agree with the labels, and each try where not."""
    yield f"{scores['agreed']} of {scores['judged']} verdicts are the recorded ones"
    for row in scores["disagreed"]:
        label = "good" if row["recorded_good"] else "bad"
        yield f"{row['model']} {row['task_id']}: recorded {label}; {row['wrong'] or 'right here'}"
