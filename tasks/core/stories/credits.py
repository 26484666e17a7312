"""What credits say of two members of a story: that one names the other, or that one keeps what the other wrote."""

from tasks.core.canonical_url import host_of
from tasks.core.stories.folding import fold
from tasks.core.stories.words import plain_words
from warehouse.records import Credit, Telling

NAMING = {"original_source", "republished_from", "translated_by", "adapted_by", "agency", "with_files_from"}
MIN_NAME_WORDS = 2  # "Reuters" alone is no person; a translator has two names


def named_member(member: Telling, other: Telling) -> Credit | None:
    """Return the credit of *member* that names *other*: by its address, its site, or its outlet's name."""
    for credit in member.credits:
        if credit.kind not in NAMING:
            continue
        if credit.url and (credit.url == other.url or host_of(credit.url) == host_of(other.url) != host_of(member.url)):
            return credit
        if credit.organisation and _same_outlet(credit.organisation, other.publisher):
            return credit
    return None


def inherited_credit(member: Telling, other: Telling) -> tuple[Credit, Credit] | None:
    """Return the two credits when *member* keeps one of *other*'s: the same person, named again after translation."""
    for own in member.credits:
        for theirs in other.credits:
            if own.name and theirs.name and _same_person(own.name, theirs.name):
                return own, theirs
    return None


def _same_person(one: str, other: str) -> bool:
    first, second = plain_words(one), plain_words(other)
    return len(first) >= MIN_NAME_WORDS and first == second


def _same_outlet(organisation: str, publisher: str) -> bool:
    """Say whether a credit's outlet is *publisher*: the same name, but for case, accents and an article.

    >>> _same_outlet("the Tech Herald Canada", "Tech Herald Canada")
    True
    """
    named, own = fold(organisation).strip(), fold(publisher).strip()
    return bool(named) and (named == own or named.removeprefix("the ").removeprefix("l'") == own.removeprefix("the "))
