"""The gate looks into scripts: every step counts, wherever it hides."""

from functools import partial
from typing import Any

import pytest

from custom_components.jarvis_local.policy import (
    Confirmation,
    async_is_guarded_intent,
    confirmation_for,
)
from custom_components.jarvis_local.policy.risk import confirmation_for_entity
from custom_components.jarvis_local.policy.scripts import Judges, confirmation_for_script
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .attack import expose
from .home import Home
from .tool_calls import call_tool, make_context

NONE, ASK, PIN = Confirmation.NONE, Confirmation.ASK, Confirmation.PIN


def call(action: str, entity_id: Any = None, **data: Any) -> dict[str, Any]:
    """Return a script's step that calls an action."""
    target = {} if entity_id is None else {"target": {"entity_id": entity_id}}
    return {"action": action, "data": data, **target}


@pytest.mark.parametrize(
    ("steps", "level"),
    [
        pytest.param([call("light.turn_on", "light.kitchen")], NONE, id="light"),
        pytest.param([call("light.turn_on", "{{ x }}")], NONE, id="light by template"),
        pytest.param([{"delay": 1}, {"stop": "done"}, {"variables": {"x": 1}}], NONE, id="waits"),
        pytest.param([call("lock.lock", "lock.front_door")], NONE, id="lock"),
        pytest.param([call("lock.unlock", "lock.front_door")], PIN, id="unlock"),
        pytest.param([call("lock.unlock", "{{ x }}")], PIN, id="unlock by template"),
        pytest.param([call("lock.unlock", "all")], PIN, id="unlock all"),
        pytest.param(
            [{"action": "lock.unlock", "target": {"area_id": "hall"}}], PIN, id="unlock by area"
        ),
        pytest.param([call("cover.open_cover", "cover.living_room_blinds")], NONE, id="blinds"),
        pytest.param([call("cover.toggle", ["cover.gone"])], PIN, id="unknown cover"),
        pytest.param(
            [{"action": "cover.open_cover", "data": {"entity_id": "cover.living_room_blinds"}}],
            NONE,
            id="target in data",
        ),
        pytest.param(
            [
                {
                    "action": "cover.open_cover",
                    "data": {"entity_id": "cover.living_room_blinds"},
                    "target": {"area_id": "garage"},
                }
            ],
            PIN,
            id="more than the named target",
        ),
        pytest.param([call("homeassistant.turn_off", "light.kitchen")], NONE, id="generic light"),
        pytest.param([call("homeassistant.turn_off", "lock.front_door")], PIN, id="generic lock"),
        pytest.param([call("homeassistant.toggle", "{{ x }}")], ASK, id="generic by template"),
        pytest.param([call("homeassistant.restart")], ASK, id="restart"),
        pytest.param([call("shell_command.open")], ASK, id="shell command"),
        pytest.param([call("python_script.x", "light.kitchen")], ASK, id="foreign target"),
        pytest.param([call("automation.trigger", "automation.x")], ASK, id="automation"),
        pytest.param([call("button.press", "button.open")], ASK, id="button"),
        pytest.param(
            [call("{{ 'lock.unlock' }}", "lock.front_door")], ASK, id="action by template"
        ),
        pytest.param([{"event": "open_sesame"}], ASK, id="event"),
        pytest.param([{"scene": "scene.unknown"}], ASK, id="unknown scene"),
        pytest.param(
            [call("scene.apply", entities={"lock.front_door": "unlocked"})], ASK, id="apply"
        ),
        pytest.param([call("script.innocent")], NONE, id="harmless script"),
        pytest.param([call("script.turn_on", "script.innocent")], NONE, id="script turned on"),
        pytest.param([call("script.culprit")], PIN, id="script that unlocks"),
        pytest.param([call("script.reload")], ASK, id="script reload"),
        pytest.param([call("script.tested")], NONE, id="itself"),
        pytest.param(
            [{"if": "{{ true }}", "then": [call("lock.unlock", "lock.front_door")]}], PIN, id="if"
        ),
        pytest.param(
            [
                {
                    "choose": [
                        {
                            "conditions": "{{ false }}",
                            "sequence": [call("lock.unlock", "lock.front_door")],
                        }
                    ],
                    "default": [{"delay": 1}],
                }
            ],
            PIN,
            id="choose",
        ),
        pytest.param(
            [{"repeat": {"count": 2, "sequence": [call("lock.unlock", "lock.front_door")]}}],
            PIN,
            id="repeat",
        ),
        pytest.param(
            [{"parallel": [{"delay": 1}, call("lock.unlock", "lock.front_door")]}],
            PIN,
            id="parallel",
        ),
        pytest.param(
            [{"sequence": [call("light.turn_on", "light.kitchen")]}], NONE, id="harmless sequence"
        ),
    ],
)
async def test_script_is_judged_by_its_steps(
    hass: HomeAssistant, home: Home, steps: list[dict[str, Any]], level: Confirmation
) -> None:
    """Every step counts, wherever it hides; what cannot be read has to be asked."""
    scripts = {
        "tested": {"sequence": steps},
        "innocent": {"sequence": [call("light.turn_on", "light.kitchen")]},
        "culprit": {"sequence": [call("lock.unlock", "lock.front_door")]},
    }
    assert await async_setup_component(hass, "script", {"script": scripts})

    assert confirmation_for(hass, "script.tested", "turn_on") is level


