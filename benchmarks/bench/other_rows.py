"""The lines about what is in the prompt, when it is spoken, and what models of other kinds remember."""

from collections.abc import Iterator, Sequence
from typing import Final

from .memory import Kind
from .results import Measured
from .row import Row, span
from .selection import Selection
from .speech import Spoken

_LEAST_TOLD: Final = 0.97
_MOST_EVALUATED: Final = 100
# The start of the word after a sentence, which shows that it is over.
_NEXT_WORD: Final = 3


def selection_rows(measured: Measured) -> Iterator[Row]:
    """Yield the lines about the target's being in the list, and in the selection."""
    for found in measured.selections:
        if not found.is_noisy:
            yield Row(
                what=f"right target listed in the prompt, {found.where}",
                bound="100 %",
                core="–",
                ours=_share(found.listed, found.targets),
                met=found.listed == found.targets,
            )
        yield _told_row(found)


def _told_row(found: Selection) -> Row:
    """Return a line about the selection; nothing is promised of what was misheard."""
    noise = ", misheard" if found.is_noisy else ""
    partly = found.some_told - found.all_told
    return Row(
        what=f"right target in the selection, {found.where}{noise}",
        bound="–" if found.is_noisy else f"≥ {_LEAST_TOLD:.0%}",
        core="none",
        ours=f"{_share(found.all_told, found.requests)}; {partly} more in part",
        met=None if found.is_noisy else found.all_told >= _LEAST_TOLD * found.requests,
        worst=f"{found.devices:g} devices, {found.tokens:g} tokens, at most {found.most_tokens}",
    )


def _share(part: int, whole: int) -> str:
    """Return so many of so many."""
    return f"{part:,} of {whole:,} ({part / whole:.1%})"


def speech_rows(measured: Measured) -> Iterator[Row]:
    """Yield the lines about the way of an answer to the voice."""
    ours = {spoken.what: spoken for spoken in measured.spoken if spoken.agent == "ours"}
    for core in measured.spoken:
        if core.agent == "core":
            yield _spoken_row(core, ours[core.what])


def _spoken_row(core: Spoken, ours: Spoken) -> Row:
    """Return the line of one kind of answer."""
    return Row(
        what=f"first sentence → voice, {ours.what}: tokens written, of all; characters handed first",
        bound=f"at once: {ours.least}",
        core=_spoken(core),
        ours=_spoken(ours),
        met=ours.before <= ours.least + _NEXT_WORD,
        worst=f"{core.seconds:g} → {ours.seconds:g} s at {ours.tokens_a_second:g} tokens/s",
    )


def _spoken(spoken: Spoken) -> str:
    """Return a cell about an answer."""
    return f"{spoken.before} of {spoken.total}; {spoken.first}"


def kind_rows(measured: Measured, workloads: Sequence[str], families: Sequence[str]) -> list[Row]:
    """Return the lines about the tokens evaluated by models that remember in other ways."""
    return [_kind_row(measured, kind, workloads, families) for kind in Kind]


def _kind_row(
    measured: Measured, kind: Kind, workloads: Sequence[str], families: Sequence[str]
) -> Row:
    """Return the line of one kind of memory; the bound is that of full attention."""
    ours, core = (measured.find(a, *workloads, family=families) for a in ("ours", "core"))
    worst = max(ours, key=lambda result: result.by_kind[kind], default=None)
    return Row(
        what=f"evaluated per command after warm-up, {kind} memory",
        bound=f"≤ {_MOST_EVALUATED}",
        core=span([result.by_kind[kind] for result in core]),
        ours=span([result.by_kind[kind] for result in ours]),
        met=worst.by_kind[kind] <= _MOST_EVALUATED if worst else None,
        worst=f"{worst.workload}, {worst.family}, {worst.size} entities" if worst else "",
    )
