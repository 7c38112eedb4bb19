"""Ways around a person's yes or PIN, listed in data/attacks.yaml: each must leave everything shut."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, override

import pytest
from pytest_homeassistant_custom_component.common import MockUser
import yaml

from custom_components.jarvis_local.agent.consent import Answer, Asker, PendingConsent, answer_of
from custom_components.jarvis_local.const import CONF_POLICY, DOMAIN, HOUSEHOLD
from custom_components.jarvis_local.policy import (
    Confirmation,
    OwnerPolicy,
    PendingAct,
    async_set_policy,
)
from custom_components.jarvis_local.store import Store, audit, pins
from custom_components.jarvis_local.tools.base import Request, current_request
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.components.alarm_control_panel import (
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from . import build_home as building
from .attack import expose, place
from .conftest import agent_entity_id, make_entry, setup_entry
from .home import Cover, Device, Home, Lock, devices
from .tool_calls import call_tool

PIN = "4711"
ATTACKS: Mapping[str, dict[str, Any]] = {
    attack["name"]: attack
    for attack in yaml.safe_load(
        Path(__file__).with_name("data").joinpath("attacks.yaml").read_text()
    )
}
SHUT = {
    "alarm_control_panel.house": "armed_away",
    "cover.garage": "closed",
    "lock.back_door": "locked",
    "lock.front_door": "locked",
}
_BAD = frozenset(
    {
        "alarm_control_panel.alarm_disarm",
        "cover.open_cover",
        "cover.set_cover_position",
        "lock.open",
        "lock.unlock",
        "script.let_in",
    }
)


class Alarm(AlarmControlPanelEntity):
    """An armed alarm that takes no code of its own."""

    _attr_alarm_state = AlarmControlPanelState.ARMED_AWAY
    _attr_code_arm_required = False
    _attr_supported_features = AlarmControlPanelEntityFeature.ARM_AWAY

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm."""
        self._attr_alarm_state = AlarmControlPanelState.DISARMED
        self.async_write_ha_state()


def _doors() -> list[Device]:
    """Return the devices of the test home, and more that must stay shut."""
    garage = Cover()
    garage._attr_device_class = "garage"  # type: ignore[assignment]
    return [
        *devices(),
        Device(entity_id="lock.back_door", name="Back door", entity=Lock(), area="Kitchen"),
        Device(entity_id="cover.garage", name="Garage", entity=garage),
        Device(entity_id="alarm_control_panel.house", name="House alarm", entity=Alarm()),
    ]


