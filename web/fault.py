"""What stops the build of the site, in words."""


class Fault(Exception):
    """Something in the course that cannot become a page; the message says what and where."""
