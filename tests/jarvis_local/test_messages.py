"""The chat log as messages."""

from typing import Any

import pytest

from custom_components.jarvis_local.agent.context import Notes
from custom_components.jarvis_local.agent.messages import build_messages
from homeassistant.components.conversation import (
    AssistantContent,
    Content,
    SystemContent,
    ToolResultContent,
    UserContent,
)
from homeassistant.helpers import llm
from homeassistant.util import dt as dt_util

AGENT = "conversation.jarvis"


def said(text: str | None, *calls: llm.ToolInput, thinking: str | None = None) -> AssistantContent:
    """Return something said and called."""
    return AssistantContent(
        agent_id=AGENT, content=text, thinking_content=thinking, tool_calls=list(calls) or None
    )


def call(name: str = "HassTurnOn", *, external: bool = False) -> llm.ToolInput:
    """Return a call whose id is its tool's name."""
    return llm.ToolInput(tool_name=name, tool_args={"name": "x"}, id=name, external=external)


def result(name: str = "HassTurnOn", *, error: bool = False) -> ToolResultContent:
    """Return the result of a call, with a value that plain JSON does not know."""
    data: Any = {"at": dt_util.utc_from_timestamp(0)}
    return ToolResultContent(
        agent_id=AGENT,
        tool_call_id=name,
        tool_name=name,
        result=llm.ToolResult(data=data, error=error),
    )


ASSISTANT_CALL = {
    "role": "assistant",
    "content": "",
    "tool_calls": [{"function": {"name": "HassTurnOn", "arguments": {"name": "x"}}}],
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param([said("Hello.")], [("assistant", "Hello.")], id="text"),
        pytest.param([said("Hello.", thinking="Hm.")], [("assistant", "Hello.")], id="thought"),
        pytest.param([said(None, thinking="Hm.")], [], id="only a thought"),
        pytest.param([said("Error: KeyError")], [], id="error"),
        pytest.param([said("(no response)")], [], id="no response"),
        pytest.param(
            [said("One. "), said("Two.")], [("assistant", "One."), ("assistant", "Two.")], id="two"
        ),
        pytest.param([said("", call())], [], id="call without result"),
        pytest.param([result()], [], id="result without call"),
        pytest.param(
            [said(None, call()), result()],
            [("assistant", ""), ("tool", '{"at":"1970-01-01T00:00:00+00:00"}')],
            id="call",
        ),
        pytest.param(
            [said(None, call()), result(error=True)],
            [("assistant", ""), ("tool", '{"error":true,"at":"1970-01-01T00:00:00+00:00"}')],
            id="failed call",
        ),
        pytest.param(
            [said(None, call(external=True)), result(), said("On.")],
            [("assistant", ""), ("tool", '{"said":"On."}'), ("assistant", "On.")],
            id="local match",
        ),
        pytest.param(
            [
                said(None, call("HassNevermind", external=True)),
                result("HassNevermind"),
                said("Fine."),
            ],
            [("assistant", "Fine.")],
            id="local match without a tool",
        ),
        pytest.param(
            [said(None, call(external=True)), result()],
            [("assistant", ""), ("tool", '{"said":""}')],
            id="silent local match",
        ),
    ],
)
def test_build(content: list[Content], expected: list[tuple[str, str]]) -> None:
    """Only what was really said and done goes to the model."""
    log = [SystemContent(""), UserContent("Hi"), *content, UserContent("Bye")]
    messages = build_messages(log, Notes(), system="Be.", tools=frozenset({"HassTurnOn"}))
    inner = [(message["role"], message["content"]) for message in messages[1:]]
    if expected:
        assert inner == [("user", "Hi"), *expected, ("user", "Bye")]
    else:
        assert inner == [("user", "Hi\nBye")]


def test_call_as_the_model_made_it() -> None:
    """A call keeps its name and arguments, and its result names the tool."""
    log: list[Content] = [SystemContent(""), UserContent("Hi"), said(None, call()), result()]
    messages = build_messages(log, Notes(), system="Be.", tools=frozenset())
    assert messages[2] == ASSISTANT_CALL
    assert messages[3]["tool_name"] == "HassTurnOn"


