"""How a mention departs from the canonical name of its entity.

Three departures need judgement and are stored in gold; the others follow from the surface, the
canonical name and the text around, and are computed here.
"""

from __future__ import annotations

from collections import Counter

from sifara.gold import arabic
from sifara.gold.records import Entity, Mention

#: Departures that are stored, because a person has to judge them.
STORED = ("metonym", "misspelling", "transliteration")

#: Departures that are computed.
COMPUTED = (
    "acronym",
    "adjective",
    "long_form",
    "nominal",
    "orthographic",
    "partial",
    "proclitic",
    "short_form",
    "word_order",
)


def variation(text: str, mention: Mention, entity: Entity) -> list[str]:
    """The variation tags of a mention, stored and computed, sorted.

    Args:
        text: The raw text.
        mention: A mention in it.
        entity: The entity to which the mention refers.
    """
    tags = set(mention.variation)
    if arabic.has_proclitic(text, mention.start):
        tags.add("proclitic")
    if mention.form != "name":
        tags.add(mention.form)
    else:
        tags |= _against_name(arabic.full_spelling(text, mention.start, mention.end), entity)
    return sorted(tags)


def _against_name(surface: str, entity: Entity) -> set[str]:
    name = entity.name_ar
    if surface == name:
        return set()
    if arabic.name_key(surface) == arabic.name_key(name):
        return {"orthographic"}
    ours = Counter(map(arabic.without_article, arabic.words(surface)))
    theirs = Counter(map(arabic.without_article, arabic.words(name)))
    if ours == theirs:
        return {"word_order"}
    if ours < theirs:
        return {"partial" if entity.type == "PERS" else "short_form"}
    if ours > theirs:
        return {"long_form"}
    return set()
