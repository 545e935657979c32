"""Words that the labs, the desk and the checks say alike."""


def counted(number: str, many: str) -> str:
    """A number as it is shown, and its unit in its right form: the unit is given in the plural.

    >>> counted("1", "shares"), counted("-1.5", "shares"), counted("1", "shares a day")
    ('1 share', '-1.5 shares', '1 share a day')
    >>> counted("1", "currency"), counted("1", "")
    ('1 currency', '1')
    """
    first, _, rest = many.partition(" ")
    if number.strip("+-\u2212") == "1":
        first = first.removesuffix("s")
    return f"{number} {first} {rest}".strip()