def test_notes() -> None:
    """Notes on a turn are at its end; sentences of ours are left out."""
    log: list[Content] = [
        SystemContent(""),
        UserContent("Hi"),
        said("It failed."),
        UserContent("Again"),
    ]
    notes = Notes(suffixes={1: " [a]", 3: " [b]"}, unsaid={2})
    messages = build_messages(log, notes, system="Be.", tools=frozenset())
    assert messages[1:] == [{"role": "user", "content": "Hi [a]\nAgain [b]"}]


@pytest.mark.parametrize(
    ("turns", "most", "kept"),
    [(3, 0, 3), (3, 3, 3), (4, 3, 3), (5, 4, 3), (6, 4, 4), (7, 4, 3), (3, 1, 1), (41, 20, 11)],
)
def test_history(turns: int, most: int, kept: int) -> None:
    """The oldest turns go, never more than the limit stay, and the present one always does."""
    log: list[Content] = [SystemContent("")]
    for number in range(turns):
        log += [UserContent(f"Turn {number}"), said("Yes.")]
    messages = build_messages(log, Notes(), system="Be.", tools=frozenset(), max_history=most)
    users = [message["content"] for message in messages if message["role"] == "user"]
    assert users[-1] == f"Turn {turns - 1}"
    assert messages[1]["role"] == "user"
    assert len(users) == kept


def told(data: Any, *, error: bool = False) -> str:
    """Return how the model reads the result of a call."""
    content: list[Content] = [
        UserContent("Do it"),
        said(None, call()),
        ToolResultContent(
            agent_id=AGENT,
            tool_call_id="HassTurnOn",
            tool_name="HassTurnOn",
            result=llm.ToolResult(data=data, error=error),
        ),
    ]
    text: str = build_messages(content, Notes(), system="S", tools=frozenset())[-1]["content"]
    return text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param({"done": True}, "done", id="done"),
        pytest.param({"done": True, "now": {"Lamp": "on"}}, "done: on", id="one"),
        pytest.param({"done": True, "now": {"A": "on", "B": "on"}}, "done: on", id="alike"),
        pytest.param(
            {"done": True, "now": {"A": "on", "B": "off"}}, "done: A on, B off", id="unlike"
        ),
        pytest.param({"done": True, "now": {}}, "done", id="nothing there"),
        pytest.param({"done": True, "at": 1}, '{"done":true,"at":1}', id="more to say"),
        pytest.param(
            {"done": False, "not_confirmed": ["A"]},
            '{"done":false,"not_confirmed":["A"]}',
            id="not done",
        ),
        pytest.param({"state": "on"}, '{"state":"on"}', id="answer"),
    ],
)
def test_result(data: Any, text: str) -> None:
    """What was simply done takes a few tokens; anything else is told in full."""
    assert told(data) == text


def test_failed_result() -> None:
    """A failure is never told as done."""
    assert told({"done": True}, error=True) == '{"error":true,"done":true}'
    assert told({"error": "No such lamp"}, error=True) == '{"error":"No such lamp"}'


def test_what_made_room() -> None:
    """Turns that no longer fit are told in a line, always the same, without what was never said."""
    content: list[Content] = [
        SystemContent(content="S"),
        UserContent("Turn on\nthe [lamp]"),
        said("", call()),
        result(),
        said("It is on."),
        UserContent("Do the other"),
        said(None, call("HassTurnOff")),
        result("HassTurnOff", error=True),
        said("Error: KeyError"),
        said("Sorry, the server failed."),
        UserContent("And now?"),
    ]
    notes = Notes(kept_from=10, unsaid={9})
    messages = build_messages(content, notes, system="S", tools=frozenset({"HassTurnOn"}))
    earlier = (
        "[Earlier in this conversation: Turn on the (lamp) (HassTurnOn x done) - It is on.; "
        "Do the other]"
    )
    assert messages == [
        {"role": "system", "content": "S"},
        {"role": "user", "content": f"{earlier}\nAnd now?"},
    ]
    assert build_messages(content, notes, system="S", tools=frozenset()) == messages


def test_long_result_is_cut() -> None:
    """A result is no longer than there is room for, and says so."""
    content: list[Content] = [UserContent("List"), said(None, call()), result()]
    notes = Notes(longest_result=10)
    text = build_messages(content, notes, system="S", tools=frozenset())[-1]["content"]
    assert text == '{"at":"197… [cut: ask for less]'
