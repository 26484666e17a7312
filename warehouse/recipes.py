"""The fifteen questions: `recipes/NN_name.sql`, a statement each over the public views and macros, to copy and edit."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.errors import WarehouseError

RECIPES = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question with the SQL that answers it."""

    number: int
    name: str
    question: str
    sql: str


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return the recipes, in order."""
    found: list[Recipe] = []
    for path in sorted(RECIPES.glob("*.sql")):
        number, name = path.stem.split("_", maxsplit=1)
        sql = path.read_text(encoding="utf-8")
        found.append(Recipe(int(number), name, sql.splitlines()[0].removeprefix("-- "), sql))
    return tuple(found)


def recipe(key: str) -> Recipe:
    """Return the recipe of a number or a name.

    Raises:
        WarehouseError: there is none; names those there are.
    """
    for one in recipes():
        if key in {one.name, str(one.number), f"{one.number:02}", f"{one.number:02}_{one.name}"}:
            return one
    raise WarehouseError(
        f"{key}: no such recipe; there are {', '.join(f'{one.number} {one.name}' for one in recipes())}"
    )
