"""The two sides of an option: what the lessons call them."""


def owner(side: int) -> str:
    """Who has the options: 1 the owner, -1 the seller.

    >>> owner(1), owner(-1)
    ('owner', 'seller')
    """
    return "owner" if side == 1 else "seller"
