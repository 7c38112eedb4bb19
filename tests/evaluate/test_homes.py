"""Tests of reading homes and recordings."""

from pathlib import Path

import pytest

from benchmarks.evaluate.homes import Home, load_homes
from benchmarks.evaluate.recordings import load_recordings
from benchmarks.evaluate.replay import is_artefact

from .conftest import DATA


def test_a_home_is_read(cottage: Home) -> None:
    """Rooms without a key get one, a truth value is a state, answers are left out."""
    states = {item.entity_id: item.condition.state for item in cottage.furnishings}

    assert [room.key for room in cottage.rooms] == ["workshop", "hall", "loft", "nook"]
    assert (states["light.nook_lamp"], states["binary_sensor.motion"]) == ("off", "on")
    assert (states["number.pump_power"], states["climate.stove"]) == ("40", None)
    assert "How loud is it" not in {request.text for request in cottage.requests}


def test_a_folder_without_homes_is_refused(tmp_path: Path) -> None:
    """A wrong path is not a score of nothing."""
    with pytest.raises(FileNotFoundError, match="no home"):
        load_homes(tmp_path)


def test_recordings_are_matched_to_requests() -> None:
    """Lines that nobody judged, or that fit no request, are counted and not played."""
    recordings = load_recordings(DATA, load_homes(DATA))

    assert {model: len(tries) for model, tries in recordings.tries.items()} == {
        "large": 1,
        "small": 9,
    }
    assert (recordings.unjudged, recordings.unmatched) == (1, 1)


def test_only_the_models_named_are_read() -> None:
    """The others are as if they were not there."""
    recordings = load_recordings(DATA, load_homes(DATA), frozenset({"large"}))

    assert list(recordings.tries) == ["large"]


def test_tool_turns_are_not_the_model_s_words() -> None:
    """What a tool returned to the recorded model is not said again."""
    tries = load_recordings(DATA, load_homes(DATA)).tries["small"]
    words = next(attempt.words for attempt in tries if attempt.request.device)

    assert [[call.name for call in reply.calls] for reply in words] == [
        ["HassTurnOn"],
        ["HassTurnOn"],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Switch the bench lamp off", False, id="plain"),
        pytest.param("Light on the whole upper floor", True, id="floor"),
        pytest.param("Mute the radio", True, id="mute"),
    ],
)
def test_artefacts(cottage: Home, text: str, expected: bool) -> None:
    """A whole floor by its name and a mute that means volume 0 are artefacts."""
    request = next(request for request in cottage.requests if request.text == text)

    assert is_artefact(cottage, request) is expected
