"""Commands with which a person overrules the rules: story merge, split, confirm, undo; article; decisions."""

from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from flows.cli.formats import Format
from flows.cli.options import ConfigOption, WarehouseOption, exit_code
from warehouse.records import Relation

if TYPE_CHECKING:
    from flows.context import RunContext
    from flows.decisions import Outcome, Speaker

DRAW = "show"
PANEL = "Overrule what was found"
LOOK_WAIT_S = 2.0  # for the writer's lock, to list decisions: transactions take less, and the published file is there

ArticleArgument = Annotated[str, typer.Argument(metavar="ARTICLE", help="An article id, or an address.")]
ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides.", show_default="your user")]
NoteOption = Annotated[str, typer.Option("--note", help="Why: a line for who reads the story.", show_default=False)]


class StoryGroup(TyperGroup):
    """Commands on stories; what names none of them names the story to draw."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, with the command that draws put in where none is named."""
        return super().parse_args(ctx, with_command(args, set(self.commands)))


def with_command(args: list[str], commands: set[str]) -> list[str]:
    """Return *args* with a command first: the one that is named, though after options; else the one that draws.

    >>> with_command(["--warehouse", "w", "merge", "a", "b"], {"show", "merge"})
    ['merge', '--warehouse', 'w', 'a', 'b']
    >>> with_command(["https://a.example/1", "--config=own.toml"], {"show", "merge"})
    ['show', 'https://a.example/1', '--config=own.toml']
    """
    if not args or args[0] == "--help":
        return args
    at = 0
    while at < len(args) and args[at].startswith("-"):
        at += 1 if "=" in args[at] else 2  # an option and its value
    if at < len(args) and args[at] in commands:
        return [args[at], *args[:at], *args[at + 1 :]]
    return [DRAW, *args]


