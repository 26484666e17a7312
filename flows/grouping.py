"""The stage that groups: what is new is compared with the few articles like it, and their stories are told again.

A run costs what its new articles and their stories cost, however many articles there are.
"""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext

from flows import leases
from flows.context import RunContext
from flows.report import RunReport
from flows.stages import batches
from flows.steps import compare_step, tell_step
from tasks.core.stories import RULE_VERSION, fingerprint_of, paragraph_hashes, parted
from tasks.core.stories.candidates import (
    BY_FEWER,
    MIN_SHARED_GRAMS,
    MIN_SHARED_MARKS,
    MIN_SHARED_MARKS_ABROAD,
    NEARLY,
)
from tasks.core.stories.cluster import pair_key
from tasks.core.stories.profile import BOILERPLATE_ARTICLES
from warehouse import decisions, grouping, stories
from warehouse.counterparts import Likeness, counterparts
from warehouse.leases import take_lease
from warehouse.records import Lease

GROUPING = "grouping"  # the name of the lease of who groups
LOOK_AGAIN_S = 0.5  # whether another is done with it
PAIRS_AT_ONCE = 5_000  # compared in a second, stored in .2


def group(context: RunContext, report: RunReport) -> None:
    """Group what is new into stories, with the stories of what is like it; one run at a time does.

    All that is new is compared before any story is told: a story is never told by halves. Articles in which a paragraph
    was found to be furniture meanwhile are compared again, which finds no more such paragraphs.
    """
    with turn_to_group(context, report) as waiting:
        left, size = dict.fromkeys(waiting), context.settings.group.batch_size
        to_compare = dict(left)
        while to_compare:
            batch = list(to_compare)[:size]
            again = dict.fromkeys(compare_batch(context, batch))
            to_compare = {one: None for one in to_compare if one not in batch} | again
            left |= again
        while left:
            for article_id in tell_batch(context, report, list(left)[:size]):
                left.pop(article_id, None)


@contextmanager
def turn_to_group(context: RunContext, report: RunReport) -> Generator[list[str]]:
    """Yield what is to be grouped once no other run groups; others wait while the body runs.

    A backfill beside the polling would compare and tell what that one is at, and the later of the two would store a
    story as it was before the other's articles came.
    """
    waiting, lease, at_work = _take_turn(context, report)
    if at_work is not None:
        said = f"grouping waits until another is done: {at_work}"
        report.waits.append(said)
        context.progress.say(f"waits: {said}")
        with context.progress.stage("group: another does", len(waiting)):
            while at_work is not None:
                time.sleep(LOOK_AGAIN_S)
                waiting, lease, at_work = _take_turn(context, report)
    with leases.kept(context, lease) if waiting else nullcontext():
        yield waiting


def _take_turn(context: RunContext, report: RunReport) -> tuple[list[str], Lease, str | None]:
    """Return what is to be grouped, our lease, taken when there is something to do, and who is at it instead of us."""
    lease = leases.own_lease(GROUPING, report.run_id, context.clock())
    with context.warehouse.transaction("find articles to group") as tx:
        waiting = grouping.ids_to_group(tx, RULE_VERSION)
        at_work = leases.taken_by_another(context, tx, lease) if waiting else None
        if waiting and at_work is None:
            take_lease(tx, lease)
    return waiting, lease, at_work


