"""Tool calls that models print as text: every shape, wherever the stream is cut."""

from collections.abc import Iterator
from typing import Any

import pytest

from custom_components.jarvis_local.agent.rescue import find_calls, near_name
from custom_components.jarvis_local.agent.speech import SpeechFilter
from custom_components.jarvis_local.ollama.types import ToolCall

from .rescue_shapes import OFFERED, SHAPES

LAMP = {"name": "Reading Lamp", "area": "Den", "domain": ["light"]}
AROUND = {
    "alone": ("", "", ""),
    "after a sentence": ("Of course! ", "", "Of course!"),
    "after a line": ("Very well, sir.\n", "", "Very well, sir."),
    "after a paragraph": ("One moment.\n\n", "", "One moment."),
    "before a line": ("", "\nIt glows.", "It glows."),
    "amid": ("One moment.\n", "\n\nIt glows now.", "One moment. It glows now."),
}


def filtered(text: str, *cuts: int, size: int | None = None) -> tuple[str, list[ToolCall]]:
    """Return what is said and called of a text that arrives in pieces."""
    speech_filter = SpeechFilter(OFFERED)
    edges = [*range(size, len(text), size)] if size else [*cuts]
    pieces = [text[a:b] for a, b in zip([0, *edges], [*edges, len(text)], strict=True)]
    said = "".join(map(speech_filter.feed, pieces)) + speech_filter.finish()
    return " ".join(said.split()), speech_filter.tool_calls


