"""What a request asks for is read from its words, and left alone when any of them is unclear."""

import pytest

from custom_components.jarvis_local.agent.reading import Missing, MustAsk, Reading, Sort, read
from custom_components.jarvis_local.home.index import Home

from .houses import ENGLISH, FRENCH, make, states

HOMES = {"en": ENGLISH, "fr": FRENCH}
ON, OFF = "HassTurnOn", "HassTurnOff"


def ask(
    language: str, text: str, here: str | None = None, focus: tuple[str, ...] = (), **known: str
) -> Reading:
    """Read a request in the home of a language."""
    home: Home = HOMES[language]
    return read(home, states(home, **known), text, language, here=here, focus=focus)


def deeds(reading: Reading) -> set[tuple[str, str]]:
    """Return which tool would touch which device."""
    return {(act.tool, id_) for act in reading.acts for id_ in act.targets}


CLEAR = [
    # language, text, room, tool, devices
    ("en", "Turn on the reading lamp", None, ON, "light.reading_lamp"),
    ("en", "switch the hall light off please", None, OFF, "light.hall"),
    ("en", "Could you turn on the sofa lamp?", None, ON, "light.reading_lamp"),
    ("en", "lights off", "kitchen", OFF, "light.kitchen_ceiling light.worktop"),
    ("en", "turn off the lights upstairs", None, OFF, "light.bedroom light.night"),
    ("en", "turn on the lamp in the lounge", None, ON, "light.reading_lamp"),
    (
        "en",
        "turn off all the lights in the living room",
        None,
        OFF,
        "light.lounge_ceiling light.reading_lamp",
    ),
    (
        "en",
        "turn on the kitchen and bedroom lights",
        None,
        ON,
        "light.kitchen_ceiling light.worktop light.bedroom",
    ),
    ("en", "turn the hall light and the night light off", None, OFF, "light.hall light.night"),
    ("en", "turn on the ketle", None, ON, "switch.kettle"),
    ("en", "open the left blind", None, ON, "cover.lounge_left"),
    (
        "en",
        "close the blinds in the living room",
        None,
        OFF,
        "cover.lounge_left cover.lounge_right",
    ),
    ("en", "close the curtains", None, OFF, "cover.bedroom"),
    ("en", "raise the right blind", None, ON, "cover.lounge_right"),
    ("en", "set the bedroom curtains to 40%", None, "HassSetPosition", "cover.bedroom"),
    ("en", "open the garage", None, ON, "cover.garage"),
    (
        "en",
        "set the bedroom radiator to twenty one degrees",
        None,
        "HassClimateSetTemperature",
        "climate.bedroom",
    ),
    ("en", "set the heating to 19", "lounge", "HassClimateSetTemperature", "climate.lounge"),
    ("en", "dim the reading lamp to thirty percent", None, "HassLightSet", "light.reading_lamp"),
    ("en", "make the bedroom light blue", None, "HassLightSet", "light.bedroom"),
    ("en", "set the brightness of the hall light to half", None, "HassLightSet", "light.hall"),
    ("en", "set the ceiling fan to 50 percent", None, "HassFanSetSpeed", "fan.bedroom"),
    ("en", "lock the front door", None, ON, "lock.front"),
    ("en", "unlock the back door", None, OFF, "lock.back"),
    ("en", "start Rosie", None, "HassVacuumStart", "vacuum.rosie"),
    ("en", "send the hoover back to its base", None, "HassVacuumReturnToBase", "vacuum.rosie"),
    ("en", "mow the lawn", None, "HassLawnMowerStartMowing", "lawn_mower.shaun"),
    ("en", "water the garden", None, ON, "valve.sprinkler"),
    ("en", "turn the kitchen speaker down", None, "HassSetVolumeRelative", "media_player.kitchen"),
    ("en", "set the volume to 30", "kitchen", "HassSetVolume", "media_player.kitchen"),
    ("en", "mute the telly", None, "HassMediaPlayerMute", "media_player.tv"),
    ("en", "next song", "kitchen", "HassMediaNext", "media_player.kitchen"),
    (
        "en",
        "go back to the previous track on the kitchen speaker",
        None,
        "HassMediaPrevious",
        "media_player.kitchen",
    ),
    ("en", "activate film night", None, ON, "scene.film"),
    ("en", "add some oat milk to the shopping list", None, "HassListAddItem", "todo.groceries"),
    ("en", "put clean the oven on my chores", None, "HassListAddItem", "todo.chores"),
    ("en", "turn on the fairy lights", None, ON, "light.terrace"),
    (
        "en",
        "turn off the hall light and the one in the bedroom",
        None,
        OFF,
        "light.hall light.bedroom",
    ),
    (
        "fr",
        "éteins la lumière de l'entrée puis celle de la chambre",
        None,
        OFF,
        "light.entree light.chambre",
    ),
    ("fr", "Allume la lampe de lecture", None, ON, "light.lecture"),
    ("fr", "Tu peux éteindre la liseuse ?", None, OFF, "light.lecture"),
    ("fr", "éteins la lumière", "cuisine", OFF, "light.cuisine light.plan"),
    (
        "fr",
        "éteignez les lumières à l'étage s'il vous plaît",
        None,
        OFF,
        "light.chambre light.enfants",
    ),
    (
        "fr",
        "éteins toutes les lumières du rez-de-chaussée",
        None,
        OFF,
        "light.cuisine light.plan light.salon light.lecture light.entree",
    ),
    ("fr", "allume la lumière de l'entrée", None, ON, "light.entree"),
    (
        "fr",
        "allume les lumières du séjour et de la chambre",
        None,
        ON,
        "light.salon light.lecture light.chambre",
    ),
    ("fr", "éteins la veilleuse et la guirlande", None, OFF, "light.enfants light.jardin"),
    ("fr", "Est-ce que tu peux allumer la bouiloire ?", None, ON, "switch.bouilloire"),
    ("fr", "ouvre le volet gauche", None, ON, "cover.salon_gauche"),
    ("fr", "ferme les volets du salon", None, OFF, "cover.salon_gauche cover.salon_droit"),
    ("fr", "monte le volet droit", None, ON, "cover.salon_droit"),
    ("fr", "baisse les volets", "salon", OFF, "cover.salon_gauche cover.salon_droit"),
    ("fr", "ouvre les rideaux", None, ON, "cover.chambre"),
    ("fr", "mets le volet gauche à 40 %", None, "HassSetPosition", "cover.salon_gauche"),
    ("fr", "ouvre le garage", None, ON, "cover.garage"),
    (
        "fr",
        "mets le radiateur à vingt et un degrés",
        None,
        "HassClimateSetTemperature",
        "climate.chambre",
    ),
    (
        "fr",
        "règle le chauffage du salon sur 19,5 degrés",
        None,
        "HassClimateSetTemperature",
        "climate.salon",
    ),
    ("fr", "baisse la lampe de chevet à trente pour cent", None, "HassLightSet", "light.chambre"),
    ("fr", "mets la guirlande en bleu", None, "HassLightSet", "light.jardin"),
    ("fr", "mets le ventilateur à 50 pour cent", None, "HassFanSetSpeed", "fan.chambre"),
    ("fr", "verrouille la porte d'entrée", None, ON, "lock.entree"),
    ("fr", "déverrouille la porte du jardin", None, OFF, "lock.jardin"),
    ("fr", "lance Dobby", None, "HassVacuumStart", "vacuum.dobby"),
    ("fr", "passe l'aspirateur", None, "HassVacuumStart", "vacuum.dobby"),
    ("fr", "renvoie l'aspirateur à sa base", None, "HassVacuumReturnToBase", "vacuum.dobby"),
    ("fr", "tonds la pelouse", None, "HassLawnMowerStartMowing", "lawn_mower.tondeuse"),
    ("fr", "arrose le jardin", None, ON, "valve.arrosage"),
    ("fr", "monte le son", "cuisine", "HassSetVolumeRelative", "media_player.cuisine"),
    ("fr", "mets le volume de la télé à 30", None, "HassSetVolume", "media_player.tele"),
    ("fr", "coupe le son de la télé", None, "HassMediaPlayerMute", "media_player.tele"),
    ("fr", "chanson suivante", "cuisine", "HassMediaNext", "media_player.cuisine"),
    ("fr", "mets l'enceinte en pause", None, "HassMediaPause", "media_player.cuisine"),
    ("fr", "active soirée film", None, ON, "scene.film"),
    (
        "fr",
        "ajoute du lait d'avoine à la liste de courses",
        None,
        "HassListAddItem",
        "todo.courses",
    ),
    ("fr", "mets nettoyer le four dans mes tâches", None, "HassListAddItem", "todo.taches"),
]


