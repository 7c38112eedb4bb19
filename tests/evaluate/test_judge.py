"""Tests of the verdict on states."""

from typing import Any

import pytest

from benchmarks.evaluate.homes import Condition, Request
from benchmarks.evaluate.judge import differences, is_to_act

BEFORE = {
    "light.lamp": Condition(state="on", attributes={"brightness": 120, "color_mode": "brightness"}),
    "fan.draught": Condition(state="off", attributes={"percentage": 0}),
}
OFF = Condition(state="off", attributes={"brightness": None, "color_mode": None})


def request(**changes: Any) -> Request:
    """Return a request to turn the lamp off, or one changed so."""
    return Request(
        **{
            "home": "cottage",
            "topic": "lamps",
            "category": "light",
            "text": "Lamp off",
            "device": None,
            "setup": {},
            "expected": {"light.lamp": Condition(state="off")},
            "ignored": {"light.lamp": frozenset({"brightness"})},
            **changes,
        }
    )


def test_what_was_expected_is_right() -> None:
    """What is ignored, and what follows from the state, does not count."""
    assert differences(BEFORE, {**BEFORE, "light.lamp": OFF}, request()) == []


def test_nothing_done_is_wrong() -> None:
    """The words say what is and what should be."""
    assert differences(BEFORE, BEFORE, request()) == ["light.lamp state is on, not off"]


def test_more_than_expected_is_wrong() -> None:
    """Every other entity has to stay as it was."""
    after = {"light.lamp": OFF, "fan.draught": Condition(state="on", attributes={"percentage": 0})}

    assert differences(BEFORE, after, request()) == ["fan.draught state is on, not off"]


def test_attributes_count() -> None:
    """An attribute that nobody ignores must stay; floats need not agree to the last bit."""
    expected = {"fan.draught": Condition(attributes={"percentage": 0.3})}
    after = {**BEFORE, "fan.draught": Condition(state="off", attributes={"percentage": 0.1 + 0.2})}

    assert differences(BEFORE, after, request(expected=expected)) == []
    assert differences(BEFORE, after, request(expected={})) == [
        "fan.draught percentage is 0.30000000000000004, not 0"
    ]


def test_an_entity_that_is_not_there_is_wrong() -> None:
    """A fixture's mistake shows."""
    expected = {"light.none": Condition(state="on")}

    assert differences(BEFORE, BEFORE, request(expected=expected)) == ["light.none does not exist"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, True, id="change"),
        pytest.param({"expected": {}}, False, id="nothing expected"),
        pytest.param({"expected": {"light.lamp": Condition(state="on")}}, False, id="as it is"),
        pytest.param(
            {
                "setup": {"light.lamp": Condition(state="off")},
                "expected": {"light.lamp": Condition(state="on")},
            },
            True,
            id="as the setup writes it",
        ),
    ],
)
def test_whether_there_is_anything_to_do(changes: dict[str, Any], expected: bool) -> None:
    """Where nothing must change, the right answer is a question or a refusal."""
    assert is_to_act(BEFORE, request(**changes)) is expected
