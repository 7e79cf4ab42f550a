"""The labelling configuration of Label Studio for documents of Sifara.

One task is one document. Segments and mentions are both regions of the one text: a segment is a
region over a whole line that has a ``kind`` and topics, a mention is a region that has a ``type``,
a form, an entity and the stored variations. Regions of one text may nest to any depth, so the text
is read once, from right to left, with everything about a region beside it.

Where a label has an id and a name that people read, the choice is ``id · name``: Label Studio gives
back what it showed, whatever its version, and :func:`choice_id` takes the id from it.

Tags: https://labelstud.io/tags/
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from sifara.gold.records import Entity, Topic
from sifara.gold.repository import Repository
from sifara.gold.vocabulary import words

#: Name of the tag that shows the text.
TEXT = "text"

#: The tags that record a decision: name of the tag, type of its results, key of their values.
CONTROLS = {
    "kind": ("labels", "labels"),
    "topics": ("choices", "choices"),
    "type": ("labels", "labels"),
    "form": ("choices", "choices"),
    "entity": ("taxonomy", "taxonomy"),
    "new_entity": ("textarea", "text"),
    "variation": ("choices", "choices"),
}

_SEPARATOR = " · "

#: Background of each type; kinds are grey so that mentions stand out on them.
COLOURS = {
    "PERS": "#b0419a",
    "ORG": "#2f6fbb",
    "GPE": "#2e8b57",
    "LOC": "#1a9aa8",
    "FAC": "#b8860b",
    "EVENT": "#c0392b",
}
_GREY = "#9aa5b1"

_STYLE = """
.sifara-text { direction: rtl; text-align: right; white-space: pre-wrap; font-size: 1.25em;
  line-height: 2.4; unicode-bidi: plaintext; }
.sifara-text .htx-text { white-space: pre-wrap; }
"""


def entity_choice(entity: Entity) -> str:
    """How an entity is offered."""
    return f"{entity.id}{_SEPARATOR}{entity.name_ar}"


def topic_choice(topic: Topic) -> str:
    """How a topic is offered."""
    return f"{topic.id}{_SEPARATOR}{topic.label_ar}"


def choice_id(choice: str) -> str:
    """The id in a choice."""
    return choice.split(_SEPARATOR)[0]


def dump(repository: Repository) -> str:
    """The labelling configuration for the registry and the taxonomy of a checkout."""
    view = ElementTree.Element("View")
    _add(view, "Style").text = _STYLE
    _add(view, "Header", value="$document", size="5")
    for name, colours in (("kind", {}), ("type", COLOURS)):
        _labels(view, name, colours)
    text = _add(view, "View", className="sifara-text", style="direction: rtl; text-align: right")
    _add(text, "Text", name=TEXT, value="$text", granularity="symbol", saveTextResult="yes")
    segment = _selected(view, "kind", "Segment: one to three topics for headline, deck and body")
    topics = [(topic_choice(topic), topic.definition_en) for topic in repository.read_topics()]
    _choices(segment, "topics", "multiple", topics)
    mention = _selected(view, "type", "Mention: form, entity and stored variations")
    _choices(mention, "form", "single", [(word, "") for word in words("form")])
    _entities(mention, repository.read_entities().values())
    _add(
        mention,
        "TextArea",
        name="new_entity",
        toName=TEXT,
        perRegion="true",
        maxSubmissions="1",
        rows="1",
        placeholder="id of an entity that the registry lacks, such as egypt-parliament",
    )
    _choices(mention, "variation", "multiple", [(word, "") for word in words("variation")])
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _labels(parent: ElementTree.Element, name: str, colours: dict[str, str]) -> None:
    labels = _add(parent, "Labels", name=name, toName=TEXT, choice="single", showInline="true")
    for word in words(name):
        _add(labels, "Label", value=word, background=colours.get(word, _GREY))


def _selected(parent: ElementTree.Element, tag: str, header: str) -> ElementTree.Element:
    """A block that shows only while a region labelled by a tag is selected."""
    block = _add(parent, "View", visibleWhen="region-selected", whenTagName=tag)
    _add(block, "Header", value=header, size="5")
    return block


def _choices(
    parent: ElementTree.Element, name: str, choice: str, options: Iterable[tuple[str, str]]
) -> None:
    choices = _add(
        parent,
        "Choices",
        name=name,
        toName=TEXT,
        choice=choice,
        perRegion="true",
        showInline="true",
    )
    for value, hint in options:
        _add(choices, "Choice", value=value, **({"hint": hint} if hint else {}))


def _entities(parent: ElementTree.Element, entities: Iterable[Entity]) -> None:
    """The registry, by type: a searchable tree from which one leaf is taken."""
    taxonomy = _add(
        parent,
        "Taxonomy",
        name="entity",
        toName=TEXT,
        perRegion="true",
        leafsOnly="true",
        maxUsages="1",
        placeholder="entity",
    )
    by_type: dict[str, list[Entity]] = {word: [] for word in words("type")}
    for entity in entities:
        by_type[entity.type].append(entity)
    for word, members in by_type.items():
        if members:
            branch = _add(taxonomy, "Choice", value=word)
            for entity in members:
                _add(branch, "Choice", value=entity_choice(entity), hint=entity.description)
