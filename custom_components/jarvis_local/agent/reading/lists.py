"""Items for to-do and shopping lists: "put apples on the shopping list"."""

from collections.abc import Iterator, Sequence

from ...home import Home
from ...home.lexicon import Lexicon
from ...home.targets import Around, MustAsk, group
from ...home.words import Word, is_break
from .acts import act_for
from .reading import Missing, Reading, Sort

_TOOL = "HassListAddItem"


def read_list(around: Around, home: Home, text: str, words: Sequence[Word]) -> Reading | None:
    """Return what is to be put on which list; None where nothing is put on a list."""
    lists = around.terms.by_domain.get("todo", frozenset())
    for item, place in _splits(around, words) if lists else ():
        chosen = _lists(around, place, lists)
        if chosen is None:
            continue
        options = tuple(
            act_for(home, home.devices[id_], (_TOOL, {"item": one}))
            for id_ in home.devices
            if id_ in chosen
            for one in items_of(around.lexicon, text, item)
        )
        tools = frozenset({_TOOL})
        if len(chosen) == 1:
            return Reading(sort=Sort.COMMAND, acts=options, tools=tools)
        return Reading(
            sort=Sort.COMMAND,
            options=options,
            missing=Missing.LIST,
            must_ask=MustAsk.LIST,
            tools=tools,
        )
    return None


def items_of(lexicon: Lexicon, text: str, words: Sequence[Word]) -> list[str]:
    """Return the things that are listed, as they were said: some milk, two eggs and bread."""
    parts: list[list[Word]] = [[]]
    position, texts = 0, [word.text for word in words]
    while position < len(words):
        if pair := lexicon.pairs.longest(texts, position):
            parts[-1] += words[position : pair[0]]
            position = pair[0]
            continue
        found = lexicon.conjunctions.longest(texts, position)
        is_apart = position and is_break(text, words[position - 1], words[position])
        if found or is_apart:
            parts.append([])
        if found:
            position = found[0]
            continue
        parts[-1].append(words[position])
        position += 1
    things = (lexicon.without_articles(part) for part in parts if part)
    return [text[thing[0].start : thing[-1].end] for thing in things]


def _splits(
    around: Around, words: Sequence[Word]
) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Yield item and list as the patterns part them, the longest item first."""
    texts = [word.text for word in words]
    for opening, between in around.lexicon.add:
        start, width = len(opening), len(between)
        if tuple(texts[:start]) != opening:
            continue
        for end in range(len(words) - width - 1, start, -1):
            if tuple(texts[end : end + width]) == between:
                yield words[start:end], words[end + width :]


def _lists(around: Around, words: Sequence[Word], lists: frozenset[str]) -> frozenset[str] | None:
    """Return the lists that the words may mean; None where they mean none."""
    said = group(around, words)
    named = [meaning for meaning in said.meanings if meaning.name & lists]
    kinds = [meaning for meaning in said.meanings if meaning.kind & lists]
    if not said.meanings or len({id(meaning) for meaning in (*named, *kinds)}) < len(said.meanings):
        return None
    chosen = lists
    for meaning in said.meanings:
        generic = meaning.kinds and meaning.word.stem in around.lexicon.generic
        narrowed = chosen if generic else chosen & meaning.name
        if not narrowed and not meaning.kinds:
            return None
        chosen = narrowed or chosen
    return chosen
