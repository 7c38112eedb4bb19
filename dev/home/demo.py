"""Furnishes a new Home Assistant: floors, rooms, devices, people, and what the assistants see."""

import asyncio
import json
from pathlib import Path

from .client import HomeClient
from .demo_home.house import DOMAIN, Device, read_devices, read_house
from .flow import entries, run_flow
from .pipeline_run import Json

INTEGRATION = Path(__file__).parent / "demo_home"
ASSISTANT = "conversation"
EXPOSED_DOMAINS = ("person.", "scene.", "script.", "todo.")
# This step of onboarding adds integrations that call the internet, which a local home does not.
ONBOARDING = {
    "version": 4,
    "minor_version": 1,
    "key": "onboarding",
    "data": {"done": ["core_config"]},
}

CONFIGURATION = """\
# The demo home; written by script/run when it is missing, yours to change.
homeassistant:
logger:
  default: warning
  logs:
    custom_components.jarvis_local: info
    homeassistant.util.package: info
scene:
  - id: movie_night
    name: Movie night
    icon: mdi:movie-open
    entities:
      light.living_room: {state: "on", brightness: 60}
      light.reading_lamp: "off"
      cover.living_room_blind: {state: closed, current_position: 0}
      media_player.television: "on"
script:
  good_night:
    alias: Good night
    icon: mdi:weather-night
    sequence:
      - action: light.turn_off
        target: {entity_id: all}
      - action: cover.close_cover
        target: {entity_id: [cover.living_room_blind, cover.bedroom_shutter]}
"""


def write_configuration(folder: Path) -> None:
    """Write what a new folder needs before the first start."""
    path = folder / "configuration.yaml"
    if path.exists():
        return
    (folder / ".storage").mkdir(parents=True, exist_ok=True)
    (folder / ".storage" / "onboarding").write_text(json.dumps(ONBOARDING))
    path.write_text(CONFIGURATION, encoding="utf-8")


async def furnish(client: HomeClient, *, language: str = "en") -> None:
    """Build the demo home, unless it is there already."""
    if await entries(client, DOMAIN):
        return
    await client.command(
        "config/core/update",
        country="FR" if language == "fr" else "GB",
        language=language,
        location_name="Jarvis's demo home",
    )
    # As the browser notes at the end of onboarding; else it introduces its dashboard for ever.
    version = (await client.command("get_config"))["version"]
    await client.command(
        "frontend/set_system_data", key="core", value={"onboarded_version": version}
    )
    # First: an entity that is asked about before keeps the answer.
    await client.command(
        "homeassistant/expose_new_entities/set", assistant=ASSISTANT, expose_new=False
    )
    house = await asyncio.to_thread(read_house)
    rooms = await _build_rooms(client, house)
    for domain in ("shopping_list", DOMAIN):
        await run_flow(client, domain, {})
    devices = await asyncio.to_thread(read_devices)
    for device in devices:
        await _place(client, device, rooms)
    for scene in house["scenes"]:
        await _rename(client, scene["entity_id"], scene["aliases"])
    await _settle_people(client, house["people"])
    others = [key for key in await client.states() if key.startswith(EXPOSED_DOMAINS)]
    await client.command(
        "homeassistant/expose_entity",
        assistants=[ASSISTANT],
        entity_ids=[*(device.entity_id for device in devices if device.exposed), *others],
        should_expose=True,
    )


async def _build_rooms(client: HomeClient, house: Json) -> dict[str, str]:
    """Make the floors and areas; returns area ids by name."""
    floors = {}
    for floor in house["floors"]:
        made = await client.command("config/floor_registry/create", **floor)
        floors[floor["name"]] = made["floor_id"]
    # Onboarding made a few areas already.
    listed = await client.command("config/area_registry/list")
    rooms = {area["name"]: area["area_id"] for area in listed}
    for room in house["rooms"]:
        name = room["name"]
        if name not in rooms:
            made = await client.command("config/area_registry/create", name=name)
            rooms[name] = made["area_id"]
        await client.command(
            "config/area_registry/update",
            aliases=room.get("aliases", []),
            area_id=rooms[name],
            floor_id=floors[room["floor"]],
            icon=room["icon"],
        )
    return rooms


async def _place(client: HomeClient, device: Device, rooms: dict[str, str]) -> None:
    """Put a device into its room and give it its other names."""
    entry = await _rename(client, device.entity_id, device.aliases)
    if device.room is not None:
        await client.command(
            "config/device_registry/update",
            area_id=rooms[device.room],
            device_id=entry["device_id"],
        )


async def _rename(client: HomeClient, entity_id: str, aliases: list[str] | tuple[str, ...]) -> Json:
    """Add aliases to an entity's own name; returns its registry entry."""
    answer: Json = await client.command(
        "config/entity_registry/update", entity_id=entity_id, aliases=[None, *aliases]
    )
    entry: Json = answer["entity_entry"]
    return entry


async def _settle_people(client: HomeClient, people: list[Json]) -> None:
    """Give everybody a phone; the first is who onboarded."""
    listed = await client.command("person/list")
    known = {person["name"]: person for person in listed["storage"]}
    for person in people:
        name, trackers = person["name"], [person["tracker"]]
        if (entry := known.get(name)) is None:
            await client.command("person/create", name=name, device_trackers=trackers)
            continue
        await client.command(
            "person/update",
            device_trackers=trackers,
            name=name,
            person_id=entry["id"],
            user_id=entry.get("user_id"),
        )
