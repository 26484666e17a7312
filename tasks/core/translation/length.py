"""Whether a translation is about as long as its source asks for."""

from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.sides import Rendering

# Of 3,039 human translations from French into English one is outside (tests.bench.translation_flags).
KNOWN_PAIR = (0.55, 3.0, 1.7, 12.0)  # share and characters below, share and characters above what is expected
ANY_PAIR = (0.4, 5.0, 2.2, 20.0)  # how much other languages differ is not measured


def length_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where the target is far too short or too long, else None.

    >>> from tasks.core.translation.sides import Side
    >>> source = Side("Le conseil a voté le budget de la ville.", "fr")
    >>> length_flag(Rendering(source, Side("The council.", "en"))).expected
    '17 to 73 characters'
    """
    source, target = rendering.source.text, rendering.target
    low_share, low, high_share, high = KNOWN_PAIR if rendering.has_words_in_common else ANY_PAIR
    asked = len(source) * rendering.expansion
    least, most = max(1.0, low_share * asked - low), high_share * asked + high
    if least <= target.weight <= most:
        return None
    return Flag(Fault.LENGTH, f"{least:.0f} to {most:.0f} characters", f"{len(target.text)}: {quoted(target.text)}")
