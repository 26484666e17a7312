"""The flags of a translated sentence: every rule asked once."""

from tasks.core.language import primary_subtag
from tasks.core.translation.ending import ending_flag
from tasks.core.translation.evidence import cut_flag, exchange_flag
from tasks.core.translation.faults import Flag
from tasks.core.translation.length import length_flag
from tasks.core.translation.names import compare_names, names_flag
from tasks.core.translation.numbers import NumberMismatch, compare_numbers, numbers_flag
from tasks.core.translation.quotes import quotes_flag
from tasks.core.translation.repetition import repetition_flag
from tasks.core.translation.sides import Rendering, Side
from tasks.core.translation.untranslated import untranslated_flag


def flags_of(source: str, target: str, source_lang: str, target_lang: str) -> tuple[Flag, ...]:
    """Return the gross faults of *target* as a translation of *source*, at most one of a kind.

    Args:
        source: a sentence; one without a letter is copied and has no faults.
        target: its translation.
        source_lang: its language, a BCP 47 tag.
        target_lang: the language it was translated into.

    >>> [flag.fault.value for flag in flags_of("Le 3 mai, le maire a parlé.", "On May 3 the mayor spoke.", "fr", "en")]
    []
    >>> [flag.reason for flag in flags_of("Le 3 mai, le maire a parlé.", "On May 8 the mayor spoke.", "fr", "en")]
    ['expected “3”; found “8”']
    """
    rendering = Rendering(
        Side(source.strip(), primary_subtag(source_lang) or ""), Side(target.strip(), primary_subtag(target_lang) or "")
    )
    if not any(map(str.isalpha, source)):
        return ()
    found = [length_flag(rendering), repetition_flag(rendering), untranslated_flag(rendering)]
    if rendering.target.text and not rendering.is_long:
        found += _by_content(rendering)
    return tuple(flag for flag in found if flag)


def _by_content(rendering: Rendering) -> list[Flag | None]:
    source, target = rendering.source, rendering.target
    numbers = compare_numbers(source.text, target.text, source.lang, target.lang)
    names = compare_names(rendering)
    wrong_number = numbers_flag(numbers)
    if wrong_number:  # which alone makes no other sentence of it
        numbers = NumberMismatch((), (), numbers.n_shared)
    return [
        wrong_number,
        names_flag(names),
        quotes_flag(rendering),
        ending_flag(rendering) or cut_flag(rendering),
        exchange_flag(rendering, numbers, names),
    ]
