"""Lesson 10: a file as one finds it, wrong in three ways, until the reader puts their own there."""

from __future__ import annotations

import io

from gammalab import markets


def my_file() -> io.StringIO:
    """Closes of the S&P 500, 2014 to 2018: newest first, with decimal commas, and one day twice.

    >>> print(my_file().getvalue()[:46])
    Date;Close
    31.12.2018;2.506,85
    28.12.2018;2.48
    """
    close = markets.load("spx", "2014", "2018")["close"]
    rows = [f"{day:%d.%m.%Y};{_german(price)}" for day, price in close.items()]
    rows.insert(700, rows[700])
    return io.StringIO("Date;Close\n" + "\n".join(reversed(rows)) + "\n")


def _german(price):
    return f"{price:,.2f}".translate(str.maketrans(",.", ".,"))
