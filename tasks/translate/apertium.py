"""Apertium, where its program is installed: good enough to group articles across languages by, not to be read.

Measured as such: of no use for what a reader would be shown, and as the bridge of the grouping nearly as good as full
translation (F1 .892 → .984). What it makes is stored as `gist`, and replaced as soon as there is better.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from tasks.core.language import primary_subtag
from tasks.translate.engine import EngineError
from warehouse.records import Method, SentenceTranslation

TIMEOUT_S = 120  # for a batch; it reads about a thousand words a second
RULE_VERSION = 1
# Apertium names its newer pairs by three letters (fra-eng), its older ones by two (es-ca).
THREE_LETTERS = {
    "ar": "ara",
    "bg": "bul",
    "ca": "cat",
    "da": "dan",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "hi": "hin",
    "it": "ita",
    "nl": "nld",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sv": "swe",
    "tr": "tur",
    "uk": "ukr",
    "gl": "glg",
    "nb": "nob",
    "nn": "nno",
    "oc": "oci",
    "mk": "mkd",
}
TWO_LETTERS = {three: two for two, three in THREE_LETTERS.items()}
_MODE = re.compile(r"\s*([a-z]{2,3})-([a-z]{2,3})\s*")


class ApertiumEngine:
    """Runs the program *binary*, looked for as a shell would, for gists in *target_lang*."""

    name = "apertium"

    def __init__(self, binary: str, target_lang: str) -> None:
        self._binary = shutil.which(binary)
        self._target = primary_subtag(target_lang) or target_lang
        self._modes = self._installed()

    def methods(self) -> dict[str, Method]:
        """Return the pairs the program lists; none where there is no program."""
        return {
            source: Method(self.name, mode, f"rule {RULE_VERSION}", is_gist=True)
            for source, mode in sorted(self._modes.items())
        }

    def translate(self, sentences: Sequence[str], source: str) -> Iterator[SentenceTranslation]:
        """Yield the gist of each of *sentences*: a paragraph each, so that none runs into the next."""
        mode = self._modes[source]
        paragraphs = self._run("-u", "-f", "txt", mode, text="\n\n".join(sentences) + "\n\n").split("\n\n")
        gists = [paragraph.strip() for paragraph in paragraphs[: len(sentences)]]
        if len(gists) < len(sentences) or "".join(paragraphs[len(sentences) :]).strip():
            raise EngineError(
                f"apertium {mode}: {len(paragraphs)} paragraphs for {len(sentences)}; mend it or remove it"
            )
        yield from map(SentenceTranslation, gists)

    def what_is_lacking(self, source: str) -> str:
        """Return that there is no such pair."""
        return f"apertium has no pair {source} → {self._target}"

    def _installed(self) -> dict[str, str]:
        """Return the mode of each source language; a program that fails to list them has none."""
        if self._binary is None:
            return {}
        try:
            listed = self._run("-l", text="")
        except EngineError:
            return {}
        modes: dict[str, str] = {}
        for source, target in filter(None, map(_pair_of, listed.splitlines())):
            if TWO_LETTERS.get(target, target) == self._target:
                modes.setdefault(TWO_LETTERS.get(source, source), f"{source}-{target}")
        return modes

    def _run(self, *arguments: str, text: str) -> str:
        command = [self._binary or "apertium", *arguments]
        try:
            ran = subprocess.run(  # noqa: S603  # a program of the person's own, no shell between
                command, input=text.encode(), capture_output=True, timeout=TIMEOUT_S, check=True
            )
        except subprocess.CalledProcessError as error:
            why = error.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise EngineError(
                f"{' '.join(command)}: ends with {error.returncode} ({why}); mend it or remove it"
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineError(f"{' '.join(command)}: {error}; mend it or remove it") from error
        return ran.stdout.decode(errors="replace")


def _pair_of(line: str) -> tuple[str, str] | None:
    """Return the languages that a line of `apertium -l` names; a variant (fra-eng_X) is no pair of its own."""
    found = _MODE.fullmatch(line)
    return (found[1], found[2]) if found else None
