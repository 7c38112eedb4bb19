"""From what a model says of a target to the devices that are meant, and never to more."""

from contextlib import suppress
import gc
from typing import Any
import weakref

import pytest

from custom_components.jarvis_local.home import Home
from custom_components.jarvis_local.home.select import select
from custom_components.jarvis_local.tools.base.resolve import Resolver
from custom_components.jarvis_local.tools.base.target import Asked
from custom_components.jarvis_local.tools.base.unresolved import UnresolvedError, which_one

from .resolving import AREAS, DEVICES, FLOORS, HOME, LIGHTS, SWITCH, only, resolve, said


@pytest.mark.parametrize(
    ("args", "found"),
    [
        pytest.param({"name": "Ceiling"}, "light.ceiling", id="name"),
        pytest.param({"name": "light.ceiling"}, "light.ceiling", id="entity id"),
        pytest.param({"name": "plafonnier"}, "light.ceiling", id="alias"),
        pytest.param({"name": "the ceiling"}, "light.ceiling", id="article"),
        pytest.param({"name": "le plafonnier"}, "light.ceiling", id="French article"),
        pytest.param({"name": "Kitchen ceiling"}, "light.ceiling", id="with its room"),
        pytest.param({"name": "ceiling light"}, "light.ceiling", id="with its kind"),
        pytest.param({"name": "kitchen ceiling lights"}, "light.ceiling", id="all of it, plural"),
        pytest.param({"name": "Ceiling", "area": "the kitchen"}, "light.ceiling", id="room too"),
        pytest.param({"name": "Kettle", "area": "Hall"}, "switch.kettle", id="wrong room"),
        pytest.param({"name": "Kettle", "area": "Attic"}, "switch.kettle", id="unknown room"),
        pytest.param({"name": "Kettle", "floor": "Roof"}, "switch.kettle", id="unknown floor"),
        pytest.param({"name": "Kettle", "floor": "Kitchen"}, "switch.kettle", id="room as floor"),
        pytest.param({"name": "Kettle", "domain": ["light"]}, "switch.kettle", id="wrong domain"),
        pytest.param({"name": "Kettle", "domain": ["boiler"]}, "switch.kettle", id="no domain"),
        pytest.param(
            {"name": "Kettle", "device_class": ["water"]}, "switch.kettle", id="wrong class"
        ),
        pytest.param({"name": "kettel"}, "switch.kettle", id="misspelt"),
        pytest.param({"name": "rollr blind"}, "cover.blind", id="misspelt beside another word"),
        pytest.param({"name": "garage door"}, "cover.opener", id="kind and room"),
        pytest.param(
            {"name": "Door opener", "domain": ["light"]}, "light.opener", id="same name, domain"
        ),
        pytest.param({"name": "the vacuum"}, "vacuum.dobby", id="only one of its kind"),
        pytest.param({"name": "aspirateur"}, "vacuum.dobby", id="only one, in French"),
        pytest.param({"name": "water valve"}, "valve.sprinkler", id="two words for a kind"),
        pytest.param({"name": "the fan"}, "fan.tower", id="kind that is in its name"),
        pytest.param({"name": "curtains"}, "cover.curtain", id="kind of cover"),
        pytest.param({"name": "TV"}, "media_player.tele", id="kind of player"),
        pytest.param({"name": "light", "area": "Hall"}, "light.hall", id="kind in a room"),
        pytest.param({"name": "lampe", "area": "Hall"}, "light.hall", id="French kind in a room"),
        pytest.param({"name": "upstairs blind"}, "cover.blind", id="kind on a floor"),
        pytest.param({"name": "Dobby battery"}, "vacuum.dobby", id="sensor of a device"),
        pytest.param(
            {"name": "Main lamp", "area": "Hall", "domain": ["light"]}, "light.hall", id="invented"
        ),
        pytest.param({"area": "Kettle"}, "switch.kettle", id="name as a room"),
        pytest.param({"name": "Hall", "domain": ["light"]}, "light.hall", id="room as a name"),
        pytest.param({"area": "Hall", "domain": ["lamps"]}, "light.hall", id="word for a domain"),
        pytest.param(
            {"area": "Front garden", "device_class": ["water"], "domain": ["valve"]},
            "valve.sprinkler",
            id="wrong class of the only one",
        ),
        pytest.param({"device_class": ["blind"]}, "cover.blind", id="class alone"),
        pytest.param({"domain": ["curtain"]}, "cover.curtain", id="class as a domain"),
        pytest.param({"domain": ["sprinkler"]}, "valve.sprinkler", id="name as a domain"),
        pytest.param({"area": "Kichen", "domain": ["switch"]}, "switch.kettle", id="misspelt room"),
        pytest.param({"area": "Front", "domain": ["valve"]}, "valve.sprinkler", id="half a room"),
        pytest.param({"area": "Bedroom", "domain": ["fan"]}, "fan.tower", id="one in two rooms"),
        pytest.param({"floor": "etage", "domain": ["fan"]}, "fan.tower", id="floor's alias"),
        pytest.param({"area": "Upstairs", "domain": ["fan"]}, "fan.tower", id="floor as a room"),
    ],
)
def test_one_is_meant(args: dict[str, Any], found: str) -> None:
    """What ends on exactly one sensible target is that target."""
    assert resolve(args) == {found}


