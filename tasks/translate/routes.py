"""Which packages lead from one language to another: one, or two through a third language."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.models import ModelPackage, version_key

HUB = "en"  # nearly every Argos package leads from or to English


@dataclass(frozen=True, slots=True)
class Route:
    """The packages that are decoded one after the other."""

    packages: tuple[ModelPackage, ...]

    @property
    def engine_version(self) -> str:
        """Return the name and version of each package; another chain means translating anew."""
        return " + ".join(package.engine_version for package in self.packages)


def routes_to(target: str, packages: Iterable[ModelPackage]) -> dict[str, Route]:
    """Return the route from each language from which one leads to *target*, both as primary subtags.

    A direct package wins over two, and two are the most. Of several third languages English comes first, then the
    alphabet decides; of several versions of a package the newest.
    """
    newest: dict[tuple[str, str], ModelPackage] = {}
    for package in sorted(packages, key=lambda one: version_key(one.version)):
        newest[package.source, package.target] = package
    direct = {source: one for (source, to), one in newest.items() if to == target and source != target}
    routes = {source: Route((package,)) for source, package in direct.items()}
    for middle in sorted(direct, key=lambda lang: (lang != HUB, lang)):
        for (source, to), package in newest.items():
            if to == middle and source not in (*routes, target):
                routes[source] = Route((package, direct[middle]))
    return dict(sorted(routes.items()))
