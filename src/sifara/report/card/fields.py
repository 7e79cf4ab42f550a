"""What every config and field of the release is, in a line: for the card and for Croissant."""

from __future__ import annotations

CONFIGS = {
    "topics": "One row a scored segment: a headline, deck or body line of a document.",
    "documents": "One row a document: the text with all its segments and mentions.",
    "mentions": "One row a mention of a person, organisation, place, facility or event.",
    "entity_pairs": "One row a pair of mentions of one type from two documents.",
    "entities": "One row an entity of the published knowledge base.",
}

_START = "Where it starts in the text of the document, in code points."
_END = "Where it ends in the text of the document, in code points, exclusive."
_STORY = "Story: documents on the same event share one, and a story never crosses splits."
_CONTEXT = "The text of the whole document."
_TOPIC = "The primary topic: the highest in the order of priority among the topics."
_TOPICS = "One to three topics as a set, in the order of priority."
_KIND = "headline, deck, subheading, body, caption, related, boilerplate or disclaimer."
_SURFACE = "The mention as written: text[start:end]."
_TYPE = "PERS, ORG, GPE, LOC, FAC or EVENT."
_FORM = "name, acronym, nominal or adjective; for analysis, not for models."
_VARIATION = "How it departs from the canonical name; for analysis, not for models."
_ENTITY = "Gold link: id of the entity in the published knowledge base, null for NIL."
_CLUSTER = "Gold cluster: id of the referent, known to the knowledge base or not."

FIELDS: dict[str, dict[str, str]] = {
    "topics": {
        "id": "Segment id: document and number of the line.",
        "document": "Document id.",
        "story": _STORY,
        "kind": "headline, deck or body.",
        "text": "The line, trimmed; nothing in it is cleaned.",
        "context": _CONTEXT,
        "topic": _TOPIC,
        "topics": _TOPICS,
    },
    "documents": {
        "id": "Document id.",
        "story": _STORY,
        "source": "web: a real article; authored: written by a language model for this corpus.",
        "register": "Manner of the text, such as agency-wire or aggregator.",
        "noise": "clean, light or heavy.",
        "review": "draft, adjudicated or human_reviewed.",
        "text": "The raw text, exactly as stored.",
        "segments": "The non-blank lines.",
        "segments.id": "Segment id.",
        "segments.start": _START,
        "segments.end": _END,
        "segments.line": "Number of the line in the text, from 1.",
        "segments.kind": _KIND,
        "segments.topics": "Topics; empty where the kind is not scored.",
        "mentions": "The mentions, which may nest.",
        "mentions.id": "Mention id.",
        "mentions.start": _START,
        "mentions.end": _END,
        "mentions.surface": _SURFACE,
        "mentions.type": _TYPE,
        "mentions.form": _FORM,
        "mentions.variation": _VARIATION,
        "mentions.entity": _ENTITY,
        "mentions.cluster": _CLUSTER,
    },
    "mentions": {
        "id": "Mention id: document, start and end.",
        "document": "Document id.",
        "story": _STORY,
        "context": _CONTEXT,
        "start": _START,
        "end": _END,
        "surface": _SURFACE,
        "type": _TYPE,
        "kind": "Kind of the segment that it stands in.",
        "form": _FORM,
        "variation": _VARIATION,
        "entity": _ENTITY,
        "cluster": _CLUSTER,
    },
    "entity_pairs": {
        "id": "The ids of both mentions.",
        **{
            f"{side}{rest}": f"{'First' if side == 'left' else 'Second'} mention{colon}{text}"
            for side in ("left", "right")
            for rest, colon, text in (
                ("", "", "."),
                (".mention", ": ", "its id."),
                (".document", ": ", "its document."),
                (".context", ": ", "the text of its document."),
                (".start", ": ", "where it starts there, in code points."),
                (".end", ": ", "where it ends there, exclusive."),
                (".surface", ": ", "as written."),
            )
        },
        "type": "The type that both mentions have.",
        "label": "match when both have the same referent, otherwise no_match.",
        "phenomena": "Why the pair is hard or easy; for analysis, not for models.",
    },
    "entities": {
        "id": "Entity id.",
        "type": _TYPE,
        "name_ar": "Canonical name in Arabic.",
        "name_en": "Canonical name in English.",
        "aliases_ar": "Other names, from the mentions of train alone.",
        "wikidata": "Wikidata id, null where none was verified.",
        "description": "One line in English.",
    },
}
