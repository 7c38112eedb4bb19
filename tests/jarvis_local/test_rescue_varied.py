"""Two hundred malformed tool calls, varied by rule and always the same ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from custom_components.jarvis_local.ollama.types import ToolCall

from .rescue_shapes import OFFERED, SHAPES
from .test_rescue import filtered

COUNT: Final = 200
CALLS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("HassTurnOn", {"name": "Reading Lamp", "domain": ["light"]}),
    ("HassTurnOff", {"name": "Ann's Fan", "area": "Den", "domain": ["fan"]}),
    ("HassTurnOff", {"area": "Wine Cellar", "domain": ["light", "switch"]}),
    ("HassTurnOn", {"name": "Lampe d'entrée"}),
    ("HassLightSet", {"name": "Desk Lamp", "brightness": 40}),
    ("HassLightSet", {"area": "Attic", "color": "red"}),
    ("HassSetPosition", {"name": "Patio Blind", "position": 55}),
    ("HassVacuumStart", {"name": "Dusty"}),
    ("HassVacuumReturnToBase", {"name": "Dusty", "area": "Hall"}),
    ("HassMediaPlayerMute", {"name": "Loft Speaker", "domain": ["media_player"]}),
    ("HassMediaPause", {"area": "Loft"}),
    ("HassSetVolume", {"name": "Loft Speaker", "volume_level": 30}),
    ("HassStartTimer", {"name": "Eggs", "minutes": 7}),
    ("HassListAddItem", {"item": "oat milk", "name": "Groceries"}),
    ("HassListCompleteItem", {"item": "call the plumber", "name": "Errands"}),
)
BEFORE: Final = ("", "", "Of course! ", "Right away.\n", "Very well, sir.\n\n", "D'accord !\n")
AFTER: Final = ("", "", "", "\nIt is being seen to.", "\n\nAnything else?")
ENDS: Final = ("", "", "<|im_end|>", "</s>", "<|eot_id|>", "<end_of_turn>")


def _less_closed(text: str) -> str:
    """Leave out the last brackets."""
    return text.rstrip("}])")


def _half_closed(text: str) -> str:
    """Leave out the last bracket."""
    return text[:-1] if text[-1:] in "}])" else text


def _other_quotes(text: str) -> str:
    """Write single quotes for double ones."""
    return text.replace('"', "'") if '\\"' not in text else text


def _curly(text: str) -> str:
    """Write typographic quotes for double ones, as a phone would."""
    return text.replace(' "', " “").replace('",', "”,").replace('"}', "”}").replace('")', "”)")


def _spaced(text: str) -> str:
    """Write more white space than is needed."""
    return text.replace(", ", " ,  ").replace(": ", " :  ")


def _broken_lines(text: str) -> str:
    """Write an object over several lines."""
    return text.replace("{", "{\n  ").replace("}", "\n}") if "{" in text else text


def _no_spaces(text: str) -> str:
    """Write no space after punctuation."""
    return text.replace('", "', '","').replace('": ', '":')


def _trailing_comma(text: str) -> str:
    """Write a comma after the last item."""
    return text.replace("]}", "],}").replace('"}', '",}').replace('")', '",)')


def _closed_twice(text: str) -> str:
    """Write one bracket too many."""
    return f"{text}{text[-1]}" if text[-1:] in "}])" else text


def _fenced(text: str) -> str:
    """Write a call as a block of code."""
    return text if "```" in text else f"```\n{text}\n```"


def _emphasised(text: str) -> str:
    """Write the name in bold or as code."""
    return f"`{text}`" if "\n" not in text and "`" not in text else text


DAMAGES: Final[tuple[Callable[[str], str], ...]] = (
    _less_closed,
    _half_closed,
    _other_quotes,
    _curly,
    _spaced,
    _broken_lines,
    _no_spaces,
    _trailing_comma,
    _closed_twice,
    _fenced,
    _emphasised,
)
SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    str,
    lambda name: name.removeprefix("Hass"),
    lambda name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_"),
    lambda name: f"intent__{name}",
    lambda name: f"assist.{name}",
    lambda name: name.replace("Hass", "HASS"),
)


@dataclass(frozen=True, kw_only=True)
class Output:
    """What a model wrote, the calls that it meant, and what may be heard."""

    text: str
    meant: tuple[tuple[str, dict[str, Any]], ...]
    heard: str
    size: int


@st.composite
def outputs(draw: st.DrawFn) -> Output:
    """Write one or two calls in a shape, and damage them."""
    shape = draw(st.sampled_from(sorted(SHAPES)))
    spelling = draw(st.sampled_from(SPELLINGS))
    calls = draw(st.lists(st.sampled_from(CALLS), min_size=1, max_size=2, unique_by=repr))
    damages = draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=2, unique=True))
    written = [SHAPES[shape](spelling(name), arguments) for name, arguments in calls]
    for damage in damages:
        written = list(map(damage, written))
    before, after = draw(st.sampled_from(BEFORE)), draw(st.sampled_from(AFTER))
    text = "\n".join(written)
    return Output(
        text=f"{before}{text}{after}{draw(st.sampled_from(ENDS))}",
        meant=tuple(calls),
        heard=" ".join(f"{before} {after}".split()),
        size=draw(st.sampled_from([1, 2, 3, 4, 7, 13, 1000])),
    )


def _comparable(call: ToolCall) -> tuple[str, dict[str, Any]]:
    """Return a call as the executor takes it: numbers as numbers, one as a list of it."""
    return call.name, {key: _as_taken(key, value) for key, value in call.arguments.items()}


def _as_taken(key: str, value: Any) -> Any:
    """Return an argument as the executor takes it."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if key == "domain" and isinstance(value, str):
        return [word.strip(" []'\"“”") for word in value.split(",")]
    return value


