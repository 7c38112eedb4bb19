"""Acts on known targets end as they would in Home Assistant's own search for them."""

from typing import Any, override

import pytest
import voluptuous as vol

from custom_components.jarvis_local.tools.base import Act
from custom_components.jarvis_local.tools.base.handle import async_handle
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent, llm

_LAMP = "light.lamp"


class _Handler(intent.DynamicServiceIntentHandler):
    """A handler that may break, as any integration's may."""

    def __init__(self, breaks: Exception | None = None) -> None:
        """Want a level, and lights that are on."""
        super().__init__(
            "TestAct",
            required_domains={"light"},
            required_states={"on"},
            required_slots={"level": vol.All(int, vol.Range(min=0, max=9))},
        )
        self._breaks = breaks

    @override
    def get_domain_and_service(self, intent_obj: intent.Intent, state: State) -> tuple[str, str]:
        """Break, or say what to call."""
        if self._breaks is not None:
            raise self._breaks
        return "light", "set_level"


@pytest.mark.parametrize(
    ("breaks", "state", "level", "error"),
    [
        pytest.param(None, "on", 3, None, id="done"),
        pytest.param(None, "on", 30, intent.InvalidSlotInfo, id="slot"),
        pytest.param(None, "off", 3, intent.MatchFailedError, id="state"),
        pytest.param(None, None, 3, intent.MatchFailedError, id="gone"),
        pytest.param(ValueError("x"), "on", 3, intent.IntentUnexpectedError, id="broken"),
        pytest.param(HomeAssistantError("x"), "on", 3, intent.IntentUnexpectedError, id="refused"),
        pytest.param(intent.IntentHandleError("x"), "on", 3, intent.IntentHandleError, id="unable"),
    ],
)
async def test_ends_as_in_home_assistant(
    hass: HomeAssistant,
    breaks: Exception | None,
    state: str | None,
    level: int,
    error: type[Exception] | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A target that is handed over directly has the same outcome as one that is searched for."""
    calls: list[Any] = []
    hass.services.async_register("light", "set_level", calls.append)
    hass.states.async_set("light.other", "on")
    if state:
        hass.states.async_set(_LAMP, state)
    intent.async_register(hass, _Handler(breaks))
    context = Context()
    llm_context = llm.LLMContext(
        platform="test", context=context, language="fr", assistant="", device_id=None
    )
    act, lamp = Act(intent="TestAct", slots={"level": level}), State(_LAMP, state or "on")
    slots = {"level": {"value": level}, "name": {"value": _LAMP}}
    if error is not None:
        with pytest.raises(error) as ours:
            await async_handle(hass, act, lamp, llm_context)
        # What a device refuses is no defect, and leaves no traceback.
        logged = any(record.exc_info for record in caplog.records)
        assert logged is isinstance(breaks, ValueError)
        with pytest.raises(error) as theirs:
            await intent.async_handle(hass, "test", "TestAct", slots, context=context)
        assert type(ours.value) is type(theirs.value)
        return
    response = await async_handle(hass, act, lamp, llm_context)
    await hass.async_block_till_done()
    assert [result.id for result in response.success_results] == [_LAMP]
    assert (response.language, calls[0].context) == ("fr", context)
    assert calls[0].data == {"entity_id": _LAMP, "level": level}
