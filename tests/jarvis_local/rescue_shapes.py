"""Every shape in which a model may print a tool call, written from one call."""

from collections.abc import Callable, Mapping
import json
from typing import Any, Final

from custom_components.jarvis_local.agent.rescue import Offered

_PLACE: Final[Mapping[str, Any]] = {
    key: {} for key in ("name", "area", "floor", "domain", "device_class")
}
OFFERED: Final = Offered(
    tools={
        "HassTurnOn": _PLACE,
        "HassTurnOff": _PLACE,
        "HassLightSet": {**_PLACE, "brightness": {}, "color": {}, "temperature": {}},
        "HassSetPosition": {**_PLACE, "position": {}},
        "HassStopMoving": _PLACE,
        "HassVacuumStart": _PLACE,
        "HassVacuumReturnToBase": _PLACE,
        "HassMediaNext": _PLACE,
        "HassMediaPrevious": _PLACE,
        "HassMediaPause": _PLACE,
        "HassMediaUnpause": _PLACE,
        "HassMediaPlayerMute": _PLACE,
        "HassMediaPlayerUnmute": _PLACE,
        "HassSetVolume": {**_PLACE, "volume_level": {}},
        "HassStartTimer": {"name": {}, "hours": {}, "minutes": {}, "seconds": {}},
        "HassListAddItem": {"item": {}, "name": {}},
        "HassListCompleteItem": {"item": {}, "name": {}},
        "announce": {"message": {}, "area": {}},
        "get_state": _PLACE,
    },
    aliases={"HassOpenCover": _PLACE, "HassCloseCover": _PLACE},
)

type Arguments = Mapping[str, Any]
type Shape = Callable[[str, Arguments], str]


def _json(arguments: Arguments) -> str:
    """Return arguments as JSON."""
    return json.dumps(arguments, ensure_ascii=False)


def _python(arguments: Arguments) -> str:
    """Return arguments as those of a Python call."""
    return ", ".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in arguments.items()
    )


def _tokens(arguments: Arguments) -> str:
    """Return arguments with a token for each quote and bare keys."""
    return ",".join(
        f"{key}:{json.dumps(value, ensure_ascii=False)}".replace('"', '<|"|>')
        for key, value in arguments.items()
    )