def plain(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with a list of one as that one, which the tools take for the same."""
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in arguments.items()
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str) -> None:
    """Each shape is the call, and only what stands around it is spoken."""
    for before, after, said in AROUND.values():
        text = f"{before}{SHAPES[shape]('HassTurnOn', LAMP)}{after}"
        heard, calls = filtered(text)
        assert heard == said, text
        assert [(call.name, plain(call.arguments)) for call in calls] == [
            ("HassTurnOn", plain(LAMP))
        ]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_cut(shape: str) -> None:
    """It does not matter where a stream is cut, once or at every letter."""
    text = f"Very well, sir.\n{SHAPES[shape]('HassTurnOn', LAMP)}"
    whole = filtered(text)

    assert all(filtered(text, cut) == whole for cut in range(1, len(text)))
    assert all(filtered(text, size=size) == whole for size in (1, 2, 3, 5, 7))


@pytest.mark.parametrize("shape", SHAPES)
def test_two_calls(shape: str) -> None:
    """Two calls of one shape are two calls."""
    first, second = (
        SHAPES[shape](name, {"name": device})
        for name, device in (("HassTurnOn", "Reading Lamp"), ("HassTurnOff", "Hall Fan"))
    )

    said, calls = filtered(f"{first}\n{second}")

    assert not said
    assert [(call.name, call.arguments) for call in calls] == [
        ("HassTurnOn", {"name": "Reading Lamp"}),
        ("HassTurnOff", {"name": "Hall Fan"}),
    ]


LOOSE = {
    "positional": ("HassTurnOn(Reading Lamp)", {"name": "Reading Lamp"}),
    "positional quotes": ("HassTurnOn('Reading Lamp')", {"name": "Reading Lamp"}),
    "positional two": ("HassTurnOn(Reading Lamp, Den)", {"name": "Reading Lamp", "area": "Den"}),
    "domain and name": (
        "HassTurnOn light Reading Lamp",
        {"name": "Reading Lamp", "domain": ["light"]},
    ),
    "name": ("HassTurnOn Reading Lamp", {"name": "Reading Lamp"}),
    "two keys": (
        "HassTurnOn domain:light name:Reading Lamp",
        {"name": "Reading Lamp", "domain": "light"},
    ),
    "bare list": ("HassTurnOn(domain=[light, fan])", {"domain": ["light", "fan"]}),
    "nothing": (
        "HassTurnOn(area=None, name='Reading Lamp')",
        {"area": None, "name": "Reading Lamp"},
    ),
    "comma in a name": ("HassTurnOn(name=Lamp, left)", {"name": "Lamp, left"}),
    "apostrophe": ("HassTurnOn(name='Ann's Lamp')", {"name": "Ann's Lamp"}),
    "apostrophe in object": (
        "{'name': 'HassTurnOn', 'arguments': {'name': 'Ann's Lamp'}}",
        {"name": "Ann's Lamp"},
    ),
    "no end": ('HassTurnOn(name="Reading Lamp', {"name": "Reading Lamp"}),
    "object without end": (
        '{"name": "HassTurnOn", "arguments": {"name": "Reading Lamp"',
        {"name": "Reading Lamp"},
    ),
    "attributes": ('<HassTurnOn name="Reading Lamp" />', {"name": "Reading Lamp"}),
    "in a sentence": (
        'I will call HassTurnOn(name="Reading Lamp") to light it.',
        {"name": "Reading Lamp"},
    ),
    "tag": ("<function=HassTurnOn>{}</function>", {}),
    "empty": ("HassTurnOn()", {}),
    "alone": ("HassTurnOn", {}),
    "no comma": (
        'HassTurnOn(name="Reading Lamp";area="Den")',
        {"name": "Reading Lamp", "area": "Den"},
    ),
    "lower case": ('hassturnon(name="Reading Lamp")', {"name": "Reading Lamp"}),
    "same twice": ('HassTurnOn(name="Lamp")\nHassTurnOn(name="Lamp")', {"name": "Lamp"}),
}


@pytest.mark.parametrize(("text", "arguments"), LOOSE.values(), ids=LOOSE)
def test_loose(text: str, arguments: dict[str, Any]) -> None:
    """What is written carelessly is read as it was meant."""
    said, calls = filtered(text)

    assert not said
    assert calls == [ToolCall(name="HassTurnOn", arguments=arguments)]
    assert filtered(text, size=1) == (said, calls)


TALK = {
    "offer": "I could call HassTurnOn if you like.",
    "refusal": "I cannot use HassTurnOff here.",
    "past": "HassTurnOff was called but the fan is already off.",
    "requirement": "HassTurnOn requires the name or the area of the fan. Which one?",
    "advice": "You can use the `HassMediaNext` function to skip a track.",
    "argument named": "HassSetVolume requires a 'volume_level' argument between 0 and 100.",
    "offer in full": 'I could call HassTurnOn(name="Reading Lamp") if you like.',
    "question": 'Should I call HassTurnOn(name="Reading Lamp")?',
    "refusal in full": 'I cannot call HassTurnOn(name="Reading Lamp") now.',
    "French": 'Je ne peux pas utiliser HassTurnOff(name="Lampe") ici.',
    "list": "I have:\n- HassTurnOn\n- HassTurnOff",
    "brackets": "Which bedroom (Bedroom 1, Bedroom 2) do you mean?",
    "link": "It is [here](http://example.com), 2 < 3, and {x} is a set.",
    "numbers": "The lamps (all) were on for 3.5 s, e.g. the red one.",
    "camel case": "My iPhone is on. The HomePod(s) too.",
    "prose with": "To do so, call HassTurnOff with the lock of the garage.",
    "French marks": "Il fait beau ! Et chaud ? Oui.",
    "tags": "<b>Bold</b> and <3 of it.",
    "ticks": "It is `on` now.",
    "object": '{"temperature": 21}',
    "code": "```python\nprint(1)\n```",
    "word of a tool": "I will announce it. Please announce (loudly) too.",
    "analysis": "Analysis of the lamps: they are on.",
    "as": "as",
    "long": "This sentence goes on and on about lamps and fans and everything else in the house, and on.",
}


@pytest.mark.parametrize("text", TALK.values(), ids=TALK)
def test_talk(text: str) -> None:
    """What only talks about a tool, or about anything else, is spoken as it is."""
    expected: tuple[str, list[ToolCall]] = (" ".join(text.split()), [])
    assert filtered(text) == expected
    assert all(filtered(text, cut) == expected for cut in range(1, len(text)))
    assert filtered(text, size=1) == expected


NAMES = {
    "HassVacuumStopMoving": "HassStopMoving",
    "turn_on": "HassTurnOn",
    "TurnOn": "HassTurnOn",
    "hass_turn_on": "HassTurnOn",
    "HassTurnOnLight": "HassTurnOn",
    "light.turn_on": "HassTurnOn",
    "HassLightTurnOff": "HassTurnOff",
    "HassTrunOff": "HassTurnOff",
    "HassMediaPlayerPause": "HassMediaPause",
    "next_track": "HassMediaNext",
    "mediaNextTrack": "HassMediaNext",
    "HassVolumeSet": "HassSetVolume",
    "todo_add_item": "HassListAddItem",
    "HassTurn": None,
    "HassToggle": None,
    "HassMediaPlayerUnlock": None,
    "HassVacuumPause": None,
    "HassVacuumStop": "HassStopMoving",
    "HassLock": None,
    "HassListRemoveItem": None,
    "start_dishwasher": None,
    "start_of_turn": None,
    "HassCancelTimer": None,
    "x": None,
    "": None,
    "a" * 500: None,
}


@pytest.mark.parametrize(
    ("written", "meant"), NAMES.items(), ids=[name[:30] or "empty" for name in NAMES]
)
def test_near_name(written: str, meant: str | None) -> None:
    """A name that is nearly right is the tool that was meant, if there is only one."""
    assert near_name(written, OFFERED.tools) == meant


OPPOSITES = {
    "HassTurnOn": "HassTurnOff",
    "HassMediaPlayerMute": "HassMediaPlayerUnmute",
    "HassMediaNext": "HassMediaPrevious",
    "HassMediaPause": "HassMediaUnpause",
    "HassListAddItem": "HassListRemoveItem",
    "HassOpenCover": "HassCloseCover",
    "HassLockDoor": "HassUnlockDoor",
    "HassVacuumStart": "HassVacuumStop",
    "HassIncreaseVolume": "HassDecreaseVolume",
}


@pytest.mark.parametrize(
    ("one", "other"), [*OPPOSITES.items(), *((b, a) for a, b in OPPOSITES.items())]
)
def test_opposite_name(one: str, other: str) -> None:
    """A call never becomes its opposite for want of the right tool."""
    assert near_name(one, [other]) is None
    assert near_name(one.replace("Hass", "hass_").lower(), [other]) is None


def test_unknown_tool() -> None:
    """A call of a tool that does not exist goes on as it was written, for the model to be told."""
    for text in ('HassDance(name="Hall")', '{"name": "HassDance", "arguments": {"name": "Hall"}}'):
        assert filtered(text) == ("", [ToolCall(name="HassDance", arguments={"name": "Hall"})])


def test_unreadable_arguments() -> None:
    """Arguments that nobody can read are said to be so, and the model may try again."""
    said, calls = filtered("HassTurnOn to turn on the lamp in the den.")
    assert (said, calls[0].name, calls[0].arguments) == ("", "HassTurnOn", {})
    assert calls[0].unreadable == " to turn on the lamp in the den."
    said, calls = filtered('<tool_call>{"name": "HassTurnOn", "arguments": 1}</tool_call>')
    assert (said, calls[0].unreadable) == ("", "1")


def test_half_a_call() -> None:
    """What is left of a call that was broken off is not spoken; cut by the network, none is made."""
    whole = SHAPES["object"]("HassTurnOn", LAMP)
    for end in range(1, len(whole)):
        said, _calls = filtered(f"Of course!\n{whole[:end]}")
        assert said == "Of course!"
    speech_filter = SpeechFilter(OFFERED)
    assert not speech_filter.feed(whole)
    assert not speech_filter.finish(is_cut=True)
    assert not speech_filter.tool_calls


THOUGHTS = {
    "think": "<think>Hmm {x}.</think>\n\nGood.",
    "capitals": "<Think>Hmm.</Think>Good.",
    "call in a thought": '<think>HassTurnOn(name="Lamp")</think>Good.',
    "THINK": "[THINK]Hmm.[/THINK]Good.",
    "think sign": "◁think▷Hmm.◁/think▷Good.",
    "channels": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Good.",
    "bare channels": "analysisWe shall see.assistantfinalGood.",
    "bare result": 'analysisSo.assistantcommentary{"a": 1}assistantfinalGood.',
    "gemma": "<|channel>thought\nHm.<channel|>Good.",
    "reasoning": "<reasoning>Hm.</reasoning>Good.",
    "result": "<tool_response>{}</tool_response>Good.",
    "im_end": "Good.<|im_end|>",
    "s": "<s>Good.</s>",
    "eot": "<|eot_id|>Good.<|eot_id|>",
    "end_of_turn": "<start_of_turn>model\nGood.<end_of_turn>",
    "next turn": "Good.<|im_end|>\n<|im_start|>user\nAnd now?",
    "own turn": "<|im_start|>assistant\nGood.",
    "INST": "[INST]Good.[/INST]",
    "no end": "Good.<think>And now",
}


@pytest.mark.parametrize("text", THOUGHTS.values(), ids=THOUGHTS)
def test_thoughts_and_tokens(text: str) -> None:
    """Thoughts and the tokens of a dialogue are never spoken."""
    assert filtered(text) == ("Good.", [])
    assert all(filtered(text, cut) == ("Good.", []) for cut in range(1, len(text)))
    assert filtered(text, size=1) == ("Good.", [])


def test_plain_sentences_are_not_held() -> None:
    """A sentence is let go at its end, a long one before."""
    speech_filter = SpeechFilter(OFFERED)
    assert speech_filter.feed("The lamp is on. The f") == "The lamp is on. "
    assert speech_filter.feed("an is off. ") == "The fan is off. "
    long = "This is a sentence that does not come to its end before a listener gets impatient with"
    assert speech_filter.feed(f"{long} ") == f"{long} "
    assert speech_filter.feed("it") == ""
    assert speech_filter.feed(" all, ") == "it all, "
    assert speech_filter.finish() == ""


def _hostile() -> Iterator[str]:
    """Yield long texts that are hard to read."""
    for piece in (
        "{",
        "[",
        "(",
        "<",
        "`",
        '{"a',
        '{"',
        "HassTurnOn(",
        "HassTurnOn{'",
        "<tool_call>",
        "[ ",
    ):
        yield piece * (100_000 // len(piece))
    yield "HassTurnOn name: x " * 5000
    yield " " * 100_000
    yield "a_b " * 25_000
    yield "." * 100_000
    yield '{"name": "HassTurnOn", "arguments": {}}' * 3000


@pytest.mark.parametrize("text", [pytest.param(text, id=text[:12]) for text in _hostile()])
def test_hostile_text(text: str) -> None:
    """A text that is made to be hard to read is read in time, and calls no more than allowed."""
    speech_filter = SpeechFilter(OFFERED)
    for start in range(0, len(text), 5000):
        speech_filter.feed(text[start : start + 5000])
    speech_filter.finish()
    assert len(speech_filter.tool_calls) <= 50


def test_find_calls_without_tools() -> None:
    """Where no tool is offered an answer in JSON is an answer; only a marked call is one."""
    speech_filter = SpeechFilter()
    text = '{"name": "Ann", "arguments": {"for": 1}}'
    assert speech_filter.feed(text) + speech_filter.finish() == text
    assert not speech_filter.tool_calls


def test_find_calls() -> None:
    """A text can be read at once too."""
    rescued = find_calls('Yes. HassTurnOn(name="Lamp")', OFFERED)
    assert (rescued.speech, [call.name for call in rescued.calls]) == ("Yes.", ["HassTurnOn"])