def judges(hass: HomeAssistant) -> Judges:
    """Return judges that let every entity pass, and a domain as the policy does."""
    return Judges(
        entity=lambda *_: NONE, domain=partial(confirmation_for_entity, hass), unknown=ASK
    )


async def test_device_action_is_judged_by_its_domain(hass: HomeAssistant, home: Home) -> None:
    """Device actions hide their entity behind a registry id, not their domain."""

    def judge(domain: str, kind: str) -> Confirmation:
        step = {"device_id": "0", "domain": domain, "type": kind, "entity_id": "0"}
        return confirmation_for_script([step], judges(hass))

    assert judge("light", "turn_on") is NONE
    assert judge("lock", "unlock") is PIN
    assert judge("lock", "lock") is NONE
    assert judge("mobile_app", "notify") is ASK


async def test_step_of_an_unknown_kind_is_asked(hass: HomeAssistant) -> None:
    """What a future Home Assistant adds is not trusted before we know it."""
    for step in ({"teleport": "home"}, None):
        assert confirmation_for_script([step], judges(hass)) is ASK


async def test_script_that_unlocks_is_refused(hass: HomeAssistant, home: Home) -> None:
    """An exposed script runs, unless it opens the house."""
    scripts = {
        "cinema": {"alias": "Cinema", "sequence": [call("light.turn_on", "light.kitchen")]},
        "guests": {"alias": "Guests", "sequence": [call("lock.unlock", "lock.front_door")]},
    }
    assert await async_setup_component(hass, "script", {"script": scripts})
    expose(hass, "script.cinema", "script.guests")

    assert not (await call_tool(hass, "HassTurnOn", name="Cinema")).error
    assert home.value("light.kitchen") == "on"
    assert "Refused" in (await call_tool(hass, "HassTurnOn", name="Guests")).data["error"]
    assert home.value("lock.front_door") == "locked"


async def test_owners_own_sentence_is_judged_by_its_script(hass: HomeAssistant, home: Home) -> None:
    """A sentence of the owner's runs locally unless what it does needs consent."""
    own = {
        "Cinema": {"action": [call("light.turn_on", "light.kitchen")]},
        "Guests": {"action": [call("lock.unlock", "lock.front_door")]},
        "Joke": {"speech": {"text": "Knock, knock"}},
    }
    assert await async_setup_component(hass, "intent_script", {"intent_script": own})

    guarded = {name for name in own if async_is_guarded_intent(hass, name, {}, make_context())}

    assert guarded == {"Guests"}