def compare_batch(context: RunContext, article_ids: Sequence[str]) -> list[str]:
    """Compare some articles with those like them, store the pairs, and return the articles to compare again.

    Those are all of them, and nothing more is stored, when a person decided something meanwhile: it may be a language.
    The pairs are stored in parts: what hundreds tell again makes so many that others would wait long for the lock.
    """
    window_days = context.settings.group.window_days
    renew_fingerprints(context, article_ids)
    linked = linked_by_credits(context, article_ids)
    marks = (NEARLY * MIN_SHARED_MARKS, NEARLY * MIN_SHARED_MARKS_ABROAD)
    likeness = Likeness(window_days, *marks, BY_FEWER, MIN_SHARED_GRAMS)
    with context.warehouse.transaction("find what is like new articles") as tx:
        new = grouping.tellings(tx, article_ids)
        paragraphs = {telling.article_id: sorted(set(paragraph_hashes(telling))) for telling in new}
        repeated, again = grouping.furniture_among(tx, paragraphs, window_days, BOILERPLATE_ARTICLES)
        grouping.save_fingerprints(
            tx, [fingerprint_of(telling, repeated.get(telling.article_id, set())) for telling in new]
        )
        like = counterparts(tx, article_ids, likeness, context.warehouse.writer_folder)
        asked = sorted({pair_key(*both) for both in (*like, *linked)})
        known = grouping.pairs_touching(tx, article_ids, RULE_VERSION)
        ids = {*article_ids, *(one for both in asked for one in both)}
        tellings = [*new, *grouping.tellings(tx, sorted(ids - set(article_ids)))]
        furniture = grouping.furniture_of(tx, sorted(ids))
        said = decisions.overrides(tx)
    gone = parted(asked, known)
    for part in list(batches(asked, PAIRS_AT_ONCE)) or [[]]:
        pairs = [*gone, *context.runner(compare_step, part, tellings, furniture, known)]
        gone = []
        with context.warehouse.transaction("save pairs") as tx:
            if decisions.overrides(tx) != said:
                return [*article_ids, *again]
            stories.save_pairs(tx, pairs, context.clock())
    return again


def linked_by_credits(context: RunContext, article_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of articles, one of these among each, of which a credit of one links to the other, at any age.

    Of one far away the fingerprints of its own days are made again first: they say what its outlet repeats.
    """
    with context.warehouse.transaction("find credited articles") as tx:
        linked = grouping.credited(tx, article_ids)
    for one in sorted({one for both in linked for one in both} - set(article_ids)):
        renew_fingerprints(context, [one])
    return linked


def renew_fingerprints(context: RunContext, article_ids: Sequence[str]) -> None:
    """Make the fingerprints again of articles around these in time that were forgotten as long past.

    Which paragraphs their outlets repeat is counted over all of them at once: a part alone would hold too few.
    """
    window_days, size = context.settings.group.window_days, context.settings.group.batch_size
    with context.warehouse.transaction("find forgotten fingerprints") as tx:
        forgotten = grouping.without_fingerprint(tx, article_ids, window_days, RULE_VERSION)
    parts = [forgotten[start : start + size] for start in range(0, len(forgotten), size)]
    paragraphs: dict[str, list[int]] = {}
    for part in parts:
        with context.warehouse.transaction("read paragraphs of forgotten articles") as tx:
            tellings = grouping.tellings(tx, part)
        paragraphs |= {telling.article_id: sorted(set(paragraph_hashes(telling))) for telling in tellings}
    if not paragraphs:
        return
    with context.warehouse.transaction("find what outlets repeat") as tx:
        repeated, _ = grouping.furniture_among(tx, paragraphs, window_days, BOILERPLATE_ARTICLES)
    for part in parts:
        with context.warehouse.transaction("make fingerprints again") as tx:
            tellings = grouping.tellings(tx, part)
            made = [fingerprint_of(telling, repeated.get(telling.article_id, set())) for telling in tellings]
            grouping.save_fingerprints(tx, made)


def tell_batch(context: RunContext, report: RunReport, article_ids: Sequence[str]) -> list[str]:
    """Tell the stories of some articles, and return all the articles they are told by.

    None, and nothing is stored, when a person decided something meanwhile: they are to be told again.
    """
    with context.warehouse.transaction("read stories to tell again") as tx:
        family = grouping.family_of(tx, article_ids, RULE_VERSION)
        pairs = grouping.pairs_touching(tx, family, RULE_VERSION)
        ends = {one for pair in pairs if pair.decision == "linked" for one in (pair.a_id, pair.b_id)}
        beside = grouping.stories_of(tx, sorted(ends - set(family)))
        tellings = grouping.tellings(tx, [*family, *beside])
        furniture = grouping.furniture_of(tx, [*family, *beside])
        said = decisions.overrides(tx)
    memberships, links = context.runner(tell_step, tellings, pairs, said, furniture, beside)
    with context.warehouse.transaction("save stories") as tx:
        if decisions.overrides(tx) != said:
            return []
        sums = stories.save_grouping(
            tx,
            pairs=[],
            memberships=memberships,
            links=links,
            grouped=[telling for telling in tellings if telling.article_id not in beside],
            rule_version=RULE_VERSION,
            now=context.clock(),
            run_id=report.run_id,
        )
    report.n_stories = sums.n_stories
    report.n_new_stories += sums.n_new_stories
    return family
