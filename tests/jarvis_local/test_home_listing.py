"""The home as text: compact, complete, and the same as long as the home is the same."""

from collections.abc import Sequence

import pytest

from custom_components.jarvis_local.home import Device, Form, Home, Place, async_home
from custom_components.jarvis_local.home.listing import choose_form, estimate_tokens, render
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er

from .home import Home as Furnished

LISTED = """\
# Ground floor (rez-de-chaussée)
Kitchen (cuisine): light Kitchen light (lumière de la cuisine, plafonnier); \
switch Coffee machine (cafetière)
Living Room (salon): climate Thermostat (chauffage); cover blinds (volets du salon); \
light lamp (lampe du salon); media_player speaker (enceinte du salon); sensor temperature
# First floor (premier étage)
Bedroom (chambre): fan Bedroom fan (ventilateur); light Bedroom light (lumière de la chambre); \
switch Broken plug
# (no floor)
(no room): lock Front door (porte d'entrée)"""


def lines(text: str) -> Sequence[str]:
    """Return a listing without its legend."""
    return text.splitlines()[1:]


def make_home(*names: str, area: str = "Study") -> Home:
    """Return a home of one room, of `domain name` each."""
    devices = {
        f"{domain}.{number}": Device(
            entity_id=f"{domain}.{number}", domain=domain, names=(name,), area_id="a"
        )
        for number, (domain, _, name) in enumerate(name.partition(" ") for name in names)
    }
    return Home(devices=devices, areas={"a": Place(id="a", names=(area,))})


async def test_full(hass: HomeAssistant, home: Furnished) -> None:
    """Every exposed device is listed once, by floor, room and domain, with its other names."""
    assert "\n".join(lines(render(async_home(hass), Form.FULL))) == LISTED


async def test_rooms_without_floor(hass: HomeAssistant, home: Furnished) -> None:
    """A room without a floor is listed after the floors."""
    area = ar.async_get(hass).async_create("Garden")
    er.async_get(hass).async_update_entity("light.attic", area_id=area.id)
    async_expose_entity(hass, "conversation", "light.attic", should_expose=True)
    text = render(async_home(hass), Form.FULL)
    assert "# (no floor)\nGarden: light Attic light\n(no room)" in text


async def test_nameless(hass: HomeAssistant, home: Furnished) -> None:
    """An entity that the owner left without a name to call it by is listed by its own."""
    er.async_get(hass).async_update_entity("switch.broken", aliases=[])
    assert async_home(hass).devices["switch.broken"].names == ("Broken plug",)


@pytest.mark.parametrize(
    ("form", "names", "expected"),
    [
        pytest.param(
            Form.DENSE,
            ["light Spot 2", "light Spot 1", "light Spot 10", "light Lamp", "cover Blind"],
            "light Lamp, Spot 1/2/10; other Blind",
            id="numbers",
        ),
        pytest.param(
            Form.DENSE,
            ["sensor Washer power", "sensor Washer energy", "binary_sensor Washer door"],
            "sensor Washer door/energy/power",
            id="a device's sensors",
        ),
        pytest.param(
            Form.DENSE,
            ["light Left lamp", "light Left spot"],
            "light Left lamp, Left spot",
            id="words stay whole for what is controlled",
        ),
        pytest.param(
            Form.DENSE,
            ["fan Study fan", "light Study light"],
            "other fan, light",
            id="the only ones of their kind",
        ),
        pytest.param(
            Form.DENSE,
            ["sensor In/out 1", "sensor In/out 2"],
            "sensor In/out 1, In/out 2",
            id="a stroke of its own",
        ),
        pytest.param(
            Form.CONTROLS,
            ["light Lamp", "light Spot", "sensor Heat", "binary_sensor Door"],
            "light Lamp, Spot; 2 sensor",
            id="sensors counted",
        ),
        pytest.param(
            Form.SUMMARY,
            ["light Lamp", "light Spot", "sensor Heat", "cover Blind"],
            "cover; 2 light; sensor",
            id="all counted",
        ),
    ],
)
def test_forms(form: Form, names: list[str], expected: str) -> None:
    """Where words are dear, they are saved without losing a name, and then counted."""
    assert lines(render(make_home(*names), form)) == [f"Study: {expected}"]


def test_places() -> None:
    """Where even counts do not fit, the rooms are listed."""
    home = Home(
        devices=make_home("light Lamp").devices, areas={"a": Place(id="a", names=("Study", "den"))}
    )
    assert lines(render(home, Form.PLACES)) == ["Study (den)"]


@pytest.mark.parametrize("form", Form, ids=str)
def test_nothing_exposed(form: Form) -> None:
    """A home with nothing in it has no listing."""
    assert render(Home(areas={"a": Place(id="a", names=("Study",))}), form) == ""


@pytest.mark.parametrize(
    ("budget", "before", "expected"),
    [
        pytest.param(None, None, Form.FULL, id="no bound"),
        pytest.param(1000, None, Form.FULL, id="all fits"),
        pytest.param(800, None, Form.DENSE, id="without aliases"),
        pytest.param(600, None, Form.CONTROLS, id="without sensors"),
        pytest.param(10, None, Form.PLACES, id="nothing fits"),
        pytest.param(1000, Form.DENSE, Form.DENSE, id="not for a little room"),
        pytest.param(1200, Form.DENSE, Form.FULL, id="for much room"),
        pytest.param(800, Form.FULL, Form.DENSE, id="at once where it must be"),
    ],
)
def test_choice(budget: int | None, before: Form | None, expected: Form) -> None:
    """The richest form that fits is chosen, and not left for another at every entity."""
    sizes = {
        Form.FULL: 1000,
        Form.DENSE: 700,
        Form.CONTROLS: 500,
        Form.SUMMARY: 100,
        Form.PLACES: 50,
    }
    assert choose_form(sizes.__getitem__, budget, before) is expected


def test_large_home_is_dense() -> None:
    """A large home leaves its aliases to the selection even where there is room for them."""
    sizes = {Form.FULL: 10_000, Form.DENSE: 7_000}
    assert choose_form(sizes.__getitem__, None) is Form.DENSE


def test_estimate() -> None:
    """Words count by their length, signs and digits one each."""
    assert estimate_tokens("Kitchen: light 12, plafonnier") == 2 + 1 + 1 + 2 + 1 + 2
