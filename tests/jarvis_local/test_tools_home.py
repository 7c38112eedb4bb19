"""The home's devices do what a call says, on the target that is meant, or nothing at all."""

from typing import Any, override

import pytest

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.humidifier import HumidifierEntity, HumidifierEntityFeature
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component

from .build_home import add_devices
from .home import Device, Home
from .tool_calls import call_tool

LIGHTS = ("light.kitchen", "light.living_room_lamp", "light.bedroom", "light.attic")


def lit(home: Home) -> set[str]:
    """Return the lights that are on."""
    return {entity_id for entity_id in LIGHTS if home.value(entity_id) == "on"}


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"name": "Kitchen light"}, id="name"),
        pytest.param({"name": "kitchen LIGHT "}, id="case and blanks"),
        pytest.param({"name": "plafonnier"}, id="alias"),
        pytest.param({"name": "light.kitchen"}, id="entity id"),
        pytest.param({"name": "Light.Kitchen"}, id="entity id in capitals"),
        pytest.param({"entity_id": "light.kitchen"}, id="entity id under its own argument"),
        pytest.param({"name": ["Kitchen light"]}, id="list of one name"),
        pytest.param({"area": "Kitchen", "domain": ["light"]}, id="area and domain"),
        pytest.param({"area": "cuisine", "domain": "light"}, id="area alias, domain no list"),
        pytest.param({"area": "kitchen", "domain": '["light"]'}, id="list within a string"),
        pytest.param({"room": "Kitchen", "domain": "light"}, id="other word for the area"),
        pytest.param({"floor": "Kitchen", "domain": ["light"]}, id="area as a floor"),
        pytest.param({"name": "Kitchen light", "floor": "Nowhere"}, id="floor that is none"),
        pytest.param({"area": "Kitchen", "device_class": ["light"]}, id="domain as a class"),
        pytest.param(
            {"area": "Kitchen", "domain": "light", "device_class": ["light"]}, id="domain twice"
        ),
        pytest.param(
            {
                "name": "Kitchen light",
                "area": "",
                "floor": "null",
                "domain": [],
                "device_class": None,
            },
            id="blanks",
        ),
    ],
)
async def test_turns_on_what_was_meant(
    hass: HomeAssistant, home: Home, args: dict[str, Any]
) -> None:
    """The kitchen light goes on, and no other."""
    result = await call_tool(hass, "HassTurnOn", **args)

    assert not result.error, result.data
    assert result.data == {"done": True, "now": {"Kitchen light": "on, brightness 100%"}}
    assert lit(home) == {"light.kitchen"}


async def test_turns_off_by_floor(hass: HomeAssistant, home: Home) -> None:
    """A floor's lights go off; the other floor's stay on."""
    for name in ("Kitchen light", "Living room lamp", "Bedroom light"):
        await call_tool(hass, "HassTurnOn", name=name)

    await call_tool(hass, "HassTurnOff", floor="rez-de-chaussée", domain="light")

    assert lit(home) == {"light.bedroom"}


async def test_place_alone_moves_no_cover_and_no_lock(hass: HomeAssistant, home: Home) -> None:
    """'Turn on the living room' means lights, not the blinds."""
    result = await call_tool(hass, "HassTurnOn", area="Living Room")

    assert not result.error
    assert lit(home) == {"light.living_room_lamp"}
    assert home.value("cover.living_room_blinds") == "closed"


async def test_satellite_without_place_means_its_room(hass: HomeAssistant, home: Home) -> None:
    """A command that says no place acts where it was spoken."""
    bedroom = home.satellites["Bedroom"]

    await call_tool(hass, "HassTurnOn", device_id=bedroom, domain="light")

    assert lit(home) == {"light.bedroom"}


async def test_satellite_without_such_a_device_means_the_home(
    hass: HomeAssistant, home: Home
) -> None:
    """In a room that has none of the kind, the home's are meant."""
    await call_tool(hass, "HassTurnOn", device_id=home.satellites["Kitchen"], domain="cover")

    assert home.value("cover.living_room_blinds") == "open"