@pytest.mark.parametrize(
    ("args", "found"),
    [
        pytest.param({"area": "Kitchen"}, {"light.ceiling", "light.worktop", "switch.kettle"}),
        pytest.param({"area": "Kitchen", "domain": ["light"]}, {"light.ceiling", "light.worktop"}),
        pytest.param({"name": "kitchen lights"}, {"light.ceiling", "light.worktop"}),
        pytest.param({"name": "lights", "area": "Cuisine"}, {"light.ceiling", "light.worktop"}),
        pytest.param({"name": "upstairs lights"}, {"light.bed_1", "light.bed_2"}),
        pytest.param({"floor": "Upstairs", "domain": ["light"]}, {"light.bed_1", "light.bed_2"}),
        pytest.param({"name": "all", "domain": ["lock"]}, {"lock.front", "lock.side"}),
        pytest.param(
            {"name": "all lights"},
            {d.entity_id for d in DEVICES if d.domain == "light"},
        ),
    ],
    ids=lambda value: None if isinstance(value, set) else str(value),
)
def test_several_are_meant(args: dict[str, Any], found: set[str]) -> None:
    """A place and a kind mean all of the kind there."""
    assert resolve(args) == found


@pytest.mark.parametrize(
    ("args", "key", "value"),
    [
        pytest.param({"name": "Chandelier"}, "known_names", "Ceiling", id="no such name"),
        pytest.param({"name": "Bedroom 3 light"}, "known_names", "Bedroom 2 light", id="number"),
        pytest.param({"name": "Ceiling spot", "area": "Hall"}, "known_names", "Ceiling", id="part"),
        pytest.param({"name": "Kitchen"}, "hint", "Pass area", id="only a room"),
        pytest.param({"area": "Attic"}, "areas", "Kitchen", id="no such room"),
        pytest.param({"floor": "Cellar", "domain": ["light"]}, "floors", "Upper", id="no floor"),
        pytest.param({"area": "Hall", "floor": "Upstairs"}, "known_names", "", id="not there"),
        pytest.param({"area": "Kitchen", "domain": ["zzz"]}, "known_names", "", id="no domain"),
        pytest.param({"area": "Kitchen", "domain": ["fan"]}, "known_names", "Tower", id="no kind"),
        pytest.param({"area": "Hall", "domain": ["sensor"]}, "use", "get_state", id="sensor"),
        pytest.param(
            {"area": "Kitchen", "domain": ["light"], "device_class": ["outlet"]},
            "known_names",
            "",
            id="class of none",
        ),
        pytest.param(
            {"name": "Big lamp", "area": "Kitchen", "domain": ["light"]},
            "known_names",
            "Hall lamp",
            id="invented, of two",
        ),
    ],
)
def test_none_is_meant(args: dict[str, Any], key: str, value: str) -> None:
    """What fits nothing touches nothing, and says what there is."""
    with pytest.raises(UnresolvedError) as raised:
        resolve(args)

    assert key in raised.value.data
    assert value in str(raised.value.data[key])
    assert "ask" not in raised.value.data


@pytest.mark.parametrize(
    ("args", "candidates"),
    [
        pytest.param(
            {"name": "Door opener"}, ["Door opener (garage)", "Door opener (light)"], id="two kinds"
        ),
        pytest.param({"name": "the lock"}, ["Front door", "Side door"], id="two of a kind"),
        pytest.param({"name": "player"}, ["Radio", "Screen"], id="two players"),
        pytest.param(
            {"area": "Bedroom", "domain": ["light"]}, ["Bedroom 2 light", "Bedside"], id="two rooms"
        ),
    ],
)
def test_which_is_asked(args: dict[str, Any], candidates: list[str]) -> None:
    """Several that fit are named, and nothing is touched."""
    with pytest.raises(UnresolvedError) as raised:
        resolve(args)

    assert raised.value.data["candidates"] == candidates
    assert raised.value.data["ask"] is True
    assert raised.value.data["say"] == f"Which one: {' or '.join(candidates)}?"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Open the door opener", "cover.opener"),
        ("ouvre la porte", "cover.opener"),
        ("Turn on the light of the door opener", "light.opener"),
    ],
)
def test_words_tell_kinds_apart(text: str, found: str) -> None:
    """Of two devices of one name, the user's own words say which."""
    assert resolve({"name": "Door opener"}, asked=said(text)) == {found}