def _run(count: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Check so many examples, the same ones each time."""
    with_settings = settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with_settings(given(strategy)(check))()


def test_malformed_outputs(record_property: Callable[[str, object], None]) -> None:
    """Of two hundred malformed calls none raises or is heard, and nine in ten do what was meant."""
    results: list[tuple[Output, str, list[ToolCall]]] = []
    _run(COUNT, outputs(), lambda o: results.append((o, *filtered(o.text, size=o.size))))

    understood = [
        tuple(map(_comparable, calls)) == output.meant for output, _said, calls in results
    ]
    leaks = [
        (output.text, said)
        for output, said, _calls in results
        if said.strip(" .") not in ("", output.heard) and not output.heard.startswith(said)
    ]
    figure = f"{sum(understood)} of {len(results)} understood, {len(leaks)} heard"
    record_property("malformed_outputs", figure)
    print(figure)  # noqa: T201

    assert len(results) >= COUNT
    assert not leaks
    assert sum(understood) >= 0.9 * len(results)


@st.composite
def broken_off(draw: st.DrawFn) -> tuple[str, str]:
    """Write a call that ends anywhere, and the tool it was of."""
    shape = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    name, arguments = draw(st.sampled_from(CALLS))
    text = shape(name, arguments)
    return text[: draw(st.integers(min_value=1, max_value=len(text)))], name


def test_broken_off_anywhere() -> None:
    """A call that ends anywhere is that tool's or none; never is it another's or the opposite."""
    results: list[tuple[str, list[ToolCall]]] = []
    _run(300, broken_off(), lambda cut: results.append((cut[1], filtered(cut[0], size=3)[1])))

    known = [
        (name, call) for name, calls in results for call in calls if call.name in OFFERED.tools
    ]
    assert all(name == call.name for name, call in known)
    assert len(known) > 100


@given(st.text(max_size=300), st.sampled_from(sorted(SHAPES)), st.integers(1, 50))
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
def test_any_text(text: str, shape: str, size: int) -> None:
    """No text breaks the filter, and no cut changes what it makes of it."""
    whole = f"{text}{SHAPES[shape]('HassTurnOn', {'name': text[:20]})}{text}"
    assert filtered(whole, size=size) == filtered(whole)