@pytest.mark.parametrize(
    ("language", "text", "here", "tool", "devices"), CLEAR, ids=[case[1] for case in CLEAR]
)
def test_clear(language: str, text: str, here: str | None, tool: str, devices: str) -> None:
    """The right tool, on exactly the right devices."""
    reading = ask(language, text, here)
    assert reading.is_clear
    assert deeds(reading) == {(tool, id_) for id_ in devices.split()}


VALUES = [
    ("en", "set the bedroom curtains to 40%", "position", 40),
    ("en", "set the bedroom radiator to twenty one degrees", "temperature", 21),
    ("en", "set the bedroom radiator to 20.5", "temperature", 20.5),
    ("en", "dim the reading lamp to thirty-five percent", "brightness", 35),
    ("en", "set the brightness of the hall light to half", "brightness", 50),
    ("en", "make the bedroom light blue", "color", "blue"),
    ("en", "turn the television up by 10 percent", "volume_step", "10"),
    ("en", "turn the television down by 10 percent", "volume_step", "-10"),
    ("en", "louder on the television", "volume_step", "up"),
    ("en", "set the volume of the telly to one hundred percent", "volume_level", 100),
    ("en", "set the ceiling fan to three quarters", "percentage", 75),
    ("en", "warm the bedroom up to 20 degrees", "temperature", 20),
    ("fr", "mets le radiateur à vingt et un degrés", "temperature", 21),
    ("fr", "mets le radiateur à dix-huit", "temperature", 18),
    ("fr", "règle le radiateur sur 19,5 degrés", "temperature", 19.5),
    ("fr", "baisse la veilleuse à soixante-dix-sept pour cent", "brightness", 77),
    ("fr", "mets la veilleuse à quatre-vingt-dix-neuf pour cent", "brightness", 99),
    ("fr", "mets la guirlande en bleu", "color", "blue"),
    ("fr", "ouvre le volet gauche à moitié", "position", 50),
    ("fr", "baisse le son de la télé de 10 %", "volume_step", "-10"),
    ("fr", "mets le son de la télé plus fort", "volume_step", "up"),
    ("fr", "mets le ventilateur au maximum", "percentage", 100),
    ("fr", "chauffe la chambre à 20 degrés", "temperature", 20),
]


