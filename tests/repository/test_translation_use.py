"""What the code shows and what the texts hold are compared in both directions."""

import pytest

from dev.validate.repository import Repository
from dev.validate.translation_use import validate

from .edit import put, write

EN = "translations/en.json"
RAISE = """
raise HomeAssistantError(
    translation_domain=DOMAIN,
    translation_key="too_deep",
    translation_placeholders={"depth": "3"},
)
"""


PASSED_ON = """
def _error(key):
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)

raise _error("too_deep")
"""


@pytest.mark.parametrize(
    ("file", "source", "problem"),
    [
        ("flows/x.py", 'show(step_id="cellar")', "the step cellar has no text"),
        ("flows/x.py", 'self.async_abort(reason="full")', "the reason full to stop"),
        ("flows/x.py", 'show(progress_action="digging")', "the progress digging has no text"),
        ("flows/x.py", 'DEPTH = "depth"\nvol.Required(DEPTH)', "the field depth has no name"),
        ("x.py", RAISE, "exceptions.too_deep has no text"),
        ("x.py", PASSED_ON, "exceptions.too_deep has no text"),
        ("x.py", 'ir.async_create_issue(translation_key="wet")', "issues.wet has no text"),
        ("x.py", 'SelectSelectorConfig(translation_key="size")', "selector.size has no text"),
        ("x.py", 'DeviceInfo(translation_key="pump")', "device.pump has no text"),
        ("sensor.py", 'Description(translation_key="level")', "entity.sensor.level has no text"),
    ],
    ids=[
        "step",
        "abort",
        "progress",
        "field",
        "exception",
        "passed on",
        "issue",
        "selector",
        "device",
        "entity",
    ],
)
def test_missing_text(file: str, source: str, problem: str, copy: Repository) -> None:
    """Whatever the code shows must have an English text."""
    write(file, source)(copy)
    assert any(problem in found for found in validate(copy))


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("config.step.cellar", {"title": "x"}, "no flow has a step cellar"),
        ("config.error.too_wet", "x", "no flow uses error.too_wet"),
        ("config.step.user.data.wetness", "x", "no form has a field wetness"),
        ("exceptions.too_wet.message", "x", "never uses exceptions.too_wet"),
        ("selector.wetness.options.dry", "x", "never offers selector.wetness.dry"),
        ("entity.sensor.wetness.name", "x", "never uses entity.sensor.wetness"),
    ],
    ids=["step", "error", "field", "exception", "option", "entity"],
)
def test_text_left_over(path: str, value: object, problem: str, copy: Repository) -> None:
    """A text that nothing shows is found."""
    put(EN, path, value)(copy)
    assert any(problem in found for found in validate(copy))


def test_placeholder_not_given(copy: Repository) -> None:
    """A text may only have the placeholders that the code fills in."""
    write("x.py", RAISE)(copy)
    put(EN, "exceptions.too_deep.message", "{depth} of {height}")(copy)
    assert any("does not give" in found for found in validate(copy))


def test_placeholder_given(copy: Repository) -> None:
    """A text with exactly those is accepted."""
    write("x.py", RAISE)(copy)
    put(EN, "exceptions.too_deep.message", "{depth} is too deep")(copy)
    assert not any("too_deep" in found for found in validate(copy))
