"""Who tells the same story, and who was made from whom. Pure: tellings and stored pairs in, stories and evidence out.

`score_pairs` compares what is new with its window; `tell_stories` derives stories, relations and lineage from the
stored pairs alone, so that any arrival order, re-run or backfill comes to the same stories with the same ids.
"""

from collections.abc import Sequence

from tasks.core.identity import content_hash, content_id
from tasks.core.stories.alignment import Vectors, vectors_of
from tasks.core.stories.candidates import candidates
from tasks.core.stories.cluster import cluster, pair_key
from tasks.core.stories.credits import inherited_credit, named_member
from tasks.core.stories.features import RULE_VERSION, decide, measure
from tasks.core.stories.lineage import StoryDraft, lineage_of, links_between
from tasks.core.stories.profile import profiles_of
from tasks.core.stories.rivals import without_losers
from warehouse.records import Membership, Override, Pair, StoryLink, Telling

__all__ = ["RULE_VERSION", "score_pairs", "tell_stories"]

KEPT_FROM = 0.05  # pairs less likely than this are not worth a row; measuring them again costs less


def score_pairs(new: Sequence[Telling], window: Sequence[Telling], known: Sequence[Pair]) -> list[Pair]:
    """Compare the *new* tellings with all of the *window* (which holds them too) and return the pairs worth keeping.

    Args:
        new: tellings that have not been compared under this rule, or whose text changed.
        window: every telling near enough in time.
        known: pairs compared before; those of the same contents and rule are not compared again.
    """
    vectors = _vectors(window)
    position = {telling.article_id: number for number, telling in enumerate(window)}
    settled = {(pair.a_id, pair.b_id): pair.content_key for pair in known if pair.rule_version == RULE_VERSION}
    pairs: list[Pair] = []
    for a, b in candidates([vector.profile for vector in vectors], [position[telling.article_id] for telling in new]):
        one, other = sorted((vectors[a], vectors[b]), key=lambda vector: vector.profile.telling.article_id)
        pair = _pair(one, other, settled)
        if pair is not None:
            pairs.append(pair)
    return pairs


def tell_stories(
    tellings: Sequence[Telling], pairs: Sequence[Pair], overrides: Sequence[Override] = ()
) -> tuple[list[Membership], list[StoryLink]]:
    """Return each telling's place in its story, and the links between stories.

    A story is named by its earliest member, so the same members have the same id on every machine.
    """
    latest = {(pair.a_id, pair.b_id): pair for pair in pairs}
    used = without_losers(tellings, list(latest.values()))
    confirmed = {one.article_id: one for one in overrides if one.decision == "confirm"}
    stories = cluster(tellings, used, overrides)
    vectors = {vector.profile.telling.article_id: vector for vector in _vectors(tellings)}
    memberships: list[Membership] = []
    for members in stories:
        draft = StoryDraft(content_id("story", members[0].article_id), members, vectors, latest)
        memberships.extend(lineage_of(draft, confirmed))
    return memberships, links_between(used, memberships, vectors)


def _vectors(tellings: Sequence[Telling]) -> list[Vectors]:
    return [vectors_of(profile) for profile in profiles_of(tellings)]


def _pair(one: Vectors, other: Vectors, settled: dict[tuple[str, str], str]) -> Pair | None:
    a, b = one.profile.telling, other.profile.telling
    content_key = content_hash(f"{_content(a)}\n{_content(b)}")
    key = pair_key(a.article_id, b.article_id)
    if settled.get(key) == content_key:
        return None
    features = measure(one, other)
    is_cross = one.profile.language != other.profile.language
    is_credited = any(named_member(*both) or inherited_credit(*both) for both in ((a, b), (b, a)))
    features["is_credited"] = float(is_credited)
    decision, likely = decide(features, is_cross_language=is_cross, is_credited=is_credited)
    if decision == "apart" and likely < KEPT_FROM and key not in settled:
        return None
    rounded = {name: round(value, 4) for name, value in features.items()}
    return Pair(*key, decision, round(likely, 4), is_cross, rounded, RULE_VERSION, content_key)


def _content(telling: Telling) -> str:
    return f"{telling.content_sha256 or content_hash(telling.title + telling.body)} {content_hash(telling.pivot_body)}"