@pytest.mark.parametrize(
    ("language", "text", "argument", "value"), VALUES, ids=[case[1] for case in VALUES]
)
def test_values(language: str, text: str, argument: str, value: object) -> None:
    """Numbers in digits and words, shares and colours arrive as the tool wants them."""
    reading = ask(language, text)
    assert [act.args.get(argument) for act in reading.acts] == [value]


UNCLEAR = [
    ("en", "Don't turn on the hall light", Sort.OTHER),
    ("en", "turn on the hall light in ten minutes", Sort.OTHER),
    ("en", "turn off the hall light when I leave", Sort.OTHER),
    ("en", "turn on the hall light if it is dark", Sort.OTHER),
    ("en", "turn off the hall light tomorrow", Sort.OTHER),
    ("en", "turn off the hall light or the night light", Sort.OTHER),
    ("en", "turn off everything except the hall light", Sort.OTHER),
    ("en", "remind me to close the garage", Sort.OTHER),
    ("en", "I turned on the hall light", Sort.OTHER),
    ("en", "hall light", Sort.OTHER),
    ("en", "Is the hall light on?", Sort.QUESTION),
    ("en", "is the hall light on", Sort.QUESTION),
    ("en", "The hall light is on?", Sort.QUESTION),
    ("en", "how do I turn on the hall light", Sort.QUESTION),
    ("en", "did you turn off the hall light", Sort.QUESTION),
    ("en", "Could you tell me whether the garage is open?", Sort.QUESTION),
    ("en", "turn on the christmas tree", Sort.COMMAND),
    ("en", "only turn on the hall light", Sort.COMMAND),
    ("en", "play some jazz in the kitchen", Sort.COMMAND),
    ("en", "turn off the bathroom light", Sort.COMMAND),
    ("en", "set the bedroom light to 500%", Sort.COMMAND),
    ("en", "open the garage at 7", Sort.COMMAND),
    ("en", "turn off everything in the kitchen", Sort.COMMAND),
    ("en", "water", Sort.COMMAND),
    ("fr", "n'allume pas la veilleuse", Sort.OTHER),
    ("fr", "allume la veilleuse dans dix minutes", Sort.OTHER),
    ("fr", "éteins la veilleuse quand je pars", Sort.OTHER),
    ("fr", "éteins la veilleuse demain", Sort.OTHER),
    ("fr", "éteins la veilleuse ou la guirlande", Sort.OTHER),
    ("fr", "éteins tout sauf la veilleuse", Sort.OTHER),
    ("fr", "rappelle-moi de fermer le garage", Sort.OTHER),
    ("fr", "ouvre le garage à 7 heures", Sort.OTHER),
    ("fr", "la veilleuse", Sort.OTHER),
    ("fr", "Est-ce que la veilleuse est allumée ?", Sort.QUESTION),
    ("fr", "la veilleuse est-elle allumée", Sort.QUESTION),
    ("fr", "La veilleuse est allumée ?", Sort.QUESTION),
    ("fr", "comment allumer la veilleuse", Sort.QUESTION),
    ("fr", "as-tu éteint la veilleuse", Sort.QUESTION),
    ("fr", "allume le sapin", Sort.COMMAND),
    ("fr", "joue du jazz dans la cuisine", Sort.COMMAND),
    ("fr", "allume la lumière de la cave", Sort.COMMAND),
    ("fr", "éteins tout dans la cuisine", Sort.COMMAND),
    ("fr", "ferme la porte", Sort.COMMAND),
    ("fr", "j'ai éteint la veilleuse", Sort.COMMAND),
]


