"""Whatever goes wrong with a model or its server ends in a spoken sentence, in time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import (
    CONF_LOCAL_FIRST,
    CONF_MODE,
    CONF_NUM_PREDICT,
    DOMAIN,
)
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers.intent import IntentResponseErrorCode, IntentResponseType

from .conftest import MODEL, Ask, make_entry, setup_entry
from .failing import OPTIONS, REQUEST, words
from .home import Home
from .speech import speech

# Far above the bounds that are set, far below Home Assistant's own of five minutes: a busy machine passes.
IN_TIME = 20
LOCAL_REQUEST = "Turn on the kitchen light"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the model does, which reason is spoken, and what was spoken before."""

    replies: tuple[Reply, ...]
    reason: str = ""
    before: str = ""
    names: dict[str, Any] = field(default_factory=dict)


def fails(failure: Failure, text: str = "") -> tuple[Reply, ...]:
    """Return an answer that fails."""
    return (Reply(text=text, failure=failure),)


SILENT = {
    "model gone": Case(
        replies=fails(Failure.status(404, f"model '{MODEL}' not found")), reason="model_missing"
    ),
    "key refused": Case(replies=fails(Failure.status(401, "unauthorized")), reason="unauthorised"),
    "runner died": Case(
        replies=fails(Failure.status(500, "llama runner process has terminated")),
        reason="server_failed",
    ),
    "proxy without server": Case(replies=fails(Failure.html(502)), reason="server_failed"),
    "queue full": Case(
        replies=fails(Failure.status(503, "server busy, please try again")), reason="busy"
    ),
    "page": Case(replies=fails(Failure.html()), reason="garbled"),
    "not JSON": Case(replies=fails(Failure.not_json()), reason="garbled"),
    "array": Case(replies=fails(Failure.json_array()), reason="garbled"),
    "no message": Case(replies=fails(Failure.no_message()), reason="garbled"),
    "empty body": Case(replies=fails(Failure.empty_body()), reason="garbled"),
    "disconnect": Case(replies=fails(Failure.disconnect_after(0)), reason="connection_lost"),
    "garbage first": Case(replies=fails(Failure.garbage_after(0), "Well"), reason="garbled"),
    "error first": Case(
        replies=fails(Failure.error_after(0, "model crashed")), reason="server_failed"
    ),
    "hang": Case(replies=fails(Failure.hang()), reason="timeout", names={"seconds": 1}),
    "nothing": Case(replies=(Reply(),), reason="empty_answer"),
    "only thinking": Case(
        replies=(Reply(thinking="Let me think about it."),), reason="empty_answer"
    ),
    "only think tags": Case(
        replies=(Reply(text="<think>Let me think.</think>"),), reason="empty_answer"
    ),
    "thought too long": Case(
        replies=(Reply(thinking="Hmm", done_reason="length"),), reason="empty_answer"
    ),
    "prompt too long": Case(
        replies=fails(Failure.status(400, "the input length exceeds the context length")),
        reason="context_exceeded",
    ),
}
INTERRUPTED = {
    "garbage": Case(
        replies=fails(Failure.garbage_after(3), "Once upon a time"),
        reason="garbled",
        before="Once upon a",
    ),
    "error": Case(
        replies=fails(Failure.error_after(3, "model crashed"), "Once upon a time"),
        reason="server_failed",
        before="Once upon a",
    ),
    "disconnect": Case(
        replies=fails(Failure.disconnect_after(3), "Once upon a time"),
        reason="connection_lost",
        before="Once upon a",
    ),
    "hang": Case(
        replies=fails(Failure.hang_after(3), "Once upon a time"),
        reason="timeout",
        before="Once upon a",
        names={"seconds": 1},
    ),
}


def parameters(cases: dict[str, Case]) -> list[Any]:
    """Return the cases with their names as ids."""
    return [pytest.param(case, id=name) for name, case in cases.items()]


@pytest.fixture
def config_entry(ollama_server: ScriptedOllama) -> MockConfigEntry:
    """Return an entry with short bounds."""
    return make_entry(ollama_server.url, options=OPTIONS, agent={"think": "on"})


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("case", parameters(SILENT))
async def test_nothing_was_said(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    case: Case,
    language: str,
) -> None:
    """The reason is said in the user's language, as an error, in time."""
    ollama_server.otherwise(*case.replies)
    async with asyncio.timeout(IN_TIME):
        result = await ask(REQUEST, language)
    assert speech(result) == words(language, case.reason, **case.names)
    assert result.response.response_type is IntentResponseType.ERROR
    assert result.response.error_code is IntentResponseErrorCode.FAILED_TO_HANDLE


@pytest.mark.parametrize("case", parameters(INTERRUPTED))
async def test_interrupted(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama, case: Case
) -> None:
    """What was said is followed by a closing sentence."""
    ollama_server.otherwise(*case.replies)
    result = await ask(REQUEST)
    closing = phrase("en", "errors.interrupted", reason=words("en", case.reason))
    assert speech(result) == f"{case.before} … {closing}"
    assert result.response.response_type is IntentResponseType.ERROR