story_app = typer.Typer(
    cls=StoryGroup,
    no_args_is_help=True,
    subcommand_metavar="ID|URL | COMMAND [ARGS]...",
    help="Draw a story as a tree (newsecho story ID|URL), or overrule what it says.",
)
article_app = typer.Typer(no_args_is_help=True, help="Overrule what is said of an article: language, translation.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.add_typer(story_app, name="story", rich_help_panel="Look at what was found")
    app.add_typer(article_app, name="article", rich_help_panel=PANEL)
    app.command("decisions", rich_help_panel=PANEL)(list_decisions)


@story_app.command(DRAW, rich_help_panel="Look at it")
def show_story(
    key: Annotated[str, typer.Argument(help="A story id (or its start), an article id, or an address.")],
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Draw the story as a tree: who was made from whom, and why we say so, quoted. The word show may be left out."""
    from flows.cli.drawing import print_chain
    from flows.cli.places import snapshot_of
    from warehouse.chains import story_chain

    print_chain(story_chain(snapshot_of(warehouse, config), key))


@story_app.command("merge", rich_help_panel=PANEL)
def merge_stories(
    article: ArticleArgument,
    other: Annotated[
        str,
        typer.Argument(metavar="WITH", help="An article or a story of the other: an id (a story's start), or address."),
    ],
    by: ByOption = None,
    note: NoteOption = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Say that two stories are one. No run ever parts them again."""
    from flows.place_decisions import merge

    context = _context(warehouse, config)
    _tell(context, merge(context, article, other, _speaker(by, note)))


@story_app.command("split", rich_help_panel=PANEL)
def split_story(
    article: ArticleArgument,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[FROM]", help="The story, or an article of it, that it is not of.", show_default="the one it is in"
        ),
    ] = None,
    by: ByOption = None,
    note: NoteOption = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Say that an article is not of a story. No run ever puts it back."""
    from flows.place_decisions import split

    context = _context(warehouse, config)
    _tell(context, split(context, article, other, _speaker(by, note)))


@story_app.command("confirm", rich_help_panel=PANEL)
def confirm_story(
    article: ArticleArgument,
    relation: Annotated[
        str | None,
        typer.Option("--relation", help=f"What it is there: {', '.join(Relation)}.", show_default="as it is now"),
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option("--parent", metavar="ARTICLE", help="What it was made from.", show_default="as it is now"),
    ] = None,
    by: ByOption = None,
    note: NoteOption = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Say what an article is in its story, and made from what; without options, that it is what it is said to be."""
    from flows.place_decisions import confirm

    context = _context(warehouse, config)
    _tell(context, confirm(context, article, _speaker(by, note), relation=relation, parent=parent))


@story_app.command("undo", rich_help_panel=PANEL)
def undo_story(article: ArticleArgument, warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Take back all that people decided about the place of an article; the rules place it again."""
    from flows.place_decisions import undo_place

    context = _context(warehouse, config)
    _tell(context, undo_place(context, article))


@article_app.command("language")
def decide_language(
    article: ArticleArgument,
    lang: Annotated[str, typer.Argument(metavar="LANG", help="A BCP 47 tag, as fr or fr-CA.")],
    by: ByOption = None,
    note: NoteOption = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Say which language an article is in. It is translated and grouped anew, and no reading changes it back."""
    from flows import article_decisions

    context = _context(warehouse, config)
    _tell(context, article_decisions.decide_language(context, article, lang, _speaker(by, note)))


@article_app.command("translation")
def judge_translation(
    article: ArticleArgument,
    verdict: Annotated[str, typer.Argument(metavar="right|wrong", help="What the translation is.")],
    into: Annotated[
        str | None, typer.Option("--into", metavar="LANG", help="Its language.", show_default="that of the settings")
    ] = None,
    by: ByOption = None,
    note: NoteOption = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Say that the translation of an article is right or wrong, whatever the rules say of its sentences."""
    from flows.article_decisions import decide_translation

    context = _context(warehouse, config)
    _tell(context, decide_translation(context, article, verdict, into, _speaker(by, note)))


@article_app.command("undo")
def undo_article(article: ArticleArgument, warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Take back what people decided about the language and the translations of an article."""
    from flows import article_decisions

    context = _context(warehouse, config)
    _tell(context, article_decisions.undo_article(context, article))


def list_decisions(
    output: Annotated[
        Format | None, typer.Option("--format", help="As rows, for a program.", show_default="lines, for a reader")
    ] = None,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """List what people decided: when, who, what, on which article, and why; the newest first, carried out or not."""
    from flows.cli.formats import render
    from flows.cli.places import snapshot_of
    from flows.cli.values import cell
    from warehouse import listings

    found, why_not = listings.list_decisions(snapshot_of(warehouse, config), wait_s=LOOK_WAIT_S)
    if why_not is not None:
        typer.echo(f"what was decided since the last publication is not listed: {why_not}", err=True)
    if output is not None:
        typer.echo(render(found, output), nl=False)
        return
    for at, who, decision, title, url, as_what, note, is_carried_out in found.rows:
        typer.echo(f"{cell(at)}  {who}: {decision}{f' ({as_what})' if as_what else ''}")
        for line in (title, url, note and f"why: {note}", "" if is_carried_out else "waits for the next run"):
            if line:
                typer.echo(f"    {line}")
    if not found.rows:
        typer.echo("nobody decided anything; newsecho story --help says how")


def _context(warehouse: Any, config: Any) -> "RunContext":
    """Return what a decision works with: a warehouse that is there."""
    from flows.cli.operate import context_of
    from warehouse.inspection import check_there

    context = context_of(warehouse, config)
    if context.lake is None:
        check_there(context.folder)
    return context


def _speaker(by: str | None, note: str) -> "Speaker":
    from flows.decisions import speaker

    return speaker(by, note)


def _tell(context: "RunContext", outcome: "Outcome") -> NoReturn:
    """Say what became of a decision, and draw the stories that it left."""
    from flows.cli.drawing import print_chain
    from warehouse.chains import story_chain
    from warehouse.publish import SNAPSHOT_NAME

    for sentence in outcome.sentences:
        typer.echo(sentence)
    if outcome.waits_for is not None:
        typer.echo(f"stored; the next run carries it out and publishes it: {outcome.waits_for}")
        raise typer.Exit
    if outcome.report is None:
        raise typer.Exit
    for line in outcome.report.lines():
        if line.startswith("! "):
            typer.echo(line)
    drawn: set[str] = set()
    for article_id in outcome.concerns:
        chain = story_chain(context.lake or context.folder / SNAPSHOT_NAME, article_id)
        if chain.story_id not in drawn:
            typer.echo()
            print_chain(chain)
        drawn.add(chain.story_id)
    raise typer.Exit(exit_code(outcome.report))