@pytest.mark.parametrize(("language", "text", "sort"), UNCLEAR, ids=[case[1] for case in UNCLEAR])
def test_unclear(language: str, text: str, sort: Sort) -> None:
    """Questions, conditions, times and words that nothing explains are never acted on."""
    reading = ask(language, text)
    assert reading.sort is sort
    assert not reading.is_clear
    assert reading.acts == ()


MUST_ASK = [
    ("en", "Turn off the light", None, MustAsk.SEVERAL, Missing.TARGET, 8),
    ("en", "turn off the lights", None, MustAsk.EVERYWHERE, Missing.TARGET, 8),
    ("en", "turn off all the lights", "kitchen", MustAsk.EVERYWHERE, Missing.TARGET, 8),
    ("en", "unlock the door", None, MustAsk.LOCK, Missing.TARGET, 2),
    ("en", "lock all the doors", None, MustAsk.LOCK, None, 2),
    ("en", "put milk on the list", None, MustAsk.LIST, Missing.LIST, 2),
    ("en", "set the volume to 20%", None, MustAsk.SEVERAL, Missing.TARGET, 2),
    ("en", "close the blind in the living room", None, MustAsk.SEVERAL, Missing.TARGET, 2),
    ("en", "dim the hall light", None, None, Missing.VALUE, 0),
    ("fr", "Éteins la lumière", None, MustAsk.SEVERAL, Missing.TARGET, 8),
    ("fr", "éteins les lumières", None, MustAsk.EVERYWHERE, Missing.TARGET, 8),
    ("fr", "déverrouille la porte", None, MustAsk.LOCK, Missing.TARGET, 2),
    ("fr", "verrouille toutes les portes", None, MustAsk.LOCK, None, 2),
    ("fr", "mets du lait sur la liste", None, MustAsk.LIST, Missing.LIST, 2),
    ("fr", "ferme le volet du salon", None, MustAsk.SEVERAL, Missing.TARGET, 2),
    ("fr", "tamise la veilleuse", None, None, Missing.VALUE, 0),
]


@pytest.mark.parametrize(
    ("language", "text", "here", "reason", "missing", "count"),
    MUST_ASK,
    ids=[case[1] for case in MUST_ASK],
)
def test_must_ask(
    language: str,
    text: str,
    here: str | None,
    reason: MustAsk | None,
    missing: Missing | None,
    count: int,
) -> None:
    """What is missing is said, with an act for each device that may be meant."""
    reading = ask(language, text, here)
    assert (reading.must_ask, reading.missing) == (reason, missing)
    assert not reading.is_clear
    assert len(reading.candidates) == len(reading.options) == count


