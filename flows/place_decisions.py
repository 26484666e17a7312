"""What people decide about the place of an article: which story it is of, what it is there, and made from what."""

from collections.abc import Iterable
from datetime import datetime

from flows.context import RunContext
from flows.decisions import DecisionError, Outcome, Speaker, carry_out, outcome_of, when, words
from flows.monitor import after_translation
from warehouse import decisions
from warehouse.decisions import Named
from warehouse.records import Override, Relation
from warehouse.store import Transaction


def merge(context: RunContext, article: str, other: str, speaker: Speaker) -> Outcome:
    """Store that the story of *article* and that of *other* are one, and group them."""

    def work(tx: Transaction, now: datetime) -> Outcome:
        one, beside = decisions.named_article(tx, article), decisions.named_companion(tx, other)
        if one.article_id == beside.article_id:
            raise DecisionError(f"{article} and {other} are the same article; name one of another story")
        is_parting = _is_parting(tx, one, beside)
        override = Override(one.article_id, "merge", speaker.name, now, beside.article_id, note=speaker.note)
        is_new = decisions.save_override(tx, override)
        if is_new and one.story_id is not None and one.story_id == beside.story_id and not is_parting:
            raise DecisionError(
                f"{article}: is in the story of {other} already; newsecho story confirm makes it stay as it is"
            )
        said = f"{words(one)} and {words(beside)} are one story"
        return outcome_of(said, speaker, [one.article_id, beside.article_id], is_new=is_new)

    return carry_out(context, "merge", work, after_translation)


def split(context: RunContext, article: str, other: str | None, speaker: Speaker) -> Outcome:
    """Store that *article* is not of the story of *other* (None: of the one it is in), and group what is left."""

    def work(tx: Transaction, now: datetime) -> Outcome:
        one = decisions.named_article(tx, article)
        _check_grouped(one, article)
        beside = _left_behind(tx, one, other)
        is_joining = _is_joining(tx, one, beside)
        override = Override(one.article_id, "split", speaker.name, now, beside.article_id, note=speaker.note)
        is_new = decisions.save_override(tx, override)
        if is_new and one.story_id != beside.story_id and not is_joining:
            of = other or beside.url
            raise DecisionError(f"{article}: is not in the story of {of}; newsecho story {article} shows its own")
        said = f"{words(one)} is not of the story of {words(beside)}"
        return outcome_of(said, speaker, [one.article_id, beside.article_id], is_new=is_new)

    return carry_out(context, "split", work, after_translation)


def confirm(
    context: RunContext, article: str, speaker: Speaker, *, relation: str | None = None, parent: str | None = None
) -> Outcome:
    """Store that *article* is what it is said to be, *relation* of *parent*, or else what it is now."""
    if relation is not None and relation not in set(Relation):
        raise DecisionError(f"--relation {relation!r}: there are {', '.join(Relation)}")

    def work(tx: Transaction, now: datetime) -> Outcome:
        one = decisions.named_article(tx, article)
        found = Relation(relation or _relation_of(one, article))
        made_from = _parent_of(tx, one, article, found, parent)
        other = made_from.article_id if made_from else None
        override = Override(one.article_id, "confirm", speaker.name, now, other, found.value, speaker.note)
        is_new = decisions.save_override(tx, override)
        name = found.value.replace("_", " ")
        said = f"{words(one)} is {_article_of(name)} {name}" + (f", made from {words(made_from)}" if made_from else "")
        return outcome_of(said, speaker, [one.article_id], is_new=is_new)

    return carry_out(context, "confirm", work, after_translation)


def undo_place(context: RunContext, article: str) -> Outcome:
    """Take back what people decided about the place of *article*, and let the rules group it."""

    def work(tx: Transaction, now: datetime) -> Outcome:
        del now
        one = decisions.named_article(tx, article)
        taken = decisions.take_back(tx, one.article_id)
        if not taken:
            return Outcome([f"nothing is decided about the place of {words(one)}"], [one.article_id], is_new=False)
        said = [_taken_back(tx, override) for override in taken]
        others = [id_ for override in taken for id_ in (override.article_id, override.other_id) if id_ is not None]
        return Outcome(said, list(dict.fromkeys([one.article_id, *others])))

    return carry_out(context, "undo", work, after_translation)


