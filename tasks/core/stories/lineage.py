"""Who was made from whom: the parent of each member of a story, its relation, and the links between stories.

The parent is not always the original: a text that keeps a translator's credit, or the scars of another language, was
made from the translation. So the chain original → adaptation → machine retranslation comes out as a chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tasks.core.stories.alignment import Vectors
from tasks.core.stories.cluster import pair_key
from tasks.core.stories.credits import inherited_credit, named_member
from tasks.core.stories.evidence import Reason, evidence_for, foreign_scars, shared_passage
from tasks.core.stories.features import RULE_VERSION
from tasks.core.stories.kinship import kinship_of
from tasks.core.stories.people import ALONE, PeoplesWords, after_parents, spoken
from tasks.core.stories.profile import primary
from tasks.core.stories.relations import Step, is_made_from, relation_of
from warehouse.records import Credit, Membership, Override, Pair, Relation, StoryLink, Telling

FOLLOW_UP_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """A story as clustered: its members in order of publication, and what is known of them and of their pairs."""

    story_id: str
    members: Sequence[Telling]
    vectors: Mapping[str, Vectors]
    pairs: Mapping[tuple[str, str], Pair]

    def pair(self, one: Telling, other: Telling) -> Pair | None:
        """Return the pair of two members, if they were ever compared."""
        return self.pairs.get(pair_key(one.article_id, other.article_id))


@dataclass(frozen=True, slots=True)
class _Descent:
    """Where a member comes from, and what says so."""

    parent: Telling
    reasons: tuple[Reason, ...]
    credit: Credit | None = None


def lineage_of(draft: StoryDraft, said: PeoplesWords) -> list[Membership]:
    """Return the membership of each member of *draft*; what a person confirmed stands as the person said.

    What was confirmed to be made from another is told after it, whatever the dates say: else the other could be traced
    to what was made from it.
    """
    memberships: list[Membership] = []
    relations: dict[str, Relation] = {}
    confirmed = said.confirmed
    draft = replace(draft, members=after_parents(draft.members, confirmed))
    is_joined = any(member.article_id in said.merged for member in draft.members)
    for number, member in enumerate(draft.members):
        override = confirmed.get(member.article_id)
        descent = _descent(draft, member, draft.members[:number])
        if is_joined and descent is not None and _is_stranger(draft, member, descent):
            descent = None
        if override is not None and override.relation is not None:
            memberships.append(_by_person(draft, member, override))
        elif descent is None:
            first = "the earliest telling, and it credits no other" if len(draft.members) > 1 else ALONE
            reason = first if number == 0 else "told by itself: it shares too little with the others, and credits none"
            memberships.append(
                Membership(draft.story_id, member.article_id, Relation.ORIGINAL, None, 1.0, (reason,), (), RULE_VERSION)
            )
        else:
            memberships.append(_made_from(draft, member, descent, relations))
        relations[member.article_id] = memberships[-1].relation
    return [said.heard(membership) for membership in memberships]


def _descent(draft: StoryDraft, member: Telling, earlier: Sequence[Telling]) -> _Descent | None:
    """Return the parent of *member* among the *earlier* ones: by inherited credit, credit, scars, then likeness."""
    if not earlier:
        return None
    foreign = [one for one in earlier if primary(one.lang) != primary(member.lang)]
    for other in foreign:
        found = inherited_credit(member, other)
        if found is not None:
            own, theirs = found
            reason = Reason(
                f"keeps the credit of {other.publisher}'s text, in translation", own.quote, theirs.quote, "credit"
            )
            return _Descent(other, (reason,), own)
    for other in earlier:
        credit = named_member(member, other)
        if credit is not None:
            return _Descent(other, (Reason(f"credits {other.publisher}", credit.quote, "", "credit"),), credit)
    scars = foreign_scars(member)
    likeliest = _likeliest(draft, member, earlier, is_back=bool(scars))
    return _Descent(likeliest, scars if primary(likeliest.lang) != primary(member.lang) else ())


def _is_stranger(draft: StoryDraft, member: Telling, descent: _Descent) -> bool:
    """Say whether nothing but a person's word puts *member* beside the one it would be made from."""
    pair = draft.pair(member, descent.parent)
    return not descent.reasons and (pair is None or pair.decision not in {"same_story", "review"})