def test_room_and_conversation_tell_apart() -> None:
    """The asker's room, floor and what was spoken of last decide between several."""
    players = only("media_player")
    assert resolve({}, players, Asked(area_id="hall")) == {"media_player.tele"}
    assert resolve({"name": "lights"}, asked=Asked(area_id="hall")) == {"light.hall"}
    opener = {"name": "Door opener"}
    assert resolve(opener, asked=Asked(focus=("light.opener",))) == {"light.opener"}


@pytest.mark.parametrize(
    ("args", "text", "found"),
    [
        pytest.param({"domain": ["light"]}, "lights on in bedroom 2", {"light.bed_2"}, id="room"),
        pytest.param(
            {"domain": ["light"]},
            "turn off the lights upstairs",
            {"light.bed_1", "light.bed_2"},
            id="floor",
        ),
        pytest.param(
            {"name": "Cellar light", "domain": ["light"]},
            "turn on the lamp in the hall",
            {"light.hall"},
            id="name that nobody said",
        ),
        pytest.param(
            {"name": "Tower fan", "domain": ["vacuum"]},
            "start cleaning",
            {"fan.tower"},
            id="name that exists",
        ),
    ],
)
def test_words_narrow_a_call(args: dict[str, Any], text: str, found: set[str]) -> None:
    """A call without a place, or with one that leads nowhere, means what the user named."""
    assert resolve(args, asked=said(text)) == found


def test_only_one_where_the_name_leads_nowhere() -> None:
    """A name of another kind, which the user never said, gives way to the only one there is."""
    vacuum = only("vacuum")
    assert resolve({"name": "Radio"}, vacuum, said("start the vacuum please")) == {"vacuum.dobby"}
    for text in ("start the Hoovermatic in the cellar", "clean with the radio"):
        with pytest.raises(UnresolvedError):
            resolve({"name": "Radio"}, vacuum, said(text))


@pytest.mark.parametrize(
    ("text", "acts"), [("make it bright in the hall", True), ("turn on the beamer", False)]
)
def test_invented_name_is_not_the_users(text: str, acts: bool) -> None:
    """A name that the user did say is not exchanged for another device."""
    args = {"name": "Beamer", "area": "Hall", "domain": ["light"]}
    if acts:
        assert resolve(args, asked=said(text)) == {"light.hall"}
        return
    with pytest.raises(UnresolvedError):
        resolve(args, asked=said(text))


def test_two_places_single_out_neither() -> None:
    """A sentence of two commands does not say which of them a call without a place is."""
    words = said("light on in the hall and off in bedroom 2")
    assert len(resolve({"domain": ["light"]}, asked=words)) == 6


def test_tool_for_one_acts_on_one() -> None:
    """A tool that acts on one thing asks where a place has two, and prefers what makes sense."""
    radio = only("media_player", single=True, prefers=lambda entity_id: "radio" in entity_id)
    assert resolve({}, radio) == {"media_player.radio"}
    with pytest.raises(UnresolvedError):
        resolve({"area": "Kitchen"}, only("light", single=True))
    with pytest.raises(UnresolvedError):
        resolve({"floor": "Downstairs"}, only("media_player", single=True))


def test_kind_of_another_tool() -> None:
    """A device of another kind is refused with what is for it; by name a few are taken."""
    with pytest.raises(UnresolvedError) as raised:
        resolve({"name": "Ceiling"}, only("fan"))
    assert raised.value.data["use"] == "HassLightSet, HassTurnOn or HassTurnOff"
    assert resolve({"name": "Ceiling"}, only("fan", by_name=LIGHTS)) == {"light.ceiling"}
    with pytest.raises(UnresolvedError):
        resolve({"area": "Kitchen"}, only("fan", by_name=LIGHTS))
    with pytest.raises(UnresolvedError) as raised:
        resolve({"name": "Kettle"}, only("fan"))
    assert "HassTurnOn" in raised.value.data["use"]


@pytest.mark.parametrize(
    ("language", "names", "question"),
    [
        ("en", ["the left one", "the right one"], "Which one: the left one or the right one?"),
        ("en", list("abc"), "Which one: a, b or c?"),
        ("fr", ["A", "B"], "Il y en a plusieurs : A ou B. Que faut-il choisir ?"),
        ("en", list("abcdef"), "Which one do you mean?"),
        ("en", [], "Which one do you mean?"),
    ],
)
def test_question(language: str, names: list[str], question: str) -> None:
    """The question names the candidates where they are few enough to be heard."""
    assert which_one(names, language) == question


def test_home_is_let_go_of() -> None:
    """What was looked up of a home goes with it: each change in a house makes a new one."""
    home = Home(devices=HOME.devices, areas=AREAS, floors=FLOORS)
    resolver = Resolver(home=home, reach=SWITCH, asked=said("turn on the hall light"))
    for name in ("Hall lamp", "hall light", "Roler blind", "hall shutters"):
        with suppress(UnresolvedError):
            resolver.resolve({"name": name})
    select(home, "turn on the hall light", "en")
    gone = weakref.ref(home)
    del home, resolver
    gc.collect()
    assert gone() is None