@pytest.mark.parametrize("case", parameters(SILENT))
async def test_local_understanding_after_failure(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama, case: Case
) -> None:
    """Where local understanding was not asked first, it is after a failure."""
    await setup_entry(
        hass, make_entry(ollama_server.url, options=OPTIONS, agent={CONF_LOCAL_FIRST: False})
    )
    ollama_server.otherwise(*case.replies)
    result = await ask(LOCAL_REQUEST)
    assert home.value("light.kitchen") == "on"
    assert result.response.response_type is IntentResponseType.ACTION_DONE


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_server_down(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama, language: str
) -> None:
    """A server that went away is named at once, and simple commands go on working."""
    await ollama_server.stop()
    result = await ask(REQUEST, language)
    offline = phrase(language, "errors.not_understood_offline")
    assert speech(result) == f"{offline} {words(language, 'unreachable')}"
    await ask(LOCAL_REQUEST)
    assert home.value("light.kitchen") == "on"


async def test_server_off_at_start(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """The agent is there although the server never was."""
    await setup_entry(hass, make_entry("http://127.0.0.1:9", options=OPTIONS))
    result = await ask(REQUEST)
    assert words("en", "unreachable") in speech(result)
    await ask(LOCAL_REQUEST)
    assert home.value("light.kitchen") == "on"


@pytest.mark.parametrize(
    ("urls", "agent", "reason"),
    [
        pytest.param((), {}, "no_server", id="no server"),
        pytest.param(("http://127.0.0.1:9",), {"model": ""}, "no_model", id="no model"),
    ],
)
async def test_nothing_set_up(
    hass: HomeAssistant, home: Home, ask: Ask, urls: tuple[str], agent: dict[str, str], reason: str
) -> None:
    """What is missing is named."""
    await setup_entry(hass, make_entry(urls, agent=agent))
    result = await ask(REQUEST)
    assert words("en", reason) in speech(result)
    assert result.response.response_type is IntentResponseType.ERROR


async def test_server_back(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A conversation goes on when the server is back, without what was said about its absence."""
    ollama_server.otherwise(Reply(failure=Failure.disconnect_after(0)))
    first = await ask(REQUEST, conversation_id="test")
    ollama_server.otherwise(Reply(text="Of course."))
    second = await ask("And now?", conversation_id=first.conversation_id)
    assert speech(second) == "Of course."
    messages = ollama_server.chats[-1]["messages"]
    assert [message["role"] for message in messages] == ["system", "user"]
    assert REQUEST in messages[1]["content"]


async def test_key_refused_starts_reauth(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A refused key asks the user for a new one."""
    ollama_server.otherwise(Reply(failure=Failure.status(401, "unauthorized")))
    await ask(REQUEST)
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(None, id="known before"),
        pytest.param(Failure.status(400, "does not support tools"), id="found out"),
    ],
)
async def test_no_tools(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    refusal: Failure | None,
) -> None:
    """A model that cannot act is asked without tools, and the user is told so once."""
    model = "phi3:mini" if refusal is None else MODEL
    agent = {"model": model, CONF_MODE: "tools"}
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent))

    def reply(body: Mapping[str, Any]) -> Reply:
        refuses = refusal is not None and "tools" in body
        return Reply(failure=refusal) if refuses else Reply(text="Done, it is cosy.")

    ollama_server.otherwise(reply)
    first = await ask(REQUEST)
    warning = words("en", "tools_unsupported", model=model)
    could_not = phrase("en", "answers.could_not")
    assert speech(first) == f"{could_not} {warning}"
    assert "cannot control devices" in ollama_server.chats[-1]["messages"][0]["content"]
    second = await ask(REQUEST, conversation_id=first.conversation_id)
    assert speech(second) == could_not


async def test_no_thinking(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A model that refuses to think is asked again without."""

    def reply(body: Mapping[str, Any]) -> Reply:
        refusal = Failure.status(400, f'"{MODEL}" does not support thinking')
        return Reply(failure=refusal) if body["think"] else Reply(text="Hello.")

    ollama_server.otherwise(reply)
    assert speech(await ask(REQUEST)) == "Hello."
    assert [chat["think"] for chat in ollama_server.chats] == [True, False]


async def test_turn_is_bounded(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Rounds that are slow but not too slow each may not add up to more than the turn's bound."""
    slow = Reply(calls=[Call("get_state", {"name": "Kitchen light"})], first_token_delay=0.5)
    ollama_server.otherwise(slow)
    result = await ask(REQUEST)
    # Eight rounds of half a second are the bound; ten would end otherwise.
    assert 1 < len(ollama_server.chats) < 10
    assert result.response.response_type is IntentResponseType.ERROR
    assert speech(result) == words("en", "timeout", seconds=4)


@pytest.mark.parametrize(
    ("reply", "length"),
    [
        pytest.param(Reply(text="word " * 30), 20 * 5, id="tokens"),
        pytest.param(Reply(text="word " * 3000), 4000 * 5 // 4 + 10, id="characters"),
    ],
)
async def test_endless_answer(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    reply: Reply,
    length: int,
) -> None:
    """An answer without an end is cut, and that is said."""
    limit = 20 if len(reply.text) < 1000 else 100_000
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_NUM_PREDICT: limit}))
    ollama_server.otherwise(reply)
    text = speech(await ask(REQUEST))
    assert text.endswith(words("en", "too_long"))
    assert len(text) < length + len(words("en", "too_long")) + 5