@pytest.mark.parametrize(
    ("language", "text", "focus", "expected"),
    [
        ("en", "turn it off", ("light.hall",), {(OFF, "light.hall")}),
        (
            "en",
            "turn them off",
            ("light.hall", "light.night"),
            {(OFF, "light.hall"), (OFF, "light.night")},
        ),
        ("en", "turn it off", (), set()),
        ("en", "turn it off", ("light.hall", "light.night"), set()),
        ("fr", "éteins-la", ("light.entree",), {(OFF, "light.entree")}),
        ("fr", "tu peux l'éteindre ?", ("light.entree",), {(OFF, "light.entree")}),
        (
            "fr",
            "éteins-les",
            ("light.entree", "light.enfants"),
            {(OFF, "light.entree"), (OFF, "light.enfants")},
        ),
        ("fr", "éteins-la", (), set()),
    ],
)
def test_it(
    language: str, text: str, focus: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    """Pronouns mean what the conversation spoke of last."""
    assert deeds(ask(language, text, focus=focus)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "turn on the kettle, then close the curtains and turn off the bedroom light",
            [(ON, "switch.kettle"), (OFF, "cover.bedroom"), (OFF, "light.bedroom")],
        ),
        (
            "en",
            "turn on the hall light and then turn it blue",
            [(ON, "light.hall"), ("HassLightSet", "light.hall")],
        ),
        (
            "fr",
            "allume la bouilloire, puis ferme les rideaux et éteins la lampe de chevet",
            [(ON, "switch.bouilloire"), (OFF, "cover.chambre"), (OFF, "light.chambre")],
        ),
        (
            "fr",
            "allume la veilleuse et mets-la en bleu",
            [(ON, "light.enfants"), ("HassLightSet", "light.enfants")],
        ),
    ],
    ids=["en-three", "en-it", "fr-three", "fr-it"],
)
def test_several_acts(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Several commands in one sentence keep their order."""
    reading = ask(language, text)
    assert [(act.tool, *act.targets) for act in reading.acts] == expected


@pytest.mark.parametrize(
    "text",
    ["turn on the hall light and the christmas tree", "open the left blind and turn off the light"],
)
def test_half_clear(text: str) -> None:
    """Nothing is clear as long as a part is not."""
    assert not ask("en", text).acts


@pytest.mark.parametrize(
    ("text", "tv", "kitchen", "expected"),
    [
        ("pause the music", "playing", "idle", {("HassMediaPause", "media_player.tv")}),
        ("resume the music", "paused", "playing", {("HassMediaUnpause", "media_player.tv")}),
        (
            "turn the volume down",
            "idle",
            "playing",
            {("HassSetVolumeRelative", "media_player.kitchen")},
        ),
        ("next song", "playing", "playing", set()),
        ("pause", "idle", "idle", set()),
    ],
)
def test_the_one_that_plays(
    text: str, tv: str, kitchen: str, expected: set[tuple[str, str]]
) -> None:
    """Of several players, the only one that plays is meant."""
    reading = ask("en", text, media_player__tv=tv, media_player__kitchen=kitchen)
    assert deeds(reading) == expected


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("turn off the lights upstairs", {"floor": "First floor", "domain": ["light"]}),
        ("close the blinds in the lounge", {"area": "Living room", "domain": ["cover"]}),
        ("turn off the kitchen", {"area": "Kitchen", "domain": ["light"]}),
        ("turn on the reading lamp", {"name": "Reading lamp"}),
        ("lock the front door", {"name": "Front door"}),
        ("put oat milk on the shopping list", {"name": "Groceries", "item": "oat milk"}),
    ],
)
def test_arguments(text: str, args: dict[str, object]) -> None:
    """A whole room or floor is one call; a device is called by its name."""
    (act,) = ask("en", text).acts
    assert act.args == args


def test_same_name_twice() -> None:
    """Where two devices share a name, the call has the entity id."""
    home = make("", "g; Garage;", "cover.door; Garage door; g; garage\nlight.door; Garage door; g")
    (act,) = read(home, {}, "open the garage door", "en").acts
    assert act.args == {"name": "cover.door"}


def test_french_in_an_english_home() -> None:
    """Rooms are understood in the language that is spoken, whatever they are called."""
    reading = read(ENGLISH, {}, "éteins la lumière de la cuisine", "fr")
    assert reading.targets == {"light.kitchen_ceiling", "light.worktop"}


def test_nothing_said() -> None:
    """An empty request asks for nothing, in no home at all."""
    assert read(Home(), {}, " ", "en").sort is Sort.OTHER
    assert not read(Home(), {}, "turn on the light", "en").is_clear
