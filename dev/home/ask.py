"""Asks the home one thing, and shows the answer with what changed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import re
import time

from .client import HomeClient
from .pipeline_run import Json

SETTLE_SECONDS = 1
# Enough to tell the two languages of the demo apart; the agent itself is told the language.
FRENCH = re.compile(
    r"\b(?:ajoute|alors|allum\w*|après|au|aux|avec|baisse|bonjour|bonne|bonsoir|ce|chambre|combien|coupe|cuisine"
    r"|d|dans|de|des|du|elle|en|est|et|[ée]tei\w+|fait|ferm\w+|il|j|je|l|la|lance|le|les|lumi[èe]res?|mais|merci"
    r"|met|mets|moi|moins|monte|où|ouvr\w+|peux|plaît|plus|pourquoi|pourrais|puis|qu|quel|quelle|qui|quoi|raconte"
    r"|r[èe]gle|salon|salut|sont|sur|ton|tous|tout|toutes|tu|un|une|d?[ée]?verrouill\w+|volets?|à)\b"
)
ENGLISH = re.compile(
    r"\b(?:a|an|and|are|at|bedroom|blind|close|could|dark|do|door|down|front|good|hello|hey|how|i|in|is|it|joke"
    r"|kitchen|lamp|lights?|living|lock|make|me|my|of|off|open|please|put|room|set|tell|thanks?|the|there|to|turn"
    r"|unlock|up|what|when|where|which|who|why|you|your)\b"
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of a sentence: changes are old and new state by entity id."""

    answer: str
    changes: dict[str, tuple[str, str]]
    conversation_id: str | None
    kind: str
    seconds: float


async def ask(
    client: HomeClient,
    text: str,
    *,
    agent: str | None = None,
    conversation_id: str | None = None,
    language: str | None = None,
) -> Asked:
    """Say a sentence through REST, as automations do, and wait for devices to settle."""
    before = await client.states()
    started = time.monotonic()
    answer = await client.converse(
        text,
        agent_id=agent,
        conversation_id=conversation_id,
        language=language or language_of(text),
    )
    seconds = time.monotonic() - started
    await asyncio.sleep(SETTLE_SECONDS)
    response = answer["response"]
    return Asked(
        answer=response["speech"].get("plain", {}).get("speech", ""),
        changes=changes(before, await client.states()),
        conversation_id=answer.get("conversation_id"),
        kind=response["response_type"],
        seconds=seconds,
    )


def language_of(text: str, default: str = "en") -> str:
    """Guess between French and English; where nothing tells, it is the default."""
    french, english = (len(words.findall(text.lower())) for words in (FRENCH, ENGLISH))
    if french == english:
        return default
    return "fr" if french > english else "en"


def changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, tuple[str, str]]:
    """Return old and new state of the devices that changed."""
    return {
        key: (before[key]["state"], state["state"])
        for key, state in after.items()
        if key in before and before[key]["state"] != state["state"] and not _is_bookkeeping(key)
    }


def _is_bookkeeping(entity_id: str) -> bool:
    """Say whether an entity changes by itself whenever somebody talks."""
    return entity_id.startswith(("conversation.", "ai_task.", "event.", "sensor.backup"))