def _is_parting(tx: Transaction, one: Named, beside: Named) -> bool:
    """Say whether one of two was split from its story since it was grouped: it stands there but until the next run."""
    both = {one.article_id, beside.article_id}
    return any(split.article_id in both for split in decisions.waiting(tx, "split"))


def _is_joining(tx: Transaction, one: Named, beside: Named) -> bool:
    """Say whether the stories of two were merged since they were grouped: they are two but until the next run."""
    stories = {one.story_id, beside.story_id}
    return any(
        {decisions.named_article(tx, id_).story_id for id_ in _ids(merged)} == stories
        for merged in decisions.waiting(tx, "merge")
    )


def _left_behind(tx: Transaction, one: Named, other: str | None) -> Named:
    """Return the article whose story *one* leaves: *other*, or the one that its story is told by without it."""
    beside = decisions.named_companion(tx, other) if other is not None else None
    if beside is not None and beside.article_id != one.article_id:
        return beside
    if other is not None and decisions.names_article(tx, other):
        raise DecisionError(f"{other}: no article can be split from itself; name another of its story")
    before = [override for override in decisions.overrides(tx) if override.article_id == one.article_id]
    told_by = decisions.companions_of(tx, one.article_id)
    # The same words again: it is alone now, because it was split before.
    told_by += [override.other_id for override in before if override.decision == "split" and override.other_id]
    if not told_by:
        raise DecisionError(f"{one.url}: is alone in its story; there is nothing to split it from")
    return decisions.named_article(tx, told_by[0])


def _relation_of(one: Named, key: str) -> str:
    _check_grouped(one, key)
    return str(one.relation)


def _check_grouped(one: Named, key: str) -> None:
    if one.story_id is None:
        raise DecisionError(f"{key}: is not grouped yet; newsecho run does that, then this can be decided")


def _parent_of(tx: Transaction, one: Named, key: str, relation: Relation, parent: str | None) -> Named | None:
    """Return what *one* was made from, by what is said and what is stored; None for an original."""
    if relation is Relation.ORIGINAL:
        if parent is not None:
            raise DecisionError(f"{key}: an original is made from no other; leave --parent out, or give a --relation")
        return None
    _check_grouped(one, key)
    parent = parent or one.parent_id
    if parent is None:
        raise DecisionError(f"{key}: say what it was made from: --parent ARTICLE")
    found = decisions.named_companion(tx, parent)
    if found.article_id == one.article_id:
        raise DecisionError(f"{key}: no article is made from itself; give another --parent")
    if found.story_id != one.story_id:
        raise DecisionError(f"{parent}: is in another story; first: newsecho story merge {key} {parent}")
    if one.article_id in _confirmed_parents(tx, found.article_id):
        raise DecisionError(
            f"{parent}: was itself confirmed to be made from {key}; first: newsecho story undo {parent}"
        )
    return found


def _confirmed_parents(tx: Transaction, article_id: str) -> set[str]:
    """Return what an article was made from, and that from what, as far as people confirmed it."""
    parent_of = {one.article_id: one.other_id for one in decisions.overrides(tx) if one.decision == "confirm"}
    above: set[str] = set()
    at = parent_of.get(article_id)
    while at is not None and at not in above:
        above.add(at)
        at = parent_of.get(at)
    return above


def _taken_back(tx: Transaction, override: Override) -> str:
    one, *other = [words(decisions.named_article(tx, id_)) for id_ in _ids(override)]
    as_what = f" as {override.relation.replace('_', ' ')}" if override.relation else ""
    joint = {"merge": " with ", "split": " from ", "confirm": " of "}[override.decision]
    return f"taken back: {override.decision} {one}{as_what}{joint + other[0] if other else ''}, {when(override)}"


def _ids(override: Override) -> Iterable[str]:
    return (one for one in (override.article_id, override.other_id) if one is not None)


def _article_of(name: str) -> str:
    return "an" if name[0] in "aeou" else "a"
