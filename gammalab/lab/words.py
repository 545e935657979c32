"""How numbers are said below a picture."""

from __future__ import annotations


def signed(amount: float, digits: int = 0) -> str:
    """An amount with its sign and thousands; what rounds to nothing has no sign.

    >>> signed(1234.5, 1), signed(-0.3), signed(-0.6)
    ('+1,234.5', '0', '-1')
    """
    text = f"{amount:+,.{digits}f}"
    return text if any(figure in "123456789" for figure in text) else text[1:]
