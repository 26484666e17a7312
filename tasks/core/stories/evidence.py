"""The passages that show why: quoted from the child and, where it has a counterpart, from the parent."""

from dataclasses import dataclass

from tasks.core.stories.alignment import Vectors, best_pairs, likeness_matrix
from warehouse.records import Evidence, Telling

N_SENTENCES = 3
# Scars that a passage through another language leaves; what each one looks like, for the reader.
SCARS = {
    "stray_quote_mark": "a French quote mark left in the text",
    "site_suffix_in_title": "the name of another site, translated, left in the title",
    "lost_link": "a sentence that lost the link it ended in",
    "image_name_as_text": "the file name of an image read as text",
    "doubled_quote_mark": "two quote marks where one opens, as a machine leaves them",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a parent was chosen: a sentence for the reader, and the passages it rests on."""

    sentence: str
    child_quote: str
    parent_quote: str
    kind: str  # as in Evidence


def foreign_scars(member: Telling) -> tuple[Reason, ...]:
    """Return what shows that *member* went through a machine and another language; nothing when too little does.

    A lost link or an image name alone happens to anybody; one of the marks of translation has to be among them.
    """
    found = [defect for defect in member.defects if defect.code in SCARS]
    if not {defect.code for defect in found} & {"stray_quote_mark", "site_suffix_in_title"}:
        return ()
    return tuple(Reason(SCARS[defect.code], defect.found, "", "defect") for defect in found)


def evidence_for(child: Vectors, parent: Vectors, reasons: tuple[Reason, ...]) -> tuple[Evidence, ...]:
    """Return the evidence that *child* was made from *parent*: credits, links, scars, best aligned sentences."""
    told = child.profile.telling
    found = [Evidence(reason.kind, reason.child_quote, reason.parent_quote, reason.sentence) for reason in reasons]
    quoted = {one.child_quote for one in found}
    found += [
        Evidence("credit", credit.quote, "", credit.kind.replace("_", " "))
        for credit in told.credits
        if credit.quote not in quoted and not quoted.add(credit.quote)
    ]
    found += [
        Evidence("link", link.anchor or link.url, link.url, "links to it")
        for link in told.links
        if link.url == parent.profile.telling.url
    ]
    found += [
        Evidence("defect", defect.found, "", SCARS[defect.code])
        for defect in told.defects
        if defect.code in SCARS and defect.found not in quoted
    ]
    return (*found, *aligned_sentences(child, parent))


def aligned_sentences(child: Vectors, parent: Vectors) -> tuple[Evidence, ...]:
    """Return up to three sentences of the child beside the sentences of the parent they say again."""
    matrix = likeness_matrix(child, parent)
    return tuple(
        Evidence(
            "aligned_sentences",
            child.profile.sentences[row].text,
            parent.profile.sentences[column].text,
            likeness=round(min(1.0, alike), 3),
        )
        for row, column, alike in best_pairs(matrix, n=N_SENTENCES)
    )


def shared_passage(later: Vectors, earlier: Vectors) -> Evidence | None:
    """Return the sentence the two texts share most nearly, or nothing when they share none."""
    best = aligned_sentences(later, earlier)[:1]
    return (
        Evidence("shared_passage", best[0].child_quote, best[0].parent_quote, likeness=best[0].likeness)
        if best
        else None
    )