def _likeliest(draft: StoryDraft, member: Telling, earlier: Sequence[Telling], *, is_back: bool) -> Telling:
    """Return the member of *earlier* that *member* is most like; the first of those as good as equal.

    What stands word for word in an earlier text was made from it, so one that holds enough of *member* goes before one
    in another language; without such a one, a text that came back (*is_back*) was made from one in another language.
    """
    profile = draft.vectors[member.article_id].profile
    kin = [one for one in earlier if is_made_from(profile, draft.vectors[one.article_id].profile)]
    foreign = [one for one in earlier if primary(one.lang) != primary(member.lang)]
    is_abroad = primary(draft.members[0].lang) != primary(member.lang)

    def closeness(other: Telling) -> tuple[int, int]:
        pair = draft.pair(member, other)
        # In steps: a reprint that differs by a word is no better a parent than what it reprints.
        shared = kinship_of(profile, draft.vectors[other.article_id].profile).of_child if other in kin else 0.0
        return round(shared * 20), round(pair.likeness * 10) if pair else 0

    return max(kin or (foreign if is_back or is_abroad else []) or earlier, key=closeness)


def _made_from(draft: StoryDraft, member: Telling, descent: _Descent, relations: Mapping[str, Relation]) -> Membership:
    pair = draft.pair(member, descent.parent)
    step = Step(
        draft.vectors[member.article_id].profile,
        draft.vectors[descent.parent.article_id].profile,
        draft.members[0].lang,
        relations[descent.parent.article_id],
        descent.credit,
        pair.features if pair else {},
        _went_abroad(draft, member),
    )
    relation, why = relation_of(step)
    evidence = evidence_for(draft.vectors[member.article_id], draft.vectors[descent.parent.article_id], descent.reasons)
    confidence = pair.likeness if pair else 0.5
    return Membership(
        draft.story_id,
        member.article_id,
        relation,
        descent.parent.article_id,
        round(max(confidence, 0.9 if descent.credit else 0.0), 4),
        (*(reason.sentence for reason in descent.reasons), why, _when(member, descent.parent)),
        evidence,
        RULE_VERSION,
    )


def _went_abroad(draft: StoryDraft, member: Telling) -> bool:
    """Say whether the story was told in another language, or *member* bears the scars of one."""
    return any(primary(one.lang) != primary(member.lang) for one in draft.members) or bool(foreign_scars(member))


def _by_person(draft: StoryDraft, member: Telling, override: Override) -> Membership:
    parent = override.other_id if override.other_id in {one.article_id for one in draft.members} else None
    relation = Relation(override.relation or Relation.ORIGINAL)
    by_id = {one.article_id: draft.vectors[one.article_id] for one in draft.members}
    evidence = evidence_for(by_id[member.article_id], by_id[parent], ()) if parent is not None else ()
    reason = spoken(override)
    return Membership(
        draft.story_id, member.article_id, relation, parent, 1.0, (reason,), evidence, RULE_VERSION, "person"
    )


def _when(member: Telling, parent: Telling) -> str:
    if member.published_at is None or parent.published_at is None:
        return "one of the two has no date: the order is by address"
    hours = (member.published_at - parent.published_at).total_seconds() / 3600
    return f"published {hours:.1f} hours after {parent.publisher}"


def links_between(
    pairs: Sequence[Pair], story_of: Mapping[str, str], vectors: Mapping[str, Vectors]
) -> list[StoryLink]:
    """Return the links between articles of different stories that share a passage: follow-ups and recycled blocks."""
    links: list[StoryLink] = []
    for pair in sorted(pairs, key=lambda one: (one.a_id, one.b_id)):
        if pair.decision != "linked" or story_of.get(pair.a_id) in {None, story_of.get(pair.b_id)}:
            continue
        if pair.b_id not in story_of:
            continue
        later, earlier = _later_first(vectors[pair.a_id], vectors[pair.b_id])
        passage = shared_passage(later, earlier)
        if passage is None:
            continue
        one, other = later.profile.telling, earlier.profile.telling
        is_follow_up = (
            one.publisher == other.publisher
            and one.published_at is not None
            and other.published_at is not None
            and one.published_at - other.published_at >= FOLLOW_UP_AFTER
        )
        relation = "follow_up" if is_follow_up else "partial_reuse"
        links.append(StoryLink(one.article_id, other.article_id, relation, pair.likeness, (passage,), RULE_VERSION))
    return links


def _later_first(one: Vectors, other: Vectors) -> tuple[Vectors, Vectors]:
    def when(vector: Vectors) -> tuple[bool, float, str]:
        at = vector.profile.telling.published_at
        return (at is None, at.timestamp() if at else 0.0, vector.profile.telling.url)

    return (one, other) if when(one) > when(other) else (other, one)
