"""What a text is to the one it was made from, and in its story: copy, cut, rewriting, translation, and back.

A relation is told by the way from the story's first telling: a cut of a translation is an abridged translation, though
its parent is the translation; a copy of a copy is a copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.core.stories.kinship import Kinship, is_same, keeps_its_words, kinship_of
from tasks.core.stories.profile import Profile, primary
from warehouse.records import Credit, Relation

SAME_SHARE = 0.97  # of the parent, that stands in a copy: what is more there are the copier's own lines
COPY_SHARE = 0.75  # of a copy, that stands in its parent: below it the copier's own lines are a text
MADE_SHARE = 0.45  # of a text's word sequences, that stand in the one it was made from, however much was rewritten
ABRIDGED_SHARE, ABRIDGED_RATIO = 0.70, 0.75  # what is there stood there, and a quarter or more is gone
ABRIDGED_TRANSLATION_RATIO = 0.72  # of the words: French runs a tenth longer than English
REWRITTEN_JACCARD = 0.20  # below it no sentence is kept: the words went through another language, or a rewriter
ALIGNED_SHARE, ORDERED_SHARE = 0.5, 0.7  # of the sentences: said again, and in the same order, by a translator

_CUT = {
    Relation.TRANSLATION: Relation.ABRIDGED_TRANSLATION,
    Relation.ADAPTATION: Relation.ABRIDGED_TRANSLATION,
    Relation.ABRIDGED_TRANSLATION: Relation.ABRIDGED_TRANSLATION,
    Relation.MACHINE_RETRANSLATION: Relation.ABRIDGED_RETRANSLATION,
    Relation.ABRIDGED_RETRANSLATION: Relation.ABRIDGED_RETRANSLATION,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A text and the one it was made from, with what the relation is read from."""

    child: Profile
    parent: Profile
    first_lang: str  # of the story's first telling
    parent_relation: Relation  # in the story
    credit: Credit | None  # of the child, that names the parent
    features: Mapping[str, float]  # of the pair, as stored; empty when the two were never compared
    went_abroad: bool  # the story was told in another language, or the child bears the scars of one


def relation_of(step: Step) -> tuple[Relation, str]:
    """Return what the child of *step* is in its story, and the sentence that says why."""
    if step.child.language == step.parent.language:
        return _within_language(step, kinship_of(step.child, step.parent))
    return _across_languages(step)


def is_made_from(child: Profile, parent: Profile) -> bool:
    """Say whether enough of *child* stands in *parent*, word for word, for one to be made from the other.

    A text that is longer by a third was made from something that held the rest too.
    """
    if child.language != parent.language:
        return False
    kin = kinship_of(child, parent)
    return kin.of_child >= MADE_SHARE and (kin.is_shorter or kin.length_ratio >= ABRIDGED_RATIO)


def _within_language(step: Step, kin: Kinship) -> tuple[Relation, str]:
    shared = f"{kin.jaccard:.0%} of the word sequences of both texts are the same"
    if is_same(step.child, step.parent):
        return Relation.EXACT_COPY, "the same text, same title"
    if kin.of_parent >= SAME_SHARE and kin.of_child >= COPY_SHARE:
        return Relation.SYNDICATED_COPY, f"{kin.of_parent:.0%} of the text stands here, {shared}"
    if kin.is_shorter and kin.length_ratio < ABRIDGED_RATIO and kin.of_child >= ABRIDGED_SHARE:
        why = f"{kin.of_child:.0%} of it stands in the longer text, {kin.length_ratio:.0%} of its length"
        return _CUT.get(step.parent_relation, Relation.ABRIDGED_COPY), why
    if kin.jaccard < REWRITTEN_JACCARD:
        return _in_other_words(step, kin, shared)
    if step.credit:
        return Relation.SYNDICATED_COPY, f"{shared}, under the credit of its source"
    return _rewritten(step, shared)


def _rewritten(step: Step, why: str) -> tuple[Relation, str]:
    if step.child.telling.publisher == step.parent.telling.publisher:
        return Relation.UPDATE, f"a later text of the same outlet; {why}"
    return Relation.REWRITTEN_COPY, why


def _in_other_words(step: Step, kin: Kinship, shared: str) -> tuple[Relation, str]:
    """Tell a text that came back through another language from one that somebody wrote anew."""
    keeps = keeps_its_words(step.child, step.parent)
    aligned = "coverage" if kin.is_shorter else "coverage_longer"  # of the child's sentences, or near it
    is_followed = step.features.get(aligned, 0.0) >= ALIGNED_SHARE and step.features.get("order", 0.0) >= ORDERED_SHARE
    if keeps or not (step.went_abroad or is_followed):
        return _rewritten(step, shared + (", with its quotations as they were said" if keeps else ""))
    why = "the same sentences in other words" + (", what people say in it too" if keeps is False else "")
    why += ", after a translation was out" if step.went_abroad else ", one by one, as a translation back leaves them"
    is_cut = kin.length_ratio < ABRIDGED_TRANSLATION_RATIO and kin.is_shorter
    return (Relation.ABRIDGED_RETRANSLATION if is_cut else Relation.MACHINE_RETRANSLATION), why


def _across_languages(step: Step) -> tuple[Relation, str]:
    child, parent = step.child, step.parent
    ratio = step.features.get("length_ratio", 1.0)
    is_cut = ratio < ABRIDGED_TRANSLATION_RATIO and child.n_words < parent.n_words
    languages = f"in {child.language}, made from a text in {parent.language}"
    if primary(step.first_lang) == child.language and step.parent_relation is not Relation.ORIGINAL:
        relation = Relation.ABRIDGED_RETRANSLATION if is_cut else Relation.MACHINE_RETRANSLATION
        return relation, f"{languages}: back into the language of the original"
    if any(credit.kind == "adapted_by" for credit in child.telling.credits):
        return Relation.ADAPTATION, f"{languages}, and it says it is adapted"
    if is_cut:
        return Relation.ABRIDGED_TRANSLATION, f"{languages}, with {ratio:.0%} of its length"
    return Relation.TRANSLATION, f"{languages}, sentence by sentence"
