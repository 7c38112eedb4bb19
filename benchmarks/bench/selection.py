"""Whether the right target is in the prompt: in the list of the home, and in the selection of a request."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import asdict, dataclass, field
import json
from pathlib import Path
import statistics
from typing import Any, Final

from benchmarks.evaluate.homes import Home as FixtureHome, load_homes
from benchmarks.evaluate.house import House as FixtureHouse, standing
from custom_components.jarvis_local.agent.likely import async_likely
from custom_components.jarvis_local.home import Device, Home, async_home, async_shown_home
from custom_components.jarvis_local.home.listing import listed_name
from homeassistant.components.conversation import ConversationInput
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr

from .home import BuiltHome
from .noise import as_heard
from .plan import Planned
from .prefix import Listing
from .tokens import find_tokenizer

OWN_HOMES: Final = Path(__file__).parents[2] / "tests" / "evaluate" / "data" / "homes"
_PATTERNS: Final[Mapping[str, Sequence[str]]] = json.loads(
    Path(__file__).with_name("sentences.json").read_text("utf-8")
)
# Every second device, so that it is a thousand in a home of two thousand.
_STEP: Final = 2


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A sentence, the entities it is about, and the area it is said in."""

    text: str
    targets: frozenset[str]
    language: str = "en"
    here: str | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a request's note had: how many of its targets, of how many devices, in how many tokens."""

    ask: Ask
    found: int
    devices: int
    tokens: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Requests of one place: targets listed, and requests whose targets are all, or some, in the selection."""

    where: str
    is_noisy: bool
    requests: int
    targets: int
    listed: int
    all_told: int
    some_told: int
    devices: float
    tokens: float
    most_tokens: int
    missed: Sequence[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


async def async_in_fixtures(folder: Path, where: str) -> list[Selection]:
    """Return what the requests of homes as the `assist` data set lays them out find, clear and noisy."""
    clear: list[Told] = []
    noisy: list[Told] = []
    listed: dict[tuple[str, str], bool] = {}
    for home in load_homes(folder):
        async with standing(home, language=home.language or "en") as house:
            asks = list(_fixture_asks(house, home))
            clear += _tell(house.hass, asks)
            noisy += _tell(house.hass, asks, is_noisy=True)
            ids = {id_ for ask in asks for id_ in ask.targets}
            listed |= {(home.name, id_): has for id_, has in _listed(house.hass, ids).items()}
    return [
        _sum_up(where, told, listed.values(), is_noisy=told is noisy) for told in (clear, noisy)
    ]


def in_plan(home: BuiltHome, where: str) -> list[Selection]:
    """Return what sentences about every second device of a planned home find, clear and noisy."""
    asks = list(_planned_asks(home))
    listed = _listed(home.hass, {id_ for ask in asks for id_ in ask.targets})
    return [
        _sum_up(
            where, _tell(home.hass, asks, is_noisy=is_noisy), listed.values(), is_noisy=is_noisy
        )
        for is_noisy in (False, True)
    ]


def _fixture_asks(house: FixtureHouse, home: FixtureHome) -> Iterator[Ask]:
    """Yield the requests that must change something."""
    devices = dr.async_get(house.hass)
    for request in home.requests:
        device = devices.async_get(house.devices[request.device]) if request.device else None
        if request.expected:
            yield Ask(
                text=request.text,
                targets=frozenset(request.expected),
                language=home.language or "en",
                here=device.area_id if device else None,
            )


def _planned_asks(home: BuiltHome) -> Iterator[Ask]:
    """Yield a sentence for each of the devices, naming it in one way after the other."""
    areas = {area.name: area.id for area in async_home(home.hass).areas.values()}
    for number, device in enumerate(home.plan.entities[::_STEP]):
        patterns = _PATTERNS.get(device.domain, _PATTERNS[""])
        named, is_here = _named(device, number)
        yield Ask(
            text=patterns[number % len(patterns)].format(it=named),
            targets=frozenset({home.ids[device.name]}),
            here=areas[device.room] if is_here else None,
        )


def _named(device: Planned, number: int) -> tuple[str, bool]:
    """Return a device as someone says it, and whether that someone is in its room."""
    if device.alias and number % 5 == 0:
        return f"the {device.alias}", False
    if device.is_shortened:
        ways = (device.name.lower(), f"{device.short} in the {device.room.lower()}", device.short)
        return f"the {ways[number % 3]}", number % 3 == 2
    return f"the {device.name.lower()}", False


def _tell(hass: HomeAssistant, asks: Sequence[Ask], *, is_noisy: bool = False) -> list[Told]:
    """Return what the note of each request has."""
    home, (_, tokenize) = async_home(hass), find_tokenizer()
    domains = {device.domain for device in home.devices.values()}
    told: list[Told] = []
    for ask in asks:
        text = as_heard(ask.text) if is_noisy else ask.text
        note = async_likely(hass, _input(text, ask.language), ask.here, ())
        named = list(_devices(note, domains))
        found = sum(_key(home, home.devices[id_]) in named for id_ in ask.targets)
        told.append(Told(ask=ask, found=found, devices=len(named), tokens=len(tokenize(note))))
    return told


def _input(text: str, language: str) -> ConversationInput:
    """Return a sentence as an agent gets it."""
    return ConversationInput(
        text=text,
        context=Context(),
        conversation_id=None,
        device_id=None,
        satellite_id=None,
        language=language,
        agent_id="conversation.jarvis",
    )


def _devices(note: str, domains: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """Yield room, domain and name of each device as the note tells it, for the model to read."""
    for group in filter(None, note.split("; ")):
        room, colon, rest = group.partition(": ")
        domain = ""
        for part in (rest if colon else group).split(", "):
            name = part.partition("=")[0]
            first, _, others = name.partition(" ")
            if others and first in domains:
                domain, name = first, others
            yield room if colon else "", domain, name


def _key(home: Home, device: Device) -> tuple[str, str, str]:
    """Return room, domain and name of a device as a note has to tell it."""
    area = home.area_of(device)
    return area.name if area else "", device.domain, listed_name(home, device)


def _listed(hass: HomeAssistant, ids: set[str]) -> dict[str, bool]:
    """Return whether the list of the home has each of the entities."""
    shown = async_shown_home(hass)
    listing = Listing(shown.text)
    return {
        id_: listing.has(device.name, _without(area.name, device.name), area.name)
        if area
        else listing.has(device.name, device.name, "")
        for id_ in sorted(ids)
        for device in [shown.told.devices[id_]]
        for area in [shown.told.area_of(device)]
    }


def _without(room: str, name: str) -> str:
    """Return a name without its room's, as the list has it."""
    return name[len(room) :].lstrip() if name.casefold().startswith(f"{room} ".casefold()) else name


def _sum_up(
    where: str, told: Sequence[Told], listed: Collection[bool], *, is_noisy: bool
) -> Selection:
    """Return the numbers of some requests."""
    return Selection(
        where=where,
        is_noisy=is_noisy,
        requests=len(told),
        targets=len(listed),
        listed=sum(listed),
        all_told=sum(t.found == len(t.ask.targets) for t in told),
        some_told=sum(t.found > 0 for t in told),
        devices=statistics.median(t.devices for t in told),
        tokens=statistics.median(t.tokens for t in told),
        most_tokens=max(t.tokens for t in told),
        missed=[t.ask.text for t in told if t.found < len(t.ask.targets)],
    )
