"""What people say most, said to a real home: the devices do it, and the answer is streamed."""

import pytest
import pytest_asyncio

from dev.scripted_ollama import Reply

from .talk import SIGNS, Talk, calls, repeat_result, words

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


@pytest_asyncio.fixture(loop_scope="session")
async def model_first(talk: Talk) -> Talk:
    """Let the model answer everything."""
    await talk.answer_locally(first=False)
    return talk


@pytest_asyncio.fixture(loop_scope="session")
async def local_first(talk: Talk) -> Talk:
    """Let simple commands be understood locally; the model would only say that it was asked."""
    await talk.answer_locally(first=True)
    talk.scripted.otherwise(Reply(text="The model was asked."))
    return talk


@pytest.mark.parametrize(
    ("language", "text", "arguments", "lit", "said"),
    [
        pytest.param(
            "en",
            "Turn on the kitchen light",
            {"name": "Kitchen light"},
            {"light.kitchen"},
            "Turned on the light.",
            id="en",
        ),
        pytest.param(
            "fr",
            "Allume la lumière de la cuisine",
            {"name": "Lumière de la cuisine"},
            {"light.kitchen"},
            "Allumé.",
            id="fr",
        ),
        pytest.param(
            "en",
            "Lights on in the bedroom",
            {"area": "Bedroom", "domain": ["light"]},
            {"light.bedroom", "light.bedside_lamp"},
            "Turned on the lights.",
            id="area",
        ),
        pytest.param(
            "fr",
            "Mets toutes les lumières du salon",
            {"area": "Salon", "domain": "light"},
            {"light.living_room", "light.reading_lamp"},
            "Allumé.",
            id="area's alias",
        ),
        pytest.param(
            "fr",
            "Allume la liseuse",
            {"name": "Liseuse"},
            {"light.reading_lamp"},
            "Allumé.",
            id="alias",
        ),
    ],
)
async def test_turns_on_a_light(
    model_first: Talk,
    language: str,
    text: str,
    arguments: dict[str, str],
    lit: set[str],
    said: str,
) -> None:
    """The lights that are meant go on, no other, and it is confirmed without asking the model again."""
    model_first.scripted.when(text, calls("HassTurnOn", **arguments), Reply(text="Zebra."))

    run = await model_first.say(text, language=language)

    assert run.error is None
    assert words(run) == said
    assert await model_first.lit() == lit
    assert len(model_first.scripted.chats) == 1


async def test_turns_on_a_light_through_rest(model_first: Talk) -> None:
    """An automation's request does the same."""
    model_first.scripted.when(
        "garage", calls("HassTurnOn", name="Garage light"), Reply(text="Zebra.")
    )

    speech, answer = await model_first.process("Some light in the garage, please")

    assert speech == "Turned on the light."
    assert answer["response"]["response_type"] == "action_done"
    assert await model_first.lit() == {"light.garage"}


async def test_the_answer_is_streamed(model_first: Talk) -> None:
    """What the model says arrives in several deltas, and they are the speech."""
    text = "The hallway is dark. So are the stairs. The landing is lit. Mind the cat. Sleep well."
    model_first.scripted.otherwise(Reply(text=text))

    run = await model_first.say("Describe the lights")

    assert run.speech == run.streamed == text
    assert len([delta for delta in run.deltas if delta.get("content")]) > 3


async def test_asks_a_state(model_first: Talk) -> None:
    """The model is given the state as it is at that moment."""
    await model_first.client.call("light.turn_on", {"entity_id": "light.office"})
    model_first.scripted.when(
        "office", calls("get_state", name="Office light"), repeat_result("I see {result}")
    )

    run = await model_first.say("Is the light in the office on?")

    assert "Office light: on" in run.speech
    assert await model_first.lit() == {"light.office"}


async def test_two_commands_in_one_sentence(model_first: Talk) -> None:
    """Both are carried out."""
    both = Reply(
        calls=[
            *calls("HassTurnOn", name="Kitchen light").calls,
            *calls("HassSetPosition", name="Living room blind", position=30).calls,
        ]
    )
    model_first.scripted.when("and", both, Reply(text="Zebra."))

    run = await model_first.say("Turn on the kitchen light and lower the living room blind to 30%")

    assert "Turned on the light." in run.speech
    assert "Position set." in run.speech
    assert await model_first.lit() == {"light.kitchen"}
    states = await model_first.client.states()
    assert states["cover.living_room_blind"]["attributes"]["current_position"] == 30


async def test_an_ambiguous_request_changes_nothing(model_first: Talk) -> None:
    """Several lamps could be meant: none goes on until the answer names one, then that one does."""
    model_first.scripted.when("the lamp", calls("HassTurnOn", name="lamp"))

    run = await model_first.say("Turn on the lamp")

    assert await model_first.lit() == set()
    assert run.speech.startswith(f"{SIGNS['hint']} Which one")
    answer = await model_first.say("The desk lamp", conversation_id=run.conversation_id)
    assert answer.error is None
    assert await model_first.lit() == {"light.desk_lamp"}


async def test_a_follow_up_knows_what_was_said(model_first: Talk) -> None:
    """The second request goes to the model with the first one, its calls and its answer."""
    model_first.scripted.when(
        "bathroom", calls("HassTurnOn", name="Bathroom light"), Reply(text="The bathroom is lit.")
    )
    model_first.scripted.when(
        "off again", calls("HassTurnOff", name="Bathroom light"), Reply(text="Off again.")
    )
    first = await model_first.say("Light up the bathroom")
    assert await model_first.lit() == {"light.bathroom"}

    second = await model_first.say("Turn it off again", conversation_id=first.conversation_id)

    assert second.conversation_id == first.conversation_id
    assert await model_first.lit() == set()
    roles = [message["role"] for message in model_first.scripted.chats[1]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "user"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("en", "Turn on the kitchen light", id="en"),
        pytest.param("fr", "Allume la lumière de la cuisine", id="fr"),
    ],
)
async def test_a_simple_command_needs_no_model(local_first: Talk, language: str, text: str) -> None:
    """It is understood locally, in both languages, through both doors; only the app shows its sign."""
    run = await local_first.say(text, language=language)
    assert await local_first.lit() == {"light.kitchen"}

    await local_first.client.call("light.turn_off", {"entity_id": "all"})
    speech, _ = await local_first.process(text, language=language)
    assert await local_first.lit() == {"light.kitchen"}
    assert speech == words(run)
    assert run.speech == f"{SIGNS['done']} {speech}"
    assert local_first.scripted.chats == []


async def test_the_rest_goes_to_the_model(local_first: Talk) -> None:
    """What is not understood locally is answered by the model."""
    run = await local_first.say("Why is the sky blue?")

    assert run.speech == "The model was asked."
