"""Words that the labs, the desk and the checks say alike."""

AND, OR = "{these} and {last}", "{these} or {last}"


def listed(names, joined: str = AND) -> str:
    """Names in a sentence, all of them or (`OR`) one of them.

    >>> listed(["a"]), listed(["a", "b"]), listed("abc"), listed("abc", OR)
    ('a', 'a and b', 'a, b and c', 'a, b or c')
    """
    *these, last = names
    return joined.format(these=", ".join(these), last=last) if these else last


def counted(number: str, many: str) -> str:
    """A number as it is shown, and its unit in its right form: the unit is given in the plural.

    >>> counted("1", "shares"), counted("-1.5", "shares"), counted("1", "shares a day")
    ('1 share', '-1.5 shares', '1 share a day')
    >>> counted("1", "currency"), counted("1", ""), counted("1", "basis points")
    ('1 currency', '1', '1 basis point')
    """
    words = many.split()
    noun = next((k for k, word in enumerate(words) if word in ("a", "of", "per")), len(words)) - 1
    if noun >= 0 and number.strip("+-\u2212") == "1":
        words[noun] = words[noun].removesuffix("s")
    return " ".join([number, *words])
