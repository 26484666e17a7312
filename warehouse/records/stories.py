"""Stories: articles compared, grouped, and traced to who they were made from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warehouse.records.reading import Credit, Defect, Link


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as the grouping compares it: one telling of a story."""

    article_id: str
    url: str
    publisher: str
    owner_group: str
    lang: str
    title: str
    body: str
    published_at: datetime | None
    content_sha256: str = ""
    credits: tuple[Credit, ...] = ()
    defects: tuple[Defect, ...] = ()
    links: tuple[Link, ...] = ()
    pivot_lang: str | None = None  # language of the translation, when there is one
    pivot_title: str = ""
    pivot_body: str = ""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of an article others are found by: hashes of what stands in it, each list in ascending order."""

    article_id: str
    lang: str  # primary subtag
    paragraphs: tuple[int, ...]
    furniture: tuple[int, ...]  # those of the paragraphs that its outlet repeats
    marks: tuple[int, ...]
    grams: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings compared, with every feature the decision was made on. `a_id` < `b_id` as strings."""

    a_id: str
    b_id: str
    decision: str  # same_story | review | linked (follow-up or partial reuse: never merged) | apart
    likeness: float  # 0..1, probability-like; what clustering works with
    is_cross_language: bool
    features: dict[str, float]
    rule_version: str
    content_key: str  # hash of both content_sha256: unchanged input + unchanged rule = no work


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that shows why: quoted from the child and, where it has a counterpart, from the parent."""

    kind: str  # credit | link | defect | aligned_sentences | shared_passage | dates | person
    child_quote: str
    parent_quote: str = ""
    note: str = ""  # a sentence for the reader: "stray French quote mark in an English text"
    likeness: float | None = None


class Relation(StrEnum):
    """What an article is in its story."""

    ORIGINAL = "original"
    EXACT_COPY = "exact_copy"
    SYNDICATED_COPY = "syndicated_copy"
    ABRIDGED_COPY = "abridged_copy"
    REWRITTEN_COPY = "rewritten_copy"
    TRANSLATION = "translation"
    ABRIDGED_TRANSLATION = "abridged_translation"
    ADAPTATION = "adaptation"
    MACHINE_RETRANSLATION = "machine_retranslation"
    ABRIDGED_RETRANSLATION = "abridged_retranslation"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Membership:
    """An article in its story: its relation, the parent it was made from, and why we say so."""

    story_id: str
    article_id: str
    relation: Relation
    parent_id: str | None
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rule_version: str
    decided_by: str = "rule"  # rule | person; what a person decided, only what honours it may renew


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Two articles of different stories that belong beside each other: a follow-up, or a recycled passage."""

    from_article_id: str
    to_article_id: str
    relation: str  # follow_up | partial_reuse
    likeness: float
    evidence: tuple[Evidence, ...]
    rule_version: str


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided about an article's place or language; no rule ever undoes it.

    `merge`: its story and that of `other_id` are one. `split`: it is not of the story of `other_id` (None: of any).
    `confirm`: its membership stands, whatever a rule says; `relation` and `other_id` (the parent, which it stays with)
    say what it is. `language`: it is in `lang`, whatever is found in its text. Of two that contradict each other, the
    later one counts.
    """

    article_id: str
    decision: str  # merge | split | confirm | language
    decided_by: str
    decided_at: datetime
    other_id: str | None = None
    relation: str | None = None
    note: str = ""
    lang: str | None = None  # BCP 47
