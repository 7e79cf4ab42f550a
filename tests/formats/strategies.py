"""Documents that hypothesis makes up: characters that have moved offsets, and nested mentions."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from sifara.gold.records import SCORED_KINDS, Document, Mention, Segment
from sifara.gold.text import lines
from sifara.gold.vocabulary import words

#: Letters, marks and separators, with what tools stumble over: combining marks, tatweel, no-break
#: space, bidi controls, joiners, presentation forms, emoji outside the BMP, marks of the inline
#: form, carriage returns, Unicode line ends, byte order marks, an unassigned and a private letter.
ALPHABET = [
    *"ابتةهيىلمنو",
    *"ًّٰـ",
    *"  ،.[]\\{}-=>%#uX1٣۳",
    *"\u00a0\u200f\u202b\u202c\u200d\u200c\ufeff\u00ad",
    *"ﻻﷲﺍ",
    "😀",
    "🇱",
    "\U0001f1fe",
    "\r",
    "\t",
    "\u2028",
    "\u0085",
    "\u0378",
    "\ue000",
]

ENTITIES = ("egypt", "libya", "arab-league")
TOPICS = ("bilateral-relations", "humanitarian-aid", "peace-process")


def texts() -> st.SearchStrategy[str]:
    """Raw texts of a few lines, at least one of them not blank."""
    line = st.text(st.sampled_from(ALPHABET), max_size=24)
    return st.lists(line, min_size=1, max_size=4).map("\n".join).filter(lambda t: any(lines(t)))


@st.composite
def spans(draw: st.DrawFn, start: int, end: int) -> list[tuple[int, int]]:
    """Spans inside a line of which any two nest or are apart, and none stands twice."""
    offsets = st.integers(start, end)
    drawn = draw(st.lists(st.tuples(offsets, offsets), max_size=6))
    kept: list[tuple[int, int]] = []
    for one, other in drawn:
        span = (min(one, other), max(one, other))
        if span[0] < span[1] and span not in kept and all(_apart_or_nested(span, k) for k in kept):
            kept.append(span)
    return kept


def _apart_or_nested(one: tuple[int, int], other: tuple[int, int]) -> bool:
    (a, b), (c, d) = one, other
    return b <= c or d <= a or (a <= c and d <= b) or (c <= a and b <= d)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, str]:
    """A document and its raw text."""
    text = draw(texts())
    segments, mentions = [], []
    for line in lines(text):
        kind = draw(st.sampled_from(words("kind")))
        topics: Sequence[str] = ()
        if kind in SCORED_KINDS:
            topics = sorted(draw(st.sets(st.sampled_from(TOPICS), min_size=1, max_size=3)))
        segments.append(Segment(line.number, kind, tuple(topics)))
        for start, end in draw(spans(line.start, line.end)):
            variation = draw(st.sets(st.sampled_from(words("variation"))))
            mentions.append(
                Mention(
                    start=start,
                    end=end,
                    surface=text[start:end],
                    type=draw(st.sampled_from(words("type"))),
                    form=draw(st.sampled_from(words("form"))),
                    entity=draw(st.sampled_from(ENTITIES)),
                    variation=tuple(sorted(variation)),
                )
            )
    return Document(
        id="auth-001",
        source="authored",
        file="raw/authored/auth-001.txt",
        sha256="0" * 64,
        story="st-001",
        split="train",
        register="agency-wire",
        noise="clean",
        review="human_reviewed",
        segments=tuple(segments),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, -m.end))),
        reviews=(("amal", "2026-03-01"), ("b-2", "2026-03-02")),
    ), text
