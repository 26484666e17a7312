"""Stories as a person looks at them: a table, a line a story, and a chain as a tree with its evidence quoted."""

import sys
from pathlib import Path

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table as RichTable
from rich.tree import Tree

from flows.cli.formats import terminal_width
from flows.cli.values import cell
from tasks.core.briefs.telling import counted
from warehouse.chains import ChainMember, StoryChain, story_chain, story_of_relation
from warehouse.listings import list_stories
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import Evidence, Relation

MAX_QUOTE = 240  # characters of a quote on the screen; the warehouse keeps it whole
STORY_TABLE_REST = 11 + 8 + 7 + 7 + 6 * 2  # columns beside title and languages, and the space between
MIN_TITLE = 20
RELATION_WORDS = {relation: relation.value.replace("_", " ") for relation in Relation}


def print_stories(folder: Path) -> None:
    """Print the story table of the warehouse at *folder*, oldest story first, titles cut to fit the terminal."""
    rows = list_stories(folder / SNAPSHOT_NAME).rows
    drawn = RichTable(
        title=f"{counted(len(rows), 'story', 'stories')} (sources: independent ones)", title_justify="left", box=None
    )
    drawn.add_column("first", no_wrap=True)
    drawn.add_column("story", no_wrap=True)
    for name in ("articles", "outlets", "sources"):
        drawn.add_column(name, justify="right", no_wrap=True)
    drawn.add_column("lang", no_wrap=True)
    widest = max((len(row[-1]) for row in rows), default=0)
    room = max(MIN_TITLE, terminal_width() - STORY_TABLE_REST - max(widest, len("lang")))
    for first_at, title, n_articles, n_publishers, n_independent, languages in rows:
        first = first_at.strftime("%m-%d %H:%M") if first_at else ""
        short = title if len(title) <= room else title[: room - 1].rstrip() + "…"
        drawn.add_row(first, escape(short), *map(cell, (n_articles, n_publishers, n_independent, languages)))
    _print(drawn)


def print_chain_of(folder: Path, *, relation: str) -> None:
    """Print the first story that has a member with *relation*, as a tree; nothing when there is none."""
    snapshot = folder / SNAPSHOT_NAME
    story_id = story_of_relation(snapshot, relation)
    if story_id is not None:
        print_chain(story_chain(snapshot, story_id))


def print_chain(chain: StoryChain) -> None:
    """Print a story as a tree: each article under the one it was made from, its evidence quoted below it."""
    _print(chain_tree(chain))


def chain_tree(chain: StoryChain) -> Tree:
    """Return the tree of a story: its members by parent, in order of publication."""
    n, independent = len(chain.members), chain.n_independent_sources
    head = f"[bold]{escape(chain.title)}[/bold]\nstory {chain.story_id}: {n} article{'s' * (n != 1)}, "
    tree = Tree(head + f"{independent} independent source{'s' * (independent != 1)}")
    branches: dict[str, Tree] = {}
    waiting = list(chain.members)
    while waiting:
        placed = [one for one in waiting if one.parent_id is None or one.parent_id in branches]
        # A parent that is not in the story (a person split it) leaves its child at the top.
        for member in placed or waiting[:1]:
            branches[member.article_id] = _add(branches.get(member.parent_id or "", tree), member)
            waiting.remove(member)
    return tree


def _add(branch: Tree, member: ChainMember) -> Tree:
    at = cell(member.published_at) or "no date"
    line = (
        f"[bold cyan]{RELATION_WORDS[Relation(member.relation)]}[/bold cyan]  {escape(member.publisher)} "
        f"({member.lang}) {at}\n{escape(member.title)}\n[dim]{escape(member.url)}[/dim]"
    )
    own = branch.add(line)
    for reason in member.reasons:
        own.add(f"why: {escape(reason)}", style="green")
    for evidence in member.evidence:
        own.add(_quoted(evidence))
    return own


def _quoted(evidence: Evidence) -> str:
    words = evidence.kind.replace("_", " ")
    share = f" ({evidence.likeness:.0%} alike)" if evidence.likeness is not None else ""
    note = f": {evidence.note}" if evidence.note else ""
    lines = [f"[dim]{escape(words + share + note)}[/dim]"]
    lines += [f"here   {escape(_cut(evidence.child_quote))}"] if evidence.child_quote else []
    lines += [f"there  {escape(_cut(evidence.parent_quote))}"] if evidence.parent_quote else []
    return "\n".join(lines)


def _cut(quote: str) -> str:
    one_line = " ".join(quote.split())
    return f"“{one_line}”" if len(one_line) <= MAX_QUOTE else f"“{one_line[: MAX_QUOTE - 1].rstrip()}…”"


def _print(drawn: RenderableType) -> None:
    """Print what is *drawn* as wide as the terminal, with colours on one and without trailing spaces elsewhere."""
    console = Console(width=terminal_width(), highlight=False)
    if console.is_terminal:
        console.print(drawn)
        return
    with console.capture() as captured:
        console.print(drawn)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
