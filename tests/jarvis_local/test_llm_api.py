"""Jarvis as an LLM API that any agent can choose."""

from inspect import signature
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.llm_api import PROMPT, JarvisAPI, async_register
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import chat_session, llm

from .home import Home
from .tool_calls import make_context


async def test_registers_and_goes(hass: HomeAssistant, home: Home) -> None:
    """It can be chosen by its id while it is registered."""
    unregister = async_register(hass)

    instance = await llm.async_get_api(hass, DOMAIN, make_context())

    assert instance.api_prompt == PROMPT
    assert instance.custom_serializer is llm.selector_serializer
    assert [api.name for api in llm.async_get_apis(hass) if api.id == DOMAIN] == ["Jarvis"]

    unregister()

    assert DOMAIN not in {api.id for api in llm.async_get_apis(hass)}


def test_prompt(snapshot: SnapshotAssertion) -> None:
    """The model's instructions change only on purpose."""
    assert snapshot == PROMPT


@pytest.mark.parametrize("registered", [True, False], ids=["by id", "as an object"])
async def test_chat_log_takes_it(hass: HomeAssistant, home: Home, registered: bool) -> None:
    """A chat log takes the API by id or as an object with its own groups."""
    if registered:
        async_register(hass)
    api = DOMAIN if registered else JarvisAPI(hass=hass, groups=frozenset({"state"}))
    wants_context = "context" in signature(chat_session.async_get_chat_session).parameters
    owner: dict[str, Any] = {"context": Context()} if wants_context else {}
    with (
        chat_session.async_get_chat_session(hass, **owner) as session,
        conversation.async_get_chat_log(hass, session) as chat_log,
    ):
        await chat_log.async_provide_llm_data(make_context(), api, "You are Jarvis.")

        assert chat_log.llm_api is not None
        names = {tool.name for tool in chat_log.llm_api.tools}
        assert ("HassTurnOn" in names) is registered
        assert "get_state" in names
        system = chat_log.content[0]
        assert isinstance(system, conversation.SystemContent)
        assert PROMPT in system.content


async def test_tools_merge_with_another_api(hass: HomeAssistant, home: Home) -> None:
    """Beside Home Assistant's own API, ours are still there."""
    async_register(hass)

    instance = await llm.async_get_api(hass, [DOMAIN, llm.LLM_API_ASSIST], make_context())

    assert any(tool.name.endswith("HassTurnOn") for tool in instance.tools)
