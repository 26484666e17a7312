"""How a TOML table becomes a frozen record: the record's annotations are the schema, and every misfit is a sentence.

Bounds stand in the annotation (`Annotated[int, Between(1, 500)]`), so a record shows all that is allowed in one place.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from config.errors import ConfigError

Record = TypeVar("Record")
LAST_PORT = 65_535
HIDDEN = "is_hidden"  # metadata of a field whose value no error sentence may repeat

_KIND_NAMES = {
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    bool: "true or false",
    Path: "a path in quotes",
    tuple: "a list",
}


class Rule(Protocol):
    """What a value must satisfy beyond its type."""

    def wants(self, value: Any) -> str | None:
        """Return what is wanted instead of *value*, or None when it will do."""
        ...


@dataclass(frozen=True, slots=True)
class Between:
    """A number from *low* to *high*, both allowed."""

    low: float
    high: float

    def wants(self, value: Any) -> str | None:
        """Return the range when *value* lies outside it."""
        return None if self.low <= value <= self.high else f"from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text out of a closed list."""

    values: tuple[str, ...]

    def wants(self, value: Any) -> str | None:
        """Return the list when *value* is not in it."""
        return None if value in self.values else "one of " + ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class Like:
    """A text that matches *pattern* whole; *meaning* says in words what that is."""

    pattern: str
    meaning: str

    def wants(self, value: Any) -> str | None:
        """Return the meaning when *value* does not match."""
        return None if re.fullmatch(self.pattern, value) else self.meaning


class Nameservers:
    """A list of IP addresses, each maybe with a port."""

    def wants(self, value: Any) -> str | None:
        """Return what is wanted when one of *value* is no address."""
        is_good = all(isinstance(one, str) and _is_nameserver(one) for one in value)
        return None if is_good else 'IP addresses such as "9.9.9.9", "127.0.0.1:5353" or "[::1]:5353"'


class Texts:
    """A list of texts, none of them empty."""

    def wants(self, value: Any) -> str | None:
        """Return what is wanted when one of *value* is no text."""
        return None if all(isinstance(one, str) and one.strip() for one in value) else "texts in quotes"


DAY_S = 86_400
MEGABYTE = 1_000_000
Seconds = Annotated[float, Between(0.1, 600)]  # that something is waited for
BatchSize = Annotated[int, Between(1, 500)]
LANGUAGE_TAG = Like(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a BCP 47 language tag such as fr or fr-CA")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of the file at *path*.

    Raises:
        ConfigError: there is no such file, it cannot be read, or it is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; create it or name another") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give a readable TOML file") from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are both ValueErrors
        raise ConfigError(f"{path}: not valid TOML: {error}; mend that place") from error


def refuse_unknown(where: str, prefix: str, given: Mapping[str, Any], known: list[str]) -> None:
    """Raise for the first key of *given* that is not *known*, listing those that are.

    Raises:
        ConfigError: a key is unknown.
    """
    for key in given:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {prefix}{key}; known keys: {', '.join(known)}")


def record_from(kind: type[Record], table: Mapping[str, Any], *, where: str, prefix: str = "") -> Record:
    """Return the dataclass *kind* filled from *table*; keys left out take the record's defaults.

    Args:
        kind: a dataclass whose fields are int, float, bool, str, Path or a tuple, each maybe `Annotated` with rules; a
            tuple is a list in TOML, and its rules see to what is in it.
        table: the TOML table.
        where: the file, and what in it, as the start of an error sentence.
        prefix: stands before a key in an error sentence: `poll.`.

    Raises:
        ConfigError: a key is unknown or missing, or its value is of the wrong type or out of bounds.
    """
    known = fields(kind)  # pyright: ignore[reportArgumentType]  # a type variable cannot be bound to dataclasses
    refuse_unknown(where, prefix, table, [item.name for item in known])
    hints = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {}
    for item in known:
        if item.name in table:
            value = table[item.name]
            said = "holds a secret and is not shown" if item.metadata.get(HIDDEN) else f"is {value!r}"
            values[item.name] = _checked(value, hints[item.name], f"{where}: {prefix}{item.name} {said}")
        elif item.default is MISSING:
            raise ConfigError(f"{where}: missing key {prefix}{item.name}; add it")
    return kind(**values)


def _without_none(kind: Any) -> Any:
    """Return the type of a key that may be left out: `str` of `str | None`, since TOML has no null."""
    return kind.__args__[0] if isinstance(kind, UnionType) else kind


def _checked(value: Any, hint: Any, said: str) -> Any:
    """Return *value* in the type of *hint*, or raise with what is *said* of it, key and all, and what is wanted."""
    kind, *rules = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    kind = _without_none(kind)
    kind = get_origin(kind) or kind
    written = {float: (int, float), Path: (str,), tuple: (list,)}.get(kind, (kind,))
    is_flag = isinstance(value, bool)  # bool is an int in Python; `timeout_s = true` is a slip all the same
    if not isinstance(value, written) or (is_flag and kind is not bool):
        raise ConfigError(f"{said}; it must be {_KIND_NAMES[kind]}")
    for rule in rules:
        wanted = rule.wants(value)
        if wanted is not None:
            raise ConfigError(f"{said}; it must be {wanted}")
    return kind(value)


def _is_nameserver(text: str) -> bool:
    found = re.fullmatch(r"(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?", text)
    address, port = (found[1] or found[2], found[3]) if found else (text, None)
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return port is None or 0 < int(port) <= LAST_PORT
