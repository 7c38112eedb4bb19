"""Tools and structures as Ollama is told them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, wraps
from typing import Any, Final
from weakref import WeakKeyDictionary

from probatio import to_openapi

from homeassistant.helpers import llm
from homeassistant.helpers.json import json_dumps

from ..home import ShownHome
from ..tools import SEARCHES


class Schema(dict[str, Any]):
    """A tool as Ollama is told it; never changed, so `made` keeps what was made of it."""

    @cached_property
    def made(self) -> dict[Callable[..., Any], Any]:
        """Return what was made of the tool, by what made it."""
        return {}


def kept[T](make: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T]:
    """Decorate what makes something of a tool, so that it does so once for each `Schema`."""

    @wraps(make)
    def of(tool: Mapping[str, Any]) -> T:
        """Return what is made of a tool."""
        if not isinstance(tool, Schema):
            return make(tool)
        if make not in tool.made:
            tool.made[make] = make(tool)
        made: T = tool.made[make]
        return made

    return of


# Tools live as long as the code; another API's are made for each conversation.
_SCHEMAS: Final[WeakKeyDictionary[llm.Tool, Schema]] = WeakKeyDictionary()


@kept
def size(tool: Mapping[str, Any]) -> int:
    """Return how many bytes a tool takes."""
    return len(json_dumps(tool))


def tool_schemas(api: llm.APIInstance | None) -> list[Schema]:
    """Return the tools as JSON schemas, in an order that does not change."""
    if api is None:
        return []
    tools = sorted(api.tools, key=lambda tool: tool.name)
    return [_kept_schema(tool, api.custom_serializer) for tool in tools]


def fitting(tools: Sequence[Mapping[str, Any]], home: ShownHome) -> Sequence[Mapping[str, Any]]:
    """Return the tools without those for a home that could not be shown whole, where it could."""
    if not home.form.is_complete:
        return tools
    return [tool for tool in tools if tool["function"]["name"] not in SEARCHES]


def _kept_schema(tool: llm.Tool, serializer: Callable[[Any], Any] | None) -> Schema:
    """Return a tool as Ollama wants it, made once."""
    if (schema := _SCHEMAS.get(tool)) is None:
        schema = _SCHEMAS[tool] = _tool_schema(tool, serializer)
    return schema


def output_format(structure: Any) -> dict[str, Any]:
    """Return the JSON schema that an answer must fit."""
    return _schema(structure, None)


def _tool_schema(tool: llm.Tool, serializer: Callable[[Any], Any] | None) -> Schema:
    """Return a tool as Ollama wants it."""
    function = {
        "name": tool.name,
        "description": tool.description or tool.title or tool.name,
        "parameters": _schema(tool.parameters, serializer),
    }
    return Schema(type="function", function=function)


def _schema(schema: Any, serializer: Callable[[Any], Any] | None) -> dict[str, Any]:
    """Return a schema in OpenAPI's words."""
    converted: dict[str, Any] = to_openapi(
        schema,
        custom_serializer=serializer or llm.selector_serializer,
        openapi_version="3.1.0",
    )
    return converted


def called_names(schemas: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the tools that are offered."""
    return frozenset(schema["function"]["name"] for schema in schemas)
