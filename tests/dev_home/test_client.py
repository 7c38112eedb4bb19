"""The websocket client keeps its commands apart and reports what Home Assistant refuses."""

import pytest

from dev.home.client import CommandError, HomeClient

from .conftest import StandIn

SUCCESS = {"type": "result", "success": True, "result": {"answer": 42}}


def event(kind: str, **data: object) -> dict[str, object]:
    """Return a pipeline's event as it comes over the websocket."""
    return {"type": "event", "event": {"type": kind, "data": data}}


async def test_a_wrong_token_is_refused(stand_in: StandIn) -> None:
    """Logging in with a stale token says so."""
    with pytest.raises(CommandError, match="invalid_auth"):
        async with HomeClient.open(stand_in.url, "stale"):
            pass


async def test_commands_return_their_result(client: HomeClient, stand_in: StandIn) -> None:
    """A result is given back, a refusal raised with its code."""
    stand_in.messages = [SUCCESS]
    assert await client.command("get_config") == {"answer": 42}

    refusal = {"code": "not_found", "message": "no such thing"}
    stand_in.messages = [{"type": "result", "success": False, "error": refusal}]
    with pytest.raises(CommandError, match="no such thing") as caught:
        await client.command("get_config")

    assert caught.value.code == "not_found"


async def test_a_closed_connection_ends_the_command(client: HomeClient) -> None:
    """Home Assistant going away is an error, not a hang."""
    with pytest.raises(CommandError, match="closed"):
        await client.command("get_config")


async def test_a_pipeline_run_is_collected(client: HomeClient, stand_in: StandIn) -> None:
    """Deltas, speech and conversation id are read from the events."""
    response = {"speech": {"plain": {"speech": "The light is on."}}}
    stand_in.messages = [
        SUCCESS,
        event("run-start"),
        event("intent-progress", chat_log_delta={"role": "assistant", "content": "The light "}),
        event("intent-progress", chat_log_delta={"content": "is on."}),
        event("intent-end", intent_output={"response": response, "conversation_id": "c1"}),
        event("run-end"),
    ]

    run = await client.run_pipeline("Turn on the light")

    assert run.error is None
    assert run.streamed == run.speech == "The light is on."
    assert run.conversation_id == "c1"


async def test_a_failed_run_has_an_error_and_no_speech(
    client: HomeClient, stand_in: StandIn
) -> None:
    """The error event is kept."""
    failure = {"code": "intent-failed", "message": "oh"}
    stand_in.messages = [SUCCESS, event("error", **failure), event("run-end")]

    run = await client.run_pipeline("Turn on the light")

    assert run.error == failure
    assert not run.speech
    assert run.conversation_id is None