async def test_all_means_every_room(hass: HomeAssistant, home: Home) -> None:
    """'All' is not narrowed to the satellite's room; what is not exposed stays as it is."""
    await call_tool(
        hass, "HassTurnOn", device_id=home.satellites["Bedroom"], name="all", domain="light"
    )

    assert lit(home) == {"light.kitchen", "light.living_room_lamp", "light.bedroom"}


@pytest.mark.parametrize("brightness", [40, "40", "40%", "40 %", 40.2, [40]], ids=repr)
async def test_brightness_in_any_spelling(
    hass: HomeAssistant, home: Home, brightness: object
) -> None:
    """A number in a string, with a unit or in a list is still a number."""
    result = await call_tool(hass, "HassLightSet", name="Bedroom light", brightness=brightness)

    assert result.data == {"done": True, "now": {"Bedroom light": "on, brightness 40%"}}
    assert home.state("light.bedroom").attributes["brightness"] == 102


async def test_light_takes_a_colour(hass: HomeAssistant, home: Home) -> None:
    """A colour's name arrives as a colour; arguments other tools have do no harm."""
    result = await call_tool(
        hass, "HassLightSet", area="Living Room", color="red", domain=["light"], brightness=None
    )

    assert result.data["done"] is True
    assert home.state("light.living_room_lamp").attributes["rgb_color"] == (255, 0, 0)


@pytest.mark.parametrize(
    ("name", "args", "entity_id", "attribute", "value"),
    [
        pytest.param(
            "HassClimateSetTemperature",
            {"temperature": "21,5 °C"},
            "climate.thermostat",
            "temperature",
            21.5,
            id="temperature",
        ),
        pytest.param(
            "HassFanSetSpeed",
            {"name": "ventilateur", "speed": "30%"},
            "fan.bedroom",
            "percentage",
            30,
            id="fan",
        ),
        pytest.param(
            "HassSetPosition",
            {"area": "Living Room", "position": "60"},
            "cover.living_room_blinds",
            "current_position",
            60,
            id="blinds",
        ),
        pytest.param(
            "HassSetPosition",
            {"device_class": "blind", "position": 70},
            "cover.living_room_blinds",
            "current_position",
            70,
            id="blinds by device class",
        ),
        pytest.param(
            "HassSetVolume",
            {"name": "enceinte du salon", "volume_level": 30},
            "media_player.living_room_speaker",
            "volume_level",
            0.3,
            id="volume",
        ),
        pytest.param(
            "HassSetVolumeRelative",
            {"volume_step": -10},
            "media_player.living_room_speaker",
            "volume_level",
            0.4,
            id="volume step",
        ),
        pytest.param(
            "HassSetVolumeRelative",
            {"volume_step": "Up"},
            "media_player.living_room_speaker",
            "volume_level",
            0.6,
            id="louder",
        ),
        pytest.param(
            "HassMediaPlayerMute",
            {"area": "Living Room"},
            "media_player.living_room_speaker",
            "is_volume_muted",
            True,
            id="mute",
        ),
        pytest.param(
            "HassMediaNext",
            {},
            "media_player.living_room_speaker",
            "media_title",
            "Next song",
            id="next",
        ),
    ],
)
async def test_sets_a_value(
    hass: HomeAssistant,
    home: Home,
    name: str,
    args: dict[str, Any],
    entity_id: str,
    attribute: str,
    value: object,
) -> None:
    """A value is set, in the unit that Home Assistant counts in."""
    blinds = home.state("cover.living_room_blinds")
    blinds_are = {**blinds.attributes, "device_class": "blind"}
    hass.states.async_set(blinds.entity_id, blinds.state, blinds_are)
    result = await call_tool(hass, name, **args)

    assert not result.error, result.data
    assert result.data["done"] is True
    assert home.state(entity_id).attributes[attribute] == value


async def test_pause_and_resume(hass: HomeAssistant, home: Home) -> None:
    """What was paused plays on."""
    await call_tool(hass, "HassMediaPause")
    assert home.value("media_player.living_room_speaker") == "paused"

    result = await call_tool(hass, "HassMediaUnpause")

    assert home.value("media_player.living_room_speaker") == "playing"
    assert result.data["now"] == {"Living room speaker": "playing, volume 50%, First song"}


