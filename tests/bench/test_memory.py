"""What models of each kind remember of a prompt, as llama-server has it."""

import pytest

from benchmarks.bench.memory import HostedCache, Kind

_HOME = [f"home{number}" for number in range(3000)]


def _prompt(command: str, *, home: list[str] = _HOME, length: int = 20) -> list[str]:
    """Return the home and a command after it."""
    return [*home, *(f"{command}{number}" for number in range(length))]


@pytest.mark.parametrize(
    ("kind", "evaluated"),
    [(Kind.FULL, 20), (Kind.SLIDING, 20), (Kind.HYBRID, 512)],
)
def test_another_command(kind: Kind, evaluated: int) -> None:
    """Another command after the same home: a state can only be resumed at its checkpoint."""
    cache = HostedCache(kind=kind)
    cache.take(_prompt("first"))
    prompt = _prompt("second")
    assert len(prompt) - cache.take(prompt)[1] == evaluated


@pytest.mark.parametrize("kind", list(Kind))
def test_dialogue_goes_on(kind: Kind) -> None:
    """What only adds to the prompt costs every kind the same."""
    cache = HostedCache(kind=kind)
    slot, _ = cache.take(_prompt("first"))
    slot.tokens = [*slot.tokens, "answer"]
    assert cache.take([*slot.tokens, "second"])[1] == len(slot.tokens) - 1


@pytest.mark.parametrize(
    ("kind", "cached"), [(Kind.FULL, 2000), (Kind.SLIDING, 0), (Kind.HYBRID, 0)]
)
def test_change_in_the_home(kind: Kind, cached: int) -> None:
    """A change far from the end costs the whole prompt where nothing remembers that far back."""
    cache = HostedCache(kind=kind)
    cache.take(_prompt("first"))
    renamed = [*_HOME[:2000], "renamed", *_HOME[2001:]]
    assert cache.take(_prompt("first", home=renamed))[1] == cached


@pytest.mark.parametrize(
    ("kind", "kept"), [(Kind.SLIDING, 3020 - 512 - 1), (Kind.HYBRID, 3020 - 512)]
)
def test_checkpoint_of_an_earlier_prompt(kind: Kind, kept: int) -> None:
    """After a long prompt, the checkpoints of the short one before it are still there."""
    cache = HostedCache(kind=kind)
    cache.take(_prompt("short"))
    cache.take(_prompt("long", length=2500))
    assert cache.take(_prompt("short"))[1] == kept


def test_same_prompt_again() -> None:
    """The same prompt is read from the checkpoint near its end."""
    cache = HostedCache(kind=Kind.HYBRID)
    costs = [3020 - cache.take(_prompt("same"))[1] for _ in range(2)]
    assert costs == [3020, 4]


def test_saved_state_has_its_checkpoints() -> None:
    """A prompt that was driven out comes back with its checkpoints."""
    cache = HostedCache(kind=Kind.HYBRID)
    other = [f"other{number}" for number in range(3000)]
    for home in (_HOME, other):
        cache.take(_prompt("first", home=home))
    assert cache.take(_prompt("second"))[1] == 3020 - 512


def test_every_kind_is_counted() -> None:
    """Each prompt is counted for all kinds, and answered for as the chosen one."""
    cache = HostedCache(kind=Kind.HYBRID)
    slot, _ = cache.take(_prompt("first"))
    slot.tokens = [*slot.tokens, "answer"]
    assert cache.take(_prompt("second"))[1] == 3020 - 512
    assert [dict(taken.evaluated) for taken in cache.taken] == [
        dict.fromkeys(Kind, 3020),
        {Kind.FULL: 20, Kind.SLIDING: 20, Kind.HYBRID: 512},
    ]
