"""A home to read sentences about, without Home Assistant."""

from custom_components.jarvis_local.agent.local.grammar import grammar_of
from custom_components.jarvis_local.agent.local.reading import Act, Reader, Reading, Where
from custom_components.jarvis_local.home import Device, Home, Place
from homeassistant.core import State


def _device(
    entity_id: str, name: str, area_id: str | None = None, device_class: str | None = None
) -> Device:
    """Return a device of the only floor, or of none."""
    return Device(
        entity_id=entity_id,
        domain=entity_id.partition(".")[0],
        names=(name,),
        device_class=device_class,
        area_id=area_id,
        floor_id="upper" if area_id == "loft" else None,
    )


def _home(areas: dict[str, str], devices: list[Device], floor: str) -> Home:
    """Return a home."""
    return Home(
        devices={device.entity_id: device for device in devices},
        areas={
            key: Place(id=key, names=(name,), floor_id="upper" if key == "loft" else None)
            for key, name in areas.items()
        },
        floors={"upper": Place(id="upper", names=(floor,))},
    )


ENGLISH = _home(
    {"kitchen": "Kitchen", "den": "Den", "loft": "Loft"},
    [
        _device("light.counter", "Counter light", "kitchen"),
        _device("light.ceiling", "Kitchen ceiling", "kitchen"),
        _device("light.den", "Den lamp", "den"),
        _device("light.loft", "Skylight strip", "loft"),
        _device("cover.den", "Den shutter", "den", "shutter"),
        _device("cover.loft", "Shutter", "loft", "shutter"),
        _device("lock.front", "Front door", "den"),
        _device("lock.back", "Back door", "kitchen"),
        _device("media_player.hifi", "Hi-fi", "den", "speaker"),
        _device("media_player.tv", "Bedroom telly", "loft", "tv"),
        _device("todo.shopping", "Shopping"),
        _device("todo.chores", "Chores"),
        _device("vacuum.dusty", "Dusty", "den"),
        _device("climate.den", "Den heater", "den"),
    ],
    "Upstairs",
)
FRENCH = _home(
    {"kitchen": "Cuisine", "den": "Salon", "loft": "Chambre d'amis"},
    [
        _device("light.ceiling", "Plafonnier", "kitchen"),
        _device("light.den", "Lampe à pied", "den"),
        _device("light.loft", "Liseuse", "loft"),
        _device("cover.den", "Volet du salon", "den", "shutter"),
        _device("lock.front", "Porte d'entrée", "den"),
        _device("media_player.hifi", "Chaîne", "den", "speaker"),
        _device("todo.shopping", "Courses"),
        _device("valve.garden", "Arrosage"),
    ],
    "Étage",
)


def reader(language: str) -> Reader:
    """Return a reader of one of the homes."""
    grammar = grammar_of(language)
    assert grammar is not None
    return Reader({"en": ENGLISH, "fr": FRENCH}[language], grammar)


def read(
    text: str, language: str = "en", *, room: str | None = None, **states: str
) -> Reading | None:
    """Return what a sentence means; states by object id of media players."""
    known = {
        f"media_player.{key}": State(f"media_player.{key}", state) for key, state in states.items()
    }
    some = reader(language)
    parts = some.parts(text, some.words(text))
    if not parts:
        return None
    return some.read(text, some.joined_parts(parts), Where(area_id=room, states=known))


def act(text: str, language: str = "en", **where: str) -> Act | None:
    """Return what is to be done, if that is clear."""
    reading = read(text, language, **where)
    return reading.act if reading else None
