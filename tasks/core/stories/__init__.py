"""Who tells the same story, and who was made from whom. Pure: tellings and stored pairs in, stories and evidence out.

`compare` measures pairs, `tell_stories` derives stories, relations and lineage from the pairs alone. What is measured
hangs on the two texts and on what their outlets repeat, and on nothing else that arrived: so any arrival order, re-run
or backfill comes to the same stories with the same ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from tasks.core.identity import content_hash, content_id
from tasks.core.stories.alignment import Vectors, vectors_of
from tasks.core.stories.candidates import are_candidates, candidates
from tasks.core.stories.cluster import cluster, pair_key
from tasks.core.stories.credits import inherited_credit, named_member
from tasks.core.stories.features import RULE_VERSION, decide, measure
from tasks.core.stories.lineage import StoryDraft, lineage_of, links_between
from tasks.core.stories.people import words_of
from tasks.core.stories.profile import Profile, furniture_of, paragraph_hashes, profile_of
from tasks.core.stories.rivals import without_losers
from warehouse.records import Fingerprint, Membership, Override, Pair, StoryLink, Telling

__all__ = ["RULE_VERSION", "compare", "fingerprint_of", "paragraph_hashes", "parted", "score_pairs", "tell_stories"]

KEPT_FROM = 0.05  # pairs less likely than this are not worth a row; measuring them again costs less
KEPT_VECTORS = 512  # of the texts last compared: some 100 kB each

Furniture = Mapping[str, AbstractSet[int]]  # by article: the paragraphs that its outlet repeats


def fingerprint_of(telling: Telling, furniture: AbstractSet[int]) -> Fingerprint:
    """Return what others are to find *telling* by, which has *furniture* in it."""
    profile = _profile(telling, frozenset(furniture))
    hashes = frozenset(paragraph_hashes(telling))
    lists = (hashes, hashes & furniture, profile.marks, profile.sample)
    paragraphs, repeated, marks, grams = (tuple(sorted(one)) for one in lists)
    return Fingerprint(telling.article_id, profile.language, paragraphs, repeated, marks, grams)


def score_pairs(new: Sequence[Telling], window: Sequence[Telling], known: Sequence[Pair]) -> list[Pair]:
    """Compare the *new* tellings with all of the *window* (which holds them too) and return the pairs worth keeping.

    Args:
        new: tellings that have not been compared under this rule, or whose text changed.
        window: every telling near enough in time.
        known: pairs compared before; those of the same contents and rule are not compared again.
    """
    repeated = furniture_of(window)
    vectors = [_vectors(telling, repeated) for telling in window]
    position = {telling.article_id: number for number, telling in enumerate(window)}
    asked = candidates([one.profile for one in vectors], [position[telling.article_id] for telling in new])
    place = {telling.article_id: one for telling, one in zip(window, vectors, strict=True)}
    ids = [telling.article_id for telling in window]
    return _compared([(ids[a], ids[b]) for a, b in asked], place, known)


def compare(
    asked: Iterable[tuple[str, str]], tellings: Sequence[Telling], furniture: Furniture, known: Sequence[Pair]
) -> list[Pair]:
    """Measure the pairs *asked* for, by id, and return those worth keeping, each once.

    Args:
        asked: which two; both among *tellings*. Those that share too little are left out.
        tellings: what there is to compare.
        furniture: what the outlets of *tellings* repeat.
        known: pairs compared before; those of the same contents are not compared again.
    """
    return _compared(asked, _Texts(tellings, furniture), known)


def parted(asked: Iterable[tuple[str, str]], known: Iterable[Pair]) -> list[Pair]:
    """Return as apart those of the *known* pairs of some tellings that nobody asks for any more, by id."""
    keys = {pair_key(*both) for both in asked}
    gone = (pair for pair in known if (pair.a_id, pair.b_id) not in keys and pair.likeness > 0)
    return [replace(pair, decision="apart", likeness=0.0, features={}, content_key="") for pair in gone]


def _compared(asked: Iterable[tuple[str, str]], place: Mapping[str, Vectors], known: Sequence[Pair]) -> list[Pair]:
    settled = {(pair.a_id, pair.b_id): pair.content_key for pair in known if pair.rule_version == RULE_VERSION}
    pairs: list[Pair] = []
    for key in sorted({pair_key(*both) for both in asked}):
        one, other = (place[at] for at in key)
        pair = _pair(one, other, settled) if are_candidates(one.profile, other.profile) else None
        if pair is not None:
            pairs.append(pair)
    return pairs


def tell_stories(
    tellings: Sequence[Telling],
    pairs: Sequence[Pair],
    overrides: Sequence[Override] = (),
    *,
    furniture: Furniture | None = None,
    beside: Mapping[str, str] | None = None,
) -> tuple[list[Membership], list[StoryLink]]:
    """Return each telling's place in its story, and the links between stories.

    A story is named by its earliest member, so the same members have the same id on every machine.

    Args:
        tellings: to be placed, and those *beside*.
        pairs: all that were compared among the tellings.
        overrides: what people decided.
        furniture: what the outlets of *tellings* repeat; None: told from the tellings.
        beside: the stories of those tellings that are only linked to, by article; they are not placed.
    """
    if furniture is None:
        repeated = furniture_of(tellings)
        furniture = {telling.article_id: repeated for telling in tellings}
    beside = beside or {}
    placed = [telling for telling in tellings if telling.article_id not in beside]
    latest = {(pair.a_id, pair.b_id): pair for pair in pairs}
    used = without_losers(placed, list(latest.values()))
    vectors = _Texts(tellings, furniture)
    memberships: list[Membership] = []
    clusters = cluster(placed, used, overrides)
    number_of = {one.article_id: number for number, members in enumerate(clusters) for one in members}
    said = words_of(overrides, tellings, number_of)
    for members in clusters:
        draft = StoryDraft(content_id("story", members[0].article_id), members, vectors, latest)
        memberships.extend(lineage_of(draft, said))
    story_of = {member.article_id: member.story_id for member in memberships}
    return memberships, links_between(used, {**story_of, **beside}, vectors)


class _Texts(dict[str, Vectors]):
    """Texts prepared for comparison, by article; each when it is asked for: one that nobody tells again never is."""

    def __init__(self, tellings: Iterable[Telling], furniture: Furniture) -> None:
        super().__init__()
        self._tellings = {telling.article_id: telling for telling in tellings}
        self._furniture = furniture

    def __missing__(self, article_id: str) -> Vectors:
        furniture = frozenset(self._furniture.get(article_id, ()))
        found = self[article_id] = _vectors(self._tellings[article_id], furniture)
        return found


@lru_cache(maxsize=KEPT_VECTORS)
def _vectors(telling: Telling, furniture: frozenset[int]) -> Vectors:
    return vectors_of(_profile(telling, furniture))


@lru_cache(maxsize=KEPT_VECTORS)
def _profile(telling: Telling, furniture: frozenset[int]) -> Profile:
    return profile_of(telling, furniture)


def _pair(one: Vectors, other: Vectors, settled: dict[tuple[str, str], str]) -> Pair | None:
    a, b = one.profile.telling, other.profile.telling
    content_key = content_hash(f"{_content(one)}\n{_content(other)}")
    key = pair_key(a.article_id, b.article_id)
    if settled.get(key) == content_key:
        return None
    features = measure(one, other)
    is_cross = one.profile.language != other.profile.language
    is_credited = any(named_member(*both) or inherited_credit(*both) for both in ((a, b), (b, a)))
    features["is_credited"] = float(is_credited)
    is_varied = one.profile.is_varied and other.profile.is_varied
    decision, likely = decide(features, is_cross_language=is_cross, is_credited=is_credited, is_varied=is_varied)
    if decision == "apart" and likely < KEPT_FROM and key not in settled:
        return None
    rounded = {name: round(value, 4) for name, value in features.items()}
    return Pair(*key, decision, round(likely, 4), is_cross, rounded, RULE_VERSION, content_key)


def _content(vectors: Vectors) -> str:
    """Return a name for all that is compared: the text, the translation, and which paragraphs are left out."""
    telling, profile = vectors.profile.telling, vectors.profile
    text = telling.content_sha256 or content_hash(telling.title + telling.body)
    return f"{text} {content_hash(telling.pivot_title + telling.pivot_body)} {profile.n_words}"
