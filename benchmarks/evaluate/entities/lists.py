"""To-do lists."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)

from .base import Furniture, features


class FixtureList(Furniture, TodoListEntity):
    """A list of items."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on items; the state is how many are open."""
        supported = features(TodoListEntityFeature, attributes)
        self._attr_supported_features = supported or TodoListEntityFeature(0)
        items = enumerate(attributes.get("todo_items") or ())
        self._attr_todo_items = [_item(index, item) for index, item in items]

    @override
    async def async_create_todo_item(self, item: TodoItem) -> None:
        """Add an item."""
        items = self._attr_todo_items or []
        item.uid = str(len(items))
        self._attr_todo_items = [*items, item]
        self.async_write_ha_state()

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Change an item."""
        items = self._attr_todo_items or []
        self._attr_todo_items = [item if item.uid == other.uid else other for other in items]
        self.async_write_ha_state()

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Remove items."""
        items = self._attr_todo_items or []
        self._attr_todo_items = [item for item in items if item.uid not in uids]
        self.async_write_ha_state()


def _item(index: int, written: str | Mapping[str, Any]) -> TodoItem:
    """Return an item, written as text or with a status."""
    content = {"summary": written} if isinstance(written, str) else dict(written)
    status = TodoItemStatus(content.pop("status", TodoItemStatus.NEEDS_ACTION))
    return TodoItem(**{"uid": str(index), **content}, status=status)
