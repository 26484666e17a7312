"""Whether quotation marks were kept: they say whose words a sentence holds."""

import re

from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.sides import Rendering

_DOUBLE = re.compile(r"[\"«»“”„〝〞「」『』]|(?<!\w)''|''(?!\w)|``")
_SINGLE = re.compile(r"(?<!\w)['‘`‚‹](?=[\w¿¡])|(?<=[\w.,!?…])['’›](?!\w)")
A_QUOTATION = 2  # marks


def quotes_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where the source quotes and the target has no quotation mark, or it quotes twice out of nothing.

    A mark alone is no quotation: quotations go on over several sentences. Translators often set the marks that a source
    in reported speech does without, so one quotation out of nothing is no fault.

    >>> from tasks.core.translation.sides import Side
    >>> quotes_flag(Rendering(Side("« Assez ! » dit-il.", "fr"), Side("Enough, he said.", "en"))).expected
    'quotation marks as in “« Assez ! » dit-il.”'
    """
    source, target = rendering.source.text, rendering.target.text
    ours, theirs = len(_DOUBLE.findall(source)), len(_DOUBLE.findall(target))
    if ours >= A_QUOTATION and not theirs and not _SINGLE.search(target):
        return Flag(Fault.QUOTES, f"quotation marks as in {quoted(source)}", f"none in {quoted(target)}")
    if theirs >= 2 * A_QUOTATION and not ours and not _SINGLE.search(source):
        return Flag(Fault.QUOTES, f"no quotation marks, as in {quoted(source)}", f"{theirs} in {quoted(target)}")
    return None
