"""How numbers are said below a picture."""

from __future__ import annotations

import math


def signed(amount: float, digits: int = 0) -> str:
    """An amount with its sign and thousands; what rounds to nothing has no sign.

    >>> signed(1234.5, 1), signed(-0.3), signed(-0.6)
    ('+1,234.5', '0', '-1')
    """
    text = f"{amount:+,.{digits}f}"
    return text if any(figure in "123456789" for figure in text) else text[1:]


def plural(count: int, one: str, many: str = "") -> str:
    """How many of what, with the noun in its right form; `many` where an s does not make it.

    >>> plural(1, "day"), plural(0, "buy"), plural(2, "loss", "losses")
    ('1 day', '0 buys', '2 losses')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def gained(amount: float, one: str, digits: int = 0) -> str:
    """A signed amount of what, with the noun in its right form.

    >>> gained(1.2, "point"), gained(-13, "point"), gained(0.1, "point")
    ('+1 point', '-13 points', '0 points')
    """
    said = signed(amount, digits)
    return f"{said} {one if said.strip('+-') == '1' else one + 's'}"


def money(amount: float, digits: int = 2) -> str:
    """An amount of currency without a plus sign; what rounds to nothing has no sign.

    >>> money(1234.5), money(-0.001), money(-3, 0)
    ('1,234.50', '0.00', '-3')
    """
    return signed(amount, digits).removeprefix("+")


def percent(share: float, digits: int = 0) -> str:
    """A fraction in per cent; a half is rounded up, as by hand.

    >>> percent(0.3), percent(147 / 2000, 1)
    ('30 %', '7.4 %')
    """
    return f"{100 * share + 1e-9:.{digits}f} %"


def brief(number: float) -> str:
    """A number in three figures or so, as it is read out; what only rounding has left is 0.

    >>> brief(2098.04), brief(-0.61803), brief(31.0), brief(-3e-13), brief(0.00002)
    ('2,098', '-0.618', '31', '0', '0.00002')
    """
    if abs(number) < 1e-9:
        return "0"
    digits = max(2 - math.floor(math.log10(abs(number))), 0)
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def at_most(number: float) -> str:
    """A limit in three figures, rounded towards zero: what is said is never beyond it.

    >>> at_most(7.26667), at_most(0.0129), at_most(1999.0), at_most(3.0)
    ('7.26', '0.0129', '1,990', '3')
    """
    step = 10.0 ** (math.floor(math.log10(number)) - 2)
    return brief(math.floor(number / step * (1 + 1e-12)) * step)
