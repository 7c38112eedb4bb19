"""Twenty turns while the model servers fail, go and come back: nothing is lost, nothing unhandled."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
import logging

import pytest

from custom_components.jarvis_local.const import CONF_LOCAL_FIRST
from dev.scripted_ollama import ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import agent_entity_id, make_entry, models, setup_entry
from .failover_script import ANSWER, LOCAL, QUESTION, TURNS, async_play, script
from .home import Home


@pytest.fixture
async def servers(socket_enabled: None) -> AsyncGenerator[Sequence[ScriptedOllama]]:
    """Return two running servers whose models know the script."""
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(ScriptedOllama(models=models())) for _ in range(2)]
        for server in both:
            script(server)
        yield both


async def test_twenty_turns(
    hass: HomeAssistant,
    home: Home,
    servers: Sequence[ScriptedOllama],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each command is done, each answer comes from the best server there is, or says what is wrong."""
    entry = make_entry([server.url for server in servers], agent={CONF_LOCAL_FIRST: False})
    await setup_entry(hass, entry)
    agent_id = agent_entity_id(hass)

    played = []
    for turn in TURNS:
        played.append(await async_play(hass, agent_id, servers, turn))
        await hass.async_block_till_done(wait_background_tasks=True)

    assert [one.by for one in played] == [turn.by for turn in TURNS]
    for turn, one in zip(TURNS, played, strict=True):
        assert one.said
        assert turn.state in (None, one.state)
    answers = [
        one.said
        for turn, one in zip(TURNS, played, strict=True)
        if turn.say == QUESTION and turn.by is not LOCAL
    ]
    assert set(answers) == {ANSWER}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_the_failing_server_is_left_alone(
    hass: HomeAssistant, home: Home, servers: Sequence[ScriptedOllama]
) -> None:
    """After its second failure in a row a server costs a turn nothing any more."""
    entry = make_entry([server.url for server in servers], agent={CONF_LOCAL_FIRST: False})
    await setup_entry(hass, entry)
    for turn in TURNS[9:12]:
        await async_play(hass, agent_entity_id(hass), servers, turn)

    assert len([r for r in servers[0].requests if r.path == "/api/chat"]) == 2
    assert entry.runtime_data.pool.recovery.breakers["server_subentry"].state == "open"
