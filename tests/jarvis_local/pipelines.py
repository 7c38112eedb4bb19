"""An Assist pipeline in the test home: a dialog to type into, a microphone, and a voice."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Any, Final, override

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_config_flow,
    mock_integration,
    mock_platform,
    setup_test_component_platform,
)
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from homeassistant.components import stt, tts
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

LANGUAGES: Final = ["en", "fr"]
MICROPHONE, VOICE = "stt.microphone", "tts.voice"
_HARDWARE: Final = "hardware"
_PARTS: Final = [Platform.STT, Platform.TTS]


class Voice(tts.TextToSpeechEntity):
    """A voice that remembers what it was given to say; what it said once is played again from memory."""

    _attr_supported_languages = LANGUAGES
    _attr_default_language = "en"
    _attr_name = "Voice"

    def __init__(self) -> None:
        """Start silent."""
        self.entity_id = VOICE
        self.said: list[str] = []

    @override
    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> tts.TtsAudioType:
        """Say it."""
        self.said.append(message)
        return "mp3", b"sound"


class Microphone(stt.SpeechToTextEntity):
    """A microphone; what it hears next is set by a test."""

    supported_languages = LANGUAGES
    supported_formats = [stt.AudioFormats.WAV]  # noqa: RUF012
    supported_codecs = [stt.AudioCodecs.PCM]  # noqa: RUF012
    supported_bit_rates = [stt.AudioBitRates.BITRATE_16]  # noqa: RUF012
    supported_sample_rates = [stt.AudioSampleRates.SAMPLERATE_16000]  # noqa: RUF012
    supported_channels = [stt.AudioChannels.CHANNEL_MONO]  # noqa: RUF012

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.entity_id = MICROPHONE
        self.heard = ""

    @override
    async def async_process_audio_stream(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> stt.SpeechResult:
        """Wait for the end of the sound; return what was said."""
        async for _ in stream:
            pass
        return stt.SpeechResult(self.heard, stt.SpeechResultState.SUCCESS)


@dataclass(kw_only=True)
class Shown:
    """What a run shows: its streamed words, its answer at the end, what is spoken, the conversation."""

    streamed: str = ""
    answer: str = ""
    spoken: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Assist:
    """Jarvis's pipelines, as the frontend runs them."""

    hass: HomeAssistant
    socket: MockHAClientWebSocket
    voice: Voice
    microphone: Microphone
    pipelines: dict[str, str]

    async def type(
        self,
        text: str,
        language: str = "en",
        *,
        spoken: bool = False,
        conversation_id: str | None = None,
        device_id: str | None = None,
    ) -> Shown:
        """Type something; `spoken` is that the answer is wanted as sound."""
        return await self._run(
            language,
            start_stage="intent",
            end_stage="tts" if spoken else "intent",
            input={"text": text},
            **{"conversation_id": conversation_id} if conversation_id else {},
            **{"device_id": device_id} if device_id else {},
        )

    async def speak(self, text: str, *, spoken: bool = True) -> Shown:
        """Say something into the microphone of the browser."""
        self.microphone.heard = text
        return await self._run(
            "en",
            start_stage="stt",
            end_stage="tts" if spoken else "intent",
            input={"sample_rate": 16000, "no_vad": True},
        )

    async def _run(self, language: str, **command: Any) -> Shown:
        """Run a pipeline to its end, and have what it says played."""
        pipeline = self.pipelines[language]
        await self.socket.send_json_auto_id(
            {"type": "assist_pipeline/run", "pipeline": pipeline, **command}
        )
        assert (await self.socket.receive_json())["success"]
        shown = Shown()
        while (event := (await self.socket.receive_json())["event"])["type"] != "run-end":
            await self._note(shown, event["type"], event["data"])
        await self.hass.async_block_till_done(wait_background_tasks=True)
        return shown

    async def _note(self, shown: Shown, event: str, data: dict[str, Any]) -> None:
        """Note what an event shows; end the sound where it is waited for; play the answer."""
        match event:
            case "run-start":
                shown.conversation_id = data["conversation_id"]
            case "stt-start":
                # The first of the handlers of this connection: no sound any more.
                await self.socket.send_bytes(bytes([1]))
            case "intent-progress":
                shown.streamed += data.get("chat_log_delta", {}).get("content") or ""
            case "intent-end":
                shown.answer = data["intent_output"]["response"]["speech"]["plain"]["speech"]
            case "tts-start":
                shown.spoken = data["tts_input"]
            case "tts-end":
                stream = tts.async_get_stream(self.hass, data["tts_output"]["token"])
                assert stream is not None
                assert [chunk async for chunk in stream.async_stream_result()]
            case _:
                pass


async def build_assist(hass: HomeAssistant, connect: WebSocketGenerator, agent: str) -> Assist:
    """Make the hardware, and a pipeline with this agent for each language."""
    voice, microphone = Voice(), Microphone()
    await _add_hardware(hass, voice, microphone)
    assert await async_setup_component(hass, "assist_pipeline", {})
    socket = await connect(hass)
    pipelines = {language: await _pipeline(socket, agent, language) for language in LANGUAGES}
    return Assist(hass=hass, socket=socket, voice=voice, microphone=microphone, pipelines=pipelines)


async def _pipeline(socket: MockHAClientWebSocket, agent: str, language: str) -> str:
    """Make a pipeline; return its id."""
    await socket.send_json_auto_id(
        {
            "type": "assist_pipeline/pipeline/create",
            "conversation_engine": agent,
            "conversation_language": language,
            "language": language,
            "name": f"Jarvis {language}",
            "stt_engine": MICROPHONE,
            "stt_language": language,
            "tts_engine": VOICE,
            "tts_language": language,
            "tts_voice": None,
            "wake_word_entity": None,
            "wake_word_id": None,
        }
    )
    answer = await socket.receive_json()
    assert answer["success"], answer
    pipeline: str = answer["result"]["id"]
    return pipeline


async def _add_hardware(hass: HomeAssistant, voice: Voice, microphone: Microphone) -> None:
    """Load an integration that brings a microphone and a voice."""

    async def _async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await hass.config_entries.async_forward_entry_setups(entry, _PARTS)
        return True

    class Flow(ConfigFlow):
        """The flow that any entry needs."""

    for domain in _PARTS:
        assert await async_setup_component(hass, domain, {})
    module = MockModule(_HARDWARE, async_setup_entry=_async_setup_entry)
    mock_integration(hass, module, built_in=False)
    mock_platform(hass, f"{_HARDWARE}.config_flow", built_in=False)
    for domain, part in ((Platform.STT, microphone), (Platform.TTS, voice)):
        platform = setup_test_component_platform(hass, domain, [part], from_config_entry=True)
        mock_platform(hass, f"{_HARDWARE}.{domain}", platform, built_in=False)
    entry = MockConfigEntry(domain=_HARDWARE)
    entry.add_to_hass(hass)
    with mock_config_flow(_HARDWARE, Flow):
        assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
