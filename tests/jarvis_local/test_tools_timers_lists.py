"""Timers, lists and announcements through their tools."""

from typing import Any, override

import pytest

from homeassistant.components.intent import async_register_timer_handler
from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, intent

from .build_home import add_devices
from .home import Device, Home
from .tool_calls import call_tool


class Groceries(TodoListEntity):
    """A list kept in memory."""

    _attr_supported_features = (
        TodoListEntityFeature.CREATE_TODO_ITEM
        | TodoListEntityFeature.UPDATE_TODO_ITEM
        | TodoListEntityFeature.DELETE_TODO_ITEM
    )

    def __init__(self) -> None:
        """Make a list with bread on it."""
        self._attr_todo_items = [
            TodoItem(uid="0", summary="Bread", status=TodoItemStatus.NEEDS_ACTION)
        ]

    @override
    async def async_create_todo_item(self, item: TodoItem) -> None:
        """Add an item."""
        item.uid = str(len(self._attr_todo_items or []))
        self._become([*(self._attr_todo_items or []), item])

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Replace an item."""
        items = self._attr_todo_items or []
        self._become([item if item.uid == old.uid else old for old in items])

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Remove items."""
        self._become([item for item in self._attr_todo_items or [] if item.uid not in uids])

    def _become(self, items: list[TodoItem]) -> None:
        """Have these items."""
        self._attr_todo_items = items
        self.async_write_ha_state()


@pytest.fixture
async def groceries(hass: HomeAssistant, home: Home) -> None:
    """Add a shopping list to the home."""
    device = Device(
        entity_id="todo.groceries",
        name="Groceries",
        entity=Groceries(),
        aliases=("liste de courses",),
    )
    await add_devices(hass, home, [device])


@pytest.mark.usefixtures("groceries")
async def test_items_come_and_go(hass: HomeAssistant) -> None:
    """An item is added, read, ticked off and removed, in any language's name of the list."""
    added = await call_tool(hass, "HassListAddItem", item="milk", list="liste de courses")
    assert added.data == {"done": True, "now": {"Groceries": "2 open items"}}

    seen = await call_tool(hass, "get_state", name="Groceries")
    assert seen.data["items"] == ["Bread", "Milk"]

    ticked = await call_tool(hass, "HassListCompleteItem", item="Bread", name="Groceries")
    removed = await call_tool(hass, "HassListRemoveItem", item="milk", name="groceries")
    assert ticked.data["done"]
    assert removed.data == {"done": True, "now": {"Groceries": "0 open items"}}


@pytest.mark.usefixtures("groceries")
async def test_unknown_list_and_item(hass: HomeAssistant) -> None:
    """A list or item that does not exist is said so."""
    no_list = await call_tool(hass, "HassListAddItem", item="milk", name="Hardware")
    no_item = await call_tool(hass, "HassListRemoveItem", item="caviar", name="Groceries")

    assert no_list.error
    assert "Groceries" in no_list.data["known_names"]
    assert no_item.error
    assert "caviar" in no_item.data["error"]


@pytest.mark.parametrize("name", ["HassStartTimer", "HassCancelTimer"])
async def test_device_without_timers_says_so(hass: HomeAssistant, home: Home, name: str) -> None:
    """The tools are offered everywhere; where there are no timers the call fails in words."""
    result = (
        await call_tool(hass, name, minutes=5)
        if name == "HassStartTimer"
        else (await call_tool(hass, name))
    )

    assert result.error
    assert "imer" in result.data["error"]


async def test_timers_run(hass: HomeAssistant, home: Home) -> None:
    """A satellite with timers starts, changes, lists and cancels them."""
    satellite = home.satellites["Kitchen"]
    async_register_timer_handler(hass, satellite, lambda *_: None)

    async def _say(tool: str, **args: Any) -> Any:
        """Call a tool from the satellite."""
        result = await call_tool(hass, tool, device_id=satellite, **args)
        assert not result.error, result.data
        return result.data

    assert await _say("HassStartTimer", minutes="5", name="Tea") == {"done": True}
    await _say("HassStartTimer", hours=1, seconds=None)
    await _say("HassIncreaseTimer", name="Tea", minutes=2)
    await _say("HassDecreaseTimer", start_hours=1, minutes=10)
    await _say("HassPauseTimer", name="tea")

    status = await _say("HassTimerStatus")
    assert [timer["paused"] for timer in status["timers"]] == [True, False]
    assert status["timers"][0]["name"] == "Tea"
    assert status["timers"][0]["left"].startswith(("0:06:", "0:07:"))

    await _say("HassUnpauseTimer", name="Tea")
    await _say("HassCancelTimer", name="Tea")
    assert await _say("HassCancelAllTimers") == {"done": True, "cancelled": 1}


async def test_broadcast_says_the_message(hass: HomeAssistant, home: Home) -> None:
    """The message goes to Home Assistant's own intent."""
    said: list[str] = []

    class Broadcast(intent.IntentHandler):
        """Remembers what was said."""

        intent_type = intent.INTENT_BROADCAST

        @override
        async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
            """Remember it."""
            said.append(intent_obj.slots["message"]["value"])
            return intent_obj.create_response()

    intent.async_register(hass, Broadcast())
    entry = er.async_get(hass).async_get_or_create(
        "assist_satellite", "test", "kitchen", supported_features=1
    )
    hass.states.async_set(entry.entity_id, "idle")

    result = await call_tool(hass, "HassBroadcast", message="Dinner is ready")

    assert result.data == {"done": True}
    assert said == ["Dinner is ready"]


async def test_broadcast_without_speakers(hass: HomeAssistant, home: Home) -> None:
    """A home without satellites gets an error, not a claim."""
    result = await call_tool(hass, "HassBroadcast", message="Hello")

    assert result.error