async def test_unchanged_state_is_not_called_done(hass: HomeAssistant, home: Home) -> None:
    """A device that says yes and does nothing is reported as not confirmed."""

    async def _nothing(call: ServiceCall) -> None:
        """Do nothing."""

    hass.services.async_register("input_boolean", "turn_on", _nothing)
    hass.states.async_set("input_boolean.deaf", "off", {"friendly_name": "Deaf"})
    async_expose_entity(hass, "conversation", "input_boolean.deaf", should_expose=True)

    result = await call_tool(hass, "HassTurnOn", name="Deaf")

    assert result.data == {"done": False, "now": {"Deaf": "off"}, "not_confirmed": ["Deaf"]}


class Humidifier(HumidifierEntity):
    """A humidifier with two modes."""

    _attr_is_on = True
    _attr_available_modes = ["eco", "boost"]  # noqa: RUF012
    _attr_supported_features = HumidifierEntityFeature.MODES
    _attr_mode = "eco"

    @override
    async def async_set_humidity(self, humidity: int) -> None:
        """Set the wanted humidity."""
        self._attr_target_humidity = humidity
        self.async_write_ha_state()

    @override
    async def async_set_mode(self, mode: str) -> None:
        """Set the mode."""
        self._attr_mode = mode
        self.async_write_ha_state()


async def test_humidifier(hass: HomeAssistant, home: Home) -> None:
    """A handler that does not say what it touched is watched all the same."""
    device = Device(entity_id="humidifier.study", name="Study humidifier", entity=Humidifier())
    await add_devices(hass, home, [device])

    await call_tool(hass, "HassHumidifierSetpoint", name="Study humidifier", humidity="55%")
    result = await call_tool(hass, "HassHumidifierMode", name="Study humidifier", mode="boost")
    wrong = await call_tool(hass, "HassHumidifierMode", name="Study humidifier", mode="turbo")

    assert result.data == {"done": True, "now": {"Study humidifier": "on, target 55%, boost"}}
    assert wrong.error
    assert "turbo" in wrong.data["error"]


async def test_many_targets_are_counted(hass: HomeAssistant, home: Home) -> None:
    """A house full of lights does not fill the context."""
    switches: dict[str, Any] = {f"b{number}": {} for number in range(15)}
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": switches})
    for number in range(15):
        async_expose_entity(hass, "conversation", f"input_boolean.b{number}", should_expose=True)

    result = await call_tool(hass, "HassTurnOn", name="all", domain="input_boolean")

    assert result.data["done"]
    assert len(result.data["now"]) == 12
    assert result.data["and_more"] == 3


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"floor": "Nowhere", "domain": ["light"]}, id="floor alone"),
        pytest.param({"area": "Kitchen", "domain": "fan", "device_class": ["light"]}, id="neither"),
    ],
)
async def test_slip_never_means_more(hass: HomeAssistant, home: Home, args: dict[str, Any]) -> None:
    """What cannot be put right is an error, not a call on everything."""
    assert (await call_tool(hass, "HassTurnOn", **args)).error
    assert not lit(home)


def speed(hass: HomeAssistant) -> int:
    """Return the fan's speed in percent."""
    state = hass.states.get("fan.bedroom")
    assert state is not None
    percent: int = state.attributes["percentage"]
    return percent


async def test_only_one_of_its_kind(hass: HomeAssistant, home: Home) -> None:
    """A call that names nothing means the only device it can mean; with two it means none."""
    result = await call_tool(hass, "HassFanSetSpeed", percentage=40)
    assert not result.error, result.data
    assert speed(hass) == 40

    hass.states.async_set("fan.other", "off", {"friendly_name": "Other fan"})
    async_expose_entity(hass, "conversation", "fan.other", should_expose=True)
    assert (await call_tool(hass, "HassFanSetSpeed", percentage=80)).error
    assert speed(hass) == 40