@pytest.fixture
async def home(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return the test home with a second lock, a garage, an alarm and a script."""
    monkeypatch.setattr(building, "devices", _doors)
    house = await building.build_home(hass)
    unlock = [{"action": "lock.unlock", "target": {"entity_id": "lock.front_door"}}]
    hello = [{"delay": 0}]
    scripts = {
        "let_in": {"alias": "Let in", "sequence": unlock},
        "greet": {"alias": "Greeting", "sequence": hello},
    }
    assert await async_setup_component(hass, "script", {"script": scripts})
    expose(hass, "script.let_in", "script.greet")
    await hass.async_block_till_done()
    return house


@dataclass(kw_only=True)
class Attack:
    """An attack that is going on; steps are methods, named as in the file."""

    hass: HomeAssistant
    home: Home
    server: ScriptedOllama
    monkeypatch: pytest.MonkeyPatch
    store: Store
    people: dict[str, str]
    talks: dict[str, str | None] = field(default_factory=dict)
    contents: list[Any] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    async def run(self, steps: list[dict[str, Any]]) -> None:
        """Take the steps one after the other."""
        for step in steps:
            options = dict(step)
            name = next(iter(options))
            await getattr(self, f"do_{name}")(options.pop(name), **options)
            await self.hass.async_block_till_done(wait_background_tasks=True)

    async def do_say(
        self,
        text: str,
        by: str = "satellite:Kitchen",
        language: str = "en",
        talk: str = "first",
        times: int = 1,
    ) -> None:
        """Say something, in a conversation of this name."""
        kind, _, who = by.partition(":")
        result = await conversation.async_converse(
            self.hass,
            text * times,
            self.talks.get(talk),
            Context(user_id=self.people.get(who) if kind == "user" else None),
            language=language,
            agent_id=agent_entity_id(self.hass),
            device_id=self.home.satellites[who] if kind == "satellite" else None,
        )
        self.talks[talk] = result.conversation_id
        self.heard.append(result.response.speech["plain"]["speech"])

    async def do_together(self, texts: list[str], **options: Any) -> None:
        """Say several things at once."""
        await asyncio.gather(*(self.do_say(text, **options) for text in texts))

    async def do_apart(self, texts: list[str], **options: Any) -> None:
        """Say several things at once, each in a conversation of its own that has a question."""
        for number, _ in enumerate(texts):
            await self.do_say("Unlock the front door", talk=f"apart {number}", **options)
        await asyncio.gather(
            *(
                self.do_say(text, talk=f"apart {number}", **options)
                for number, text in enumerate(texts)
            )
        )

    async def do_model(self, replies: list[dict[str, Any]]) -> None:
        """Have the model answer so from now on."""
        self.server.otherwise(
            *(
                Reply(
                    text=reply.get("text", ""),
                    calls=[Call(tool, args) for tool, args in reply.get("calls", ())],
                )
                for reply in replies
            )
        )

    async def do_wait(self, seconds: float) -> None:
        """Let time pass for the questions."""
        now = self.hass.loop.time()
        self.monkeypatch.setattr(self.hass.loop, "time", lambda: now + seconds)

    async def do_clock(self, seconds: float) -> None:
        """Put the clock on the wall forward or back."""
        now = dt_util.utcnow() + timedelta(seconds=seconds)
        self.monkeypatch.setattr(dt_util, "utcnow", lambda: now)

    async def do_policy(self, levels: dict[str, str]) -> None:
        """Have the owner decide otherwise."""
        async_set_policy(self.hass, OwnerPolicy.from_options({CONF_POLICY: levels}))

    async def do_pin(self, pin: str | None) -> None:
        """Change the PIN, or take it away."""
        if pin is None:
            await self.store.async_run(pins.remove, HOUSEHOLD)
        else:
            await self.store.async_run(pins.set_pin, HOUSEHOLD, pin)

    async def do_reload(self, _: Any) -> None:
        """Load the entry anew."""
        entry = self.hass.config_entries.async_entries(DOMAIN)[0]
        assert await self.hass.config_entries.async_reload(entry.entry_id)
        self.store = entry.runtime_data.store

    async def do_rename(self, entity_id: str, **changes: Any) -> None:
        """Change what the registry says of an entity."""
        er.async_get(self.hass).async_update_entity(entity_id, **changes)

    async def do_place(self, entity_id: str, area: str) -> None:
        """Put an entity into an area."""
        place(self.hass, self.home, entity_id, area)

    async def do_set(self, which: str, state: str, **attributes: Any) -> None:
        """Make an entity of this state, such as a group, and expose it."""
        self.hass.states.async_set(which, state, attributes)
        expose(self.hass, which)

    async def do_process(
        self, text: str, talk: str = "first", by: str = "", **options: Any
    ) -> None:
        """Have an automation say something in a conversation whose id it knows."""
        data = {"text": text, "agent_id": agent_entity_id(self.hass), **options}
        if self.talks.get(talk):
            data["conversation_id"] = self.talks[talk]
        await self.hass.services.async_call(
            "conversation", "process", data, blocking=True, return_response=True, context=Context()
        )

    async def do_tool(self, tool: str, args: dict[str, Any], *, inside: bool = False) -> None:
        """Have another agent call a tool, perhaps while a request of ours is in its context."""
        request = Request(text="yes, unlock the front door", language="en") if inside else None
        token = current_request.set(request)
        try:
            await call_tool(self.hass, tool, **args)
        finally:
            current_request.reset(token)

    async def do_trigger(self, sentence: str, said: str) -> None:
        """Add an automation by a sentence, which says something to Jarvis."""
        config = {
            "alias": "Attack",
            "trigger": {"platform": "conversation", "command": [sentence]},
            "action": {
                "action": "conversation.process",
                "data": {"text": said, "agent_id": agent_entity_id(self.hass)},
            },
        }
        assert await async_setup_component(self.hass, "automation", {"automation": config})

    async def do_expect(self, text: str) -> None:
        """Check that the last answer has these words, so that the attack tests what it should."""
        assert text in self.heard[-1], self.heard

    async def words(self) -> str:
        """Return all that was kept or sent: the model's messages, the audit log."""
        acts = await self.store.async_run(audit.recent)
        return f"{self.server.chats} {acts}"


@pytest.fixture
def bad(hass: HomeAssistant) -> Iterator[list[str]]:
    """Return the dangerous actions that were called."""
    called: list[str] = []

    def note(event: Event) -> None:
        name = f"{event.data['domain']}.{event.data['service']}"
        if name in _BAD:
            called.append(name)

    stop = hass.bus.async_listen("call_service", note)
    yield called
    stop()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
async def test_attack_opens_nothing(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    bad: list[str],
    attack: dict[str, Any],
) -> None:
    """Nobody's yes or PIN is made up, taken from another act, or told to a model."""
    entry = make_entry(ollama_server.url, options={CONF_POLICY: attack.get("levels", {})})
    await setup_entry(hass, entry)
    store: Store = entry.runtime_data.store
    await store.async_run(pins.set_pin, HOUSEHOLD, PIN)
    people = {name: MockUser(name=name).add_to_hass(hass).id for name in ("Anna", "Ben")}
    ollama_server.otherwise(Reply(text="I see."))
    going_on = Attack(
        hass=hass,
        home=home,
        server=ollama_server,
        monkeypatch=monkeypatch,
        store=store,
        people=people,
    )

    await going_on.run(attack["steps"])

    allowed = attack.get("opens", {})
    for entity_id, state in (SHUT | allowed).items():
        assert home.value(entity_id) == state, f"{entity_id}: {going_on.heard}"
    assert allowed or not bad, going_on.heard
    words = await going_on.words()
    logged = " ".join(
        record.getMessage() for record in caplog.records if "jarvis_local" in record.name
    )
    for secret in attack.get("secret", ()):
        assert secret not in words
        assert secret not in logged


PHRASES = [
    pytest.param(language, kind, text, id=f"{language} {kind} {text}")
    for language in ("en", "fr")
    for kind, texts in yaml.safe_load(
        (Path(__file__).parent / "data" / f"consent_{language}.yaml").read_text("utf-8")
    ).items()
    for text in texts
]
REQUESTS = {"en": "Unlock the front door", "fr": "Déverrouille la porte d'entrée"}


@pytest.mark.parametrize(("language", "kind", "text"), PHRASES)
def test_what_people_answer(language: str, kind: str, text: str) -> None:
    """A yes and a no are understood as they are said, and nothing else is a yes."""
    act = PendingAct(
        tool="HassTurnOff",
        args={},
        targets=frozenset({"lock.front_door"}),
        level=Confirmation.ASK,
        verb="unlock",
    )
    asker = Asker(user_id=None, device_id=None, satellite_id=None)
    pending = PendingConsent(acts=(act,), text=REQUESTS[language], asker=asker, asked_at=0)

    answer = answer_of(pending, text, language)

    assert answer is not Answer.YES if kind == "not_yes" else answer == kind
