"""Structured answers, read as they come."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.jarvis_local.agent.structured.answer import AnswerReader
from custom_components.jarvis_local.ollama.types import ToolCall

ON = ToolCall(name="HassTurnOn", arguments={"name": "Lamp"})
CALL = '{"HassTurnOn": {"name": "Lamp"}}'
OTHER_CALL = '{"tool": "HassTurnOn", "args": {"name": "Lamp"}}'


def read(text: str, size: int = 1) -> tuple[str, list[ToolCall]]:
    """Return what is said and called of an answer that comes in pieces."""
    reader = AnswerReader()
    said, calls = "", list[ToolCall]()
    for start in range(0, len(text), size):
        words, more = reader.feed(text[start : start + size])
        said, calls = said + words, calls + more
    words, more = reader.finish()
    return said + words, calls + more


@pytest.mark.parametrize("size", [1, 3, 1000], ids=["letters", "pieces", "whole"])
@pytest.mark.parametrize(
    ("text", "said", "calls"),
    [
        pytest.param('{"do": [], "say": "Hello."}', "Hello.", [], id="words"),
        pytest.param(f'{{"do": [{CALL}], "say": ""}}', "", [ON], id="call"),
        pytest.param(f'{{"do":[{CALL},{CALL}],"say":"On."}}', "On.", [ON, ON], id="both"),
        pytest.param(f' \n{{"say": "On.", "do": [{CALL}]}} ', "On.", [ON], id="other order"),
        pytest.param(
            r'{"do":[],"say":"20 \u00b0C, \"warm\"\n\ud83d\ude00 \\ \/"}',
            '20 °C, "warm"\n😀 \\ /',
            [],
            id="escapes",
        ),
        pytest.param(r'{"do":[],"say":"a\ud83d b"}', "a� b", [], id="half a character"),
        pytest.param(r'{"do":[],"say":"50\% \q"}', "50% q", [], id="bad escape"),
        pytest.param('{"do":[],"say":"{not} [a] call"}', "{not} [a] call", [], id="braces"),
        pytest.param(f'```json\n{{"do": [{CALL}], "say": ""}}\n```', "", [ON], id="fence"),
        pytest.param(f'Right away. {{"do": [{CALL}]}}', "Right away.", [ON], id="words first"),
        pytest.param("I am fine, thanks.", "I am fine, thanks.", [], id="no JSON"),
        pytest.param(CALL, "", [ON], id="bare call"),
        pytest.param(OTHER_CALL, "", [ON], id="bare call of another form"),
        pytest.param(f'{{"do": [{OTHER_CALL}]}}', "", [ON], id="another form"),
        pytest.param('{"do": [{"HassTurnOn": "Lamp"}]}', "", [], id="no arguments"),
        pytest.param(
            '{"do": [{"HassTurnOn": {"name" "Lamp"}}]}',
            "",
            [
                ToolCall(
                    name="HassTurnOn",
                    arguments={},
                    unreadable='{"HassTurnOn": {"name" "Lamp"}}',
                )
            ],
            id="broken",
        ),
        pytest.param(
            '{"name": "HassTurnOn", "arguments": {"name": "Lamp"}}', "", [ON], id="other keys"
        ),
        pytest.param(f'{{"do": {CALL}, "say": ""}}', "", [ON], id="one instead of a list"),
        pytest.param('{"answer": "It is six."}', "It is six.", [], id="another key"),
        pytest.param('{"do": [], "say": 7}', "7", [], id="number"),
        pytest.param('{"do": [], "say": null}', "", [], id="nothing"),
        pytest.param('{"do": [], "say": true}', "", [], id="yes"),
        pytest.param(f'{{"do": {"[" * 30_000}', "", [], id="nested without end"),
        pytest.param(f'{{"a": {"[" * 30_000}{"]" * 30_000}}}', "", [], id="nested deep"),
        pytest.param('{"lights": ["a"]}', "", [], id="other JSON is not spoken"),
        pytest.param('{"do": [], "say": "It is', "It is", [], id="breaks off in words"),
        pytest.param(f'{{"do": [{CALL}, {{"tool": "Hass', "", [ON], id="breaks off in a call"),
        pytest.param('{"do" "say"', "", [], id="no JSON at all"),
        pytest.param(
            '{"do": [{"tool": "HassTurnOn", "args": {"name" "Lamp"}}], "say": ""}',
            "",
            [
                ToolCall(
                    name="HassTurnOn",
                    arguments={},
                    unreadable='{"tool": "HassTurnOn", "args": {"name" "Lamp"}}',
                )
            ],
            id="broken call",
        ),
        pytest.param('{"do": [{"what": 1}], "say": "Hm."}', "Hm.", [], id="no call"),
    ],
)
def test_reads(text: str, said: str, calls: list[ToolCall], size: int) -> None:
    """Words and calls are found however the answer is cut, and JSON is never spoken."""
    assert read(text, size) == (said, calls)


def test_calls_come_before_the_words() -> None:
    """A call is made as soon as it is complete, and words are spoken as they are written."""
    reader = AnswerReader()
    assert reader.feed(f'{{"do": [{CALL[:-1]}') == ("", [])
    assert reader.feed("}") == ("", [ON])
    assert reader.feed('], "say": "The la') == ("The la", [])
    assert reader.feed("mp is") == ("mp is", [])


@given(text=st.text(), cuts=st.lists(st.integers(1, 9)), ascii_only=st.booleans())
def test_any_words(text: str, cuts: list[int], ascii_only: bool) -> None:
    """Whatever is said arrives as it was meant, however it is written and cut."""
    written = json.dumps({"do": [], "say": text}, ensure_ascii=ascii_only)
    reader, said, start = AnswerReader(), "", 0
    for size in (*cuts, len(written)):
        said += reader.feed(written[start : start + size])[0]
        start += size
    said += reader.finish()[0]
    assert said == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(text=st.text(alphabet='{}[]",:\\ndosaytlg 1', max_size=60))
def test_anything(text: str) -> None:
    """No answer breaks the reader, and no brace of it is spoken outside of words."""
    said, _ = read(text)
    if '"' not in text:
        assert "{" not in said


def test_too_many_calls() -> None:
    """An answer that never ends does not start calls without end."""
    said, calls = read(f'{{"do": [{", ".join([CALL] * 60)}], "say": ""}}', 50)
    assert said == ""
    assert len(calls) == 50
