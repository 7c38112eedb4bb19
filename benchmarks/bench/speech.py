"""When the voice gets the first sentence of an answer: the real Assist pipeline, a voice that only listens.

The models write at a set speed in real time, so this is the one workload that waits.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
import re
import time
from typing import Any, Final, override

from dev.scripted_ollama import Speed
from homeassistant.components import assist_pipeline, tts
from homeassistant.components.assist_pipeline.pipeline import PipelineInput, PipelineRun
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.setup import async_setup_component
from tests.jarvis_local.speech import chat_session

from .commands import Command, ask_state, switch, targets
from .house import FAMILIES, Agent, House
from .tokens import find_tokenizer
from .workloads import Run

# So fast that reading a prompt takes no time: it is counted elsewhere.
_AT_ONCE: Final = 1e9
_VOICE: Final = "tts.bench"
_SENTENCE: Final = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
_LONG: Final = (
    " Bring the washing in before four in the afternoon, because the wind turns then and showers come in from "
    "the west. Tomorrow stays dry until the evening, with some sun around noon."
)


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """An answer's way to the voice; `total` is what the model wrote for the request in all, in tokens.

    `before` is what it had written when the voice had the whole first sentence; `least` what it takes to
    write that sentence, or the call that it is our own answer to; `first` what the voice got at first, in
    characters.
    """

    what: str
    agent: str
    sentence: str
    least: int
    before: int
    total: int
    first: int
    seconds: float
    tokens_a_second: float

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


@dataclass(kw_only=True)
class _Heard:
    """What the voice was handed so far, and when."""

    pieces: list[tuple[float, str]] = field(default_factory=list)

    def sentence(self) -> tuple[str, float]:
        """Return the first sentence, and when the last of it came."""
        text = ""
        first = _SENTENCE.match("".join(piece for _, piece in self.pieces).lstrip())
        wanted = first[0] if first else "".join(piece for _, piece in self.pieces).strip()
        for at, piece in self.pieces:
            text += piece
            if text.lstrip().startswith(wanted):
                return wanted, at
        raise RuntimeError("nothing was spoken")


class _Voice(tts.TextToSpeechEntity):
    """A voice that takes text as it comes, as Piper does, and only notes it; one answer a voice."""

    _attr_default_language = "en"

    def __init__(self, agent: str) -> None:
        """Listen for one agent."""
        self.entity_id = f"{_VOICE}_{agent}"
        self._attr_name = f"Bench {agent}"
        self._attr_supported_languages = [self._attr_default_language]
        self.heard = _Heard()

    @override
    async def async_stream_tts_audio(self, request: tts.TTSAudioRequest) -> tts.TTSAudioResponse:
        """Note each piece of text."""
        return tts.TTSAudioResponse("mp3", self._listen(request.message_gen))

    async def _listen(self, pieces: AsyncGenerator[str]) -> AsyncGenerator[bytes]:
        """Yield nothing that could be heard."""
        async for piece in pieces:
            self.heard.pieces.append((time.monotonic(), piece))
            yield b"\x00"


def _cases(house: House) -> Mapping[str, Command]:
    """Return what is said, and what the model answers."""
    device = targets(house.home.plan)[0]
    chat: dict[str, Any] = {"text": "Tell me about today", "tools": (), "core": {}, "ours": {}}
    return {
        "short answer": Command(**chat, answer="It stays dry until four."),
        "short first sentence": Command(**chat, answer="It stays dry until four." + _LONG),
        "first sentence of 60 characters and more": Command(**chat, answer=_LONG.strip()),
        "a word before a tool": _with_preface(ask_state(device), "One moment."),
        "simple command": switch(device, on=True),
    }


def _with_preface(command: Command, preface: str) -> Command:
    """Return a command whose model says something before it calls the tool, and much after it."""
    values = {name: getattr(command, name) for name in Command.__annotations__}
    return Command(**values | {"preface": preface, "answer": command.answer + _LONG})


async def async_spoken(house: House, tokens_a_second: float) -> list[Spoken]:
    """Say each thing to both agents at the same time, and return when they are heard."""
    if not await async_setup_component(house.hass, "assist_pipeline", {}):
        raise RuntimeError("the Assist pipeline cannot be set up")
    agents = (house.core, house.ours)
    voices = {agent.name: _Voice(agent.name) for agent in agents}
    await house.hass.data[tts.DATA_COMPONENT].async_add_entities(voices.values())
    for agent in agents:
        await Run(house=house, agent=agent, key=FAMILIES[0]).warm()
    spoken: list[Spoken] = []
    with _in_real_time(agents, tokens_a_second):
        for what, command in _cases(house).items():
            spoken += await asyncio.gather(
                *(_async_say(house.hass, a, voices[a.name], what, command) for a in agents)
            )
    return spoken


@contextmanager
def _in_real_time(agents: Sequence[Agent], tokens_a_second: float) -> Iterator[None]:
    """Let the models write as slowly as a model does."""
    before = [agent.thread.engine.speed for agent in agents]
    for agent in agents:
        agent.thread.engine.speed = Speed(prefill=_AT_ONCE, decode=tokens_a_second, load=0)
        agent.thread.server.core.real_time = True
    yield
    for agent, speed in zip(agents, before, strict=True):
        agent.thread.engine.speed = speed
        agent.thread.server.core.real_time = False


async def _async_say(
    hass: HomeAssistant, agent: Agent, voice: _Voice, what: str, command: Command
) -> Spoken:
    """Say one thing to one agent through the pipeline."""
    voice.heard = heard = _Heard()
    model, server = agent.thread.model, agent.thread.server
    model.command, asked = command, len(server.evaluations)
    began = time.monotonic()
    await _async_run(hass, agent.entities[FAMILIES[0]], voice.entity_id, command.text)
    model.command = None
    sentence, at = heard.sentence()
    speed = agent.thread.engine.speed.decode
    rounds = zip(server.evaluations[asked:], agent.thread.engine.taken[asked:], strict=True)
    written = (min(cost.output, (at - taken.at) * speed) for cost, taken in rounds)
    total = sum(cost.output for cost in server.evaluations[asked:])
    is_models = sentence in f"{command.preface} {command.answer}"
    return Spoken(
        what=what,
        agent=agent.name,
        sentence=sentence,
        least=len(find_tokenizer()[1](sentence)) if is_models else total,
        before=round(sum(tokens for tokens in written if tokens > 0)),
        total=total,
        first=len(heard.pieces[0][1]),
        seconds=round(at - began, 3),
        tokens_a_second=speed,
    )


async def _async_run(hass: HomeAssistant, agent_id: str, voice: str, text: str) -> None:
    """Run a pipeline from text to speech, and fetch the audio as a satellite does."""
    fetching: list[asyncio.Task[None]] = []

    @callback
    def on_event(event: assist_pipeline.PipelineEvent) -> None:
        """Start to fetch the audio as soon as there is an address for it."""
        if event.type is assist_pipeline.PipelineEventType.RUN_START and event.data:
            token = event.data["tts_output"]["token"]
            stream = hass.data[tts.DATA_TTS_MANAGER].token_to_stream[token]
            fetching.append(hass.async_create_task(_async_fetch(stream)))

    run = PipelineRun(
        hass,
        context=Context(),
        pipeline=_pipeline(agent_id, voice),
        start_stage=assist_pipeline.PipelineStage.INTENT,
        end_stage=assist_pipeline.PipelineStage.TTS,
        event_callback=on_event,
    )
    with chat_session(hass) as session:
        pipeline_input = PipelineInput(run=run, session=session, intent_input=text)
        await pipeline_input.validate()
        await pipeline_input.execute()
    await asyncio.gather(*fetching)


async def _async_fetch(stream: tts.ResultStream) -> None:
    """Read audio to its end."""
    async for _ in stream.async_stream_result():
        pass


def _pipeline(agent_id: str, voice: str) -> assist_pipeline.Pipeline:
    """Return a pipeline that has an agent and a voice."""
    return assist_pipeline.Pipeline(
        conversation_engine=agent_id,
        conversation_language="en",
        language="en",
        name="Bench",
        stt_engine=None,
        stt_language=None,
        tts_engine=voice,
        tts_language="en",
        tts_voice=None,
        wake_word_entity=None,
        wake_word_id=None,
    )