def _text(value: Any) -> str:
    """Return a value without quotes."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def _lines(arguments: Arguments, form: str) -> str:
    """Return arguments one after the other in a form with `key` and `value`."""
    return "".join(
        form.format(key=key, value=_text(value)) for key, value in arguments.items()
    ).strip(" ,\n")


def _tagged(arguments: Arguments, form: str) -> str:
    """Return arguments in tags, lists as JSON."""
    return "".join(
        form.format(key=key, value=value if isinstance(value, str) else json.dumps(value))
        for key, value in arguments.items()
    )


def _object(name: str, arguments: Arguments, called: str = "arguments") -> str:
    """Return a call as the object that most models write."""
    return _json({"name": name, called: arguments})


SHAPES: Final[Mapping[str, Shape]] = {
    "object": _object,
    "parameters": lambda n, a: _object(n, a, "parameters"),
    "args": lambda n, a: _object(n, a, "args"),
    "function": lambda n, a: _json({"function": {"name": n, "arguments": a}}),
    "text in object": lambda n, a: _json({"name": n, "arguments": _json(a)}),
    "tool_calls": lambda n, a: _json(
        {"tool_calls": [{"id": "1", "type": "function", "function": {"name": n, "arguments": a}}]}
    ),
    "type": lambda n, a: _json({"type": "function", "name": n, "parameters": a}),
    "tool": lambda n, a: _json({"tool": n, "parameters": a}),
    "tool_name": lambda n, a: _json({"tool_name": n, "tool_input": a}),
    "action": lambda n, a: _json({"action": n, "action_input": a}),
    "recipient": lambda n, a: _json({"recipient_name": f"functions.{n}", "parameters": a}),
    "tool beside": lambda n, a: _json({"tool": n, **a}),
    "key": lambda n, a: _json({n: a}),
    "list": lambda n, a: f"[{_object(n, a)}]",
    "indented": lambda n, a: json.dumps({"name": n, "arguments": a}, indent=2, ensure_ascii=False),
    "fence": lambda n, a: f"```json\n{_object(n, a)}\n```",
    "bare fence": lambda n, a: f"```\n{_object(n, a)}\n```",
    "tool_code": lambda n, a: f"```tool_code\nprint({n}({_python(a)}))\n```",
    "trailing comma": lambda n, a: f"{_object(n, a)[:-2]},}}}}",
    "python": lambda n, a: f"{n}({_python(a)})",
    "python object": lambda n, a: f"{n}({_json(a)})",
    "python spaced": lambda n, a: f"{n} (\n  {_python(a)}\n)",
    "python colons": lambda n, a: f"{n}({_lines(a, '{key}: {value}, ')})",
    "print": lambda n, a: f"print({n}({_python(a)}))",
    "api": lambda n, a: f"default_api.{n}({_python(a)})",
    "printed api": lambda n, a: f"print(default_api.{n}({_python(a)}))",
    "await": lambda n, a: f"await {n}({_python(a)})",
    "tool.call": lambda n, a: f'tool.call("{n}", {_json(a)})',
    "brackets": lambda n, a: f"[{n}({_python(a)})]",
    "backticks": lambda n, a: f"`{n}({_python(a)})`",
    "tool_call": lambda n, a: f"<tool_call>{_object(n, a)}</tool_call>",
    "tool_call lines": lambda n, a: f"<tool_call>\n{_object(n, a)}\n</tool_call>",
    "tool_call python": lambda n, a: f"<tool_call>{n}({_python(a)})</tool_call>",
    "tool_call open": lambda n, a: f"<tool_call>{_object(n, a)}",
    "tools": lambda n, a: f"<tools>\n{_object(n, a)}\n</tools>",
    "arg_key": lambda n, a: (
        "<tool_call>"
        + n
        + _tagged(a, "\n<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>")
        + "\n</tool_call>"
    ),
    "function tag": lambda n, a: (
        f"<function={n}>" + _tagged(a, "<parameter={key}>{value}</parameter>") + "</function>"
    ),
    "function lines": lambda n, a: (
        f"<tool_call>\n<function={n}>"
        + _tagged(a, "\n<parameter={key}>\n{value}\n</parameter>")
        + "\n</function>\n</tool_call>"
    ),
    "function object": lambda n, a: f"<function={n}>{_json(a)}</function>",
    "invoke": lambda n, a: (
        f'<function_calls>\n<invoke name="{n}">'
        + _tagged(a, '\n<parameter name="{key}">{value}</parameter>')
        + "\n</invoke>\n</function_calls>"
    ),
    "own invoke": lambda n, a: (
        f'<m:tool_call><invoke name="{n}">'
        + _tagged(a, '<parameter name="{key}">{value}</parameter>')
        + "</invoke></m:tool_call>"
    ),
    "own tag": lambda n, a: f"<{n}>" + _tagged(a, "<{key}>{value}</{key}>") + f"</{n}>",
    "TOOL_CALLS": lambda n, a: f"[TOOL_CALLS][{_object(n, a)}]",
    "ARGS": lambda n, a: f"[TOOL_CALLS]{n}[ARGS]{_json(a)}",
    "CALL_ID": lambda n, a: f"[TOOL_CALLS]{n}[CALL_ID]x1y2z3[ARGS]{_json(a)}",
    "TOOL_REQUEST": lambda n, a: f"[TOOL_REQUEST]{_object(n, a)}[END_TOOL_REQUEST]",
    "bars": lambda n, a: f"<|tool_call|>[{_object(n, a)}]<|/tool_call|>",
    "half bars": lambda n, a: f"<|tool_call>call:{n}{{{_tokens(a)}}}<tool_call|>",
    "python_tag": lambda n, a: f"<|python_tag|>{n}({_python(a)})<|eom_id|>",
    "python_tag object": lambda n, a: f"<|python_tag|>{_object(n, a, 'parameters')}<|eot_id|>",
    "channel": lambda n, a: (
        f"<|channel|>commentary to=functions.{n} <|constrain|>json<|message|>{_json(a)}<|call|>"
    ),
    "channel start": lambda n, a: (
        "<|channel|>analysis<|message|>So be it.<|end|><|start|>assistant"
        f"<|channel|>commentary to=functions.{n}<|message|>{_json(a)}<|call|>"
    ),
    "channel bare": lambda n, a: f"commentary to=functions.{n} json{_json(a)}",
    "sections": lambda n, a: (
        f"<|tool_calls_section_begin|><|tool_call_begin|>functions.{n}:0"
        f"<|tool_call_argument_begin|>{_json(a)}<|tool_call_end|><|tool_calls_section_end|>"
    ),
    "wide bars": lambda n, a: (
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>"
        f"{n}\n```json\n{_json(a)}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    ),
    "quote tokens": lambda n, a: f"{n}{{{_tokens(a)}}}",
    "escape": lambda n, a: (
        f"<start_function_call>call:{n}{{"
        + _tokens(a).replace('<|"|>', "<escape>")
        + "}<end_function_call>"
    ),
    "functools": lambda n, a: f"functools[{_object(n, a)}]",
    "index": lambda n, a: f"functions.{n}:0{_json(a)}",
    "ReAct": lambda n, a: f"Action: {n}\nAction Input: {_json(a)}",
    "Tool": lambda n, a: f"Tool: {n}\nArguments: {_json(a)}",
    "next line": lambda n, a: f"{n}\n{_json(a)}",
    "colon": lambda n, a: f"{n}: {_json(a)}",
    "with": lambda n, a: f"{n} with {_lines(a, '{key}: {value}, ')}",
    "with quotes": lambda n, a: (
        f"{n} with " + _lines(a, '{key} "{value}" and ').removesuffix(" and")
    ),
    "lines": lambda n, a: f"{n}\n{_lines(a, '{key}: {value}\n')}",
    "bullets": lambda n, a: f"**{n}**\n{_lines(a, '- **{key}**: {value}\n')}",
    "arrow": lambda n, a: f"{n} → {_lines(a, '{key}={value}, ')}",
    "intent": lambda n, a: f"intent__{n}({_python(a)})",
}
