"""A talk of twenty turns while two model servers fail, go and come back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import HomeAssistant

from .speech import chat_session, speech, spoken

LIGHT = "light.kitchen"
ON = "Turn on the kitchen light"
OFF = "Turn off the kitchen light"
QUESTION = "Why is the sky blue?"
ANSWER = "Because of the air."

FIRST, SECOND, LOCAL = 0, 1, None


class Event(StrEnum):
    """What happens to a server."""

    STOPS = "stops"
    STARTS = "starts"
    FAILS = "answers 500"
    MENDED = "mended"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is said, what happens before, and which server's model then answers."""

    say: str
    by: int | None
    before: Sequence[tuple[int, Event]] = ()

    @property
    def state(self) -> str | None:
        """Return the light's state that is asked for, None for a question."""
        return {ON: "on", OFF: "off"}.get(self.say)


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of a turn; seconds to the first word and to the end."""

    said: str
    by: int | None
    state: str
    first_word: float
    seconds: float


TURNS = (
    Turn(say=ON, by=FIRST),
    Turn(say=QUESTION, by=FIRST),
    Turn(say=OFF, by=FIRST),
    Turn(say=ON, by=SECOND, before=[(FIRST, Event.STOPS)]),
    Turn(say=QUESTION, by=SECOND),
    Turn(say=OFF, by=SECOND),
    # The look that notices the return goes on beside this turn.
    Turn(say=ON, by=SECOND, before=[(FIRST, Event.STARTS)]),
    Turn(say=OFF, by=FIRST),
    Turn(say=QUESTION, by=FIRST),
    Turn(say=ON, by=SECOND, before=[(FIRST, Event.FAILS)]),
    Turn(say=OFF, by=SECOND),
    Turn(say=QUESTION, by=SECOND),
    Turn(say=ON, by=LOCAL, before=[(FIRST, Event.STOPS), (SECOND, Event.STOPS)]),
    Turn(say=QUESTION, by=LOCAL),
    Turn(say=OFF, by=LOCAL),
    Turn(say=ON, by=SECOND, before=[(SECOND, Event.STARTS)]),
    Turn(say=QUESTION, by=SECOND),
    Turn(say=OFF, by=SECOND, before=[(FIRST, Event.MENDED), (FIRST, Event.STARTS)]),
    Turn(say=ON, by=FIRST),
    Turn(say=QUESTION, by=FIRST),
)


def script(server: ScriptedOllama) -> None:
    """Have a server's model do what is said in the talk."""
    server.when(ON, Reply(calls=[Call("HassTurnOn", {"name": "Kitchen light"})]), Reply(text="On."))
    server.when(
        OFF, Reply(calls=[Call("HassTurnOff", {"name": "Kitchen light"})]), Reply(text="Off.")
    )
    server.when(QUESTION, Reply(text=ANSWER))


async def async_happen(server: ScriptedOllama, event: Event) -> None:
    """Do something to a server."""
    match event:
        case Event.STOPS:
            await server.stop()
        case Event.STARTS:
            await server.start()
        case Event.FAILS:
            server.fail("/api/chat", Failure.status(500, "llama runner process has terminated"))
        case Event.MENDED:
            server.fail("/api/chat", None)


async def async_play(
    hass: HomeAssistant, agent_id: str, servers: Sequence[ScriptedOllama], turn: Turn
) -> Played:
    """Play a turn in a conversation of its own, as a voice satellite does."""
    for index, event in turn.before:
        await async_happen(servers[index], event)
    loop = asyncio.get_running_loop()
    answered = [len(server.evaluations) for server in servers]
    words: list[float] = []
    began = loop.time()
    user_input = spoken(turn.say, agent_id)

    def listen(_: conversation.ChatLog, delta: dict[str, object]) -> None:
        """Note when a word comes."""
        if delta.get("content") and "tool_name" not in delta:
            words.append(loop.time())

    with (
        chat_session(hass, user_input.context) as session,
        conversation.async_get_chat_log(hass, session, user_input, chat_log_delta_listener=listen),
    ):
        result = await conversation.async_converse(
            hass,
            turn.say,
            session.conversation_id,
            user_input.context,
            language="en",
            agent_id=agent_id,
        )
    ended = loop.time()
    light = hass.states.get(LIGHT)
    by = [i for i, server in enumerate(servers) if len(server.evaluations) > answered[i]]
    return Played(
        said=speech(result),
        by=by[0] if by else LOCAL,
        state=light.state if light else "",
        first_word=(words[0] if words else ended) - began,
        seconds=ended - began,
    )
