"""Who is in the class: a file of names, each with a password of its own.

    python class_list.py class.txt add ann bob      prints a password for each
    python class_list.py class.txt remove bob
    python class_list.py class.txt                  lists the names

The file holds no password, only what one is checked against. It is read at each login, so a change
counts at once, without a restart of the hub.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import pwd
import re
import secrets
import sys
from pathlib import Path

from jupyterhub.auth import LocalAuthenticator
from traitlets import Unicode

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")  # a user of the system is made of it
FIRST_OF_PEOPLE = 1000  # system users below it are the machine's own
NOBODY = f"{'0' * 32}:{'0' * 128}"  # is checked for who is not in the class: it takes as long


def read(path: str | Path) -> dict[str, str]:
    """The class: {name: salt and hash}; empty where there is no file yet."""
    try:
        lines = Path(path).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return {}
    return dict(line.split(":", 1) for line in lines)


def write(path: str | Path, known: dict[str, str]) -> None:
    """Write the class so that only its owner can read it."""
    scratch = Path(f"{path}.part")
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(f"{name}:{kept}\n" for name, kept in sorted(known.items()))
    scratch.replace(path)


def hashed(password: str, salt: bytes) -> str:
    """What is kept of a password."""
    made = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    return f"{salt.hex()}:{made.hex()}"


def fits(password: str, kept: str) -> bool:
    """Whether it is the password of which `kept` was made."""
    return hmac.compare_digest(hashed(password, bytes.fromhex(kept.partition(":")[0])), kept)


def belongs_to_the_machine(name: str) -> bool:
    """Whether a system user of that name is none of a person: nobody logs in as root or daemon."""
    try:
        return pwd.getpwnam(name).pw_uid < FIRST_OF_PEOPLE
    except KeyError:
        return False


class ClassAuthenticator(LocalAuthenticator):
    """Lets in who is in the class, with their own password; nobody else."""

    class_file = Unicode("class.txt", help="made by class_list.py").tag(config=True)

    def in_class(self, name: str) -> bool:
        """Whether the name is in the file now."""
        return name in read(self.class_file) and not belongs_to_the_machine(name)

    async def authenticate(self, handler, data):
        """The name, where the password is that person's; else None."""
        name, password = data["username"], data["password"]
        kept = read(self.class_file).get(name, NOBODY)
        right = await asyncio.to_thread(fits, password, kept)
        return name if right and self.in_class(name) else None

    def check_allowed(self, username, authentication=None):
        """Asked once more by the hub, also where it knows the name from before."""
        return self.in_class(username)

    async def refresh_user(self, user, handler=None, **more):
        """Who was taken out of the file has to log in again, and cannot."""
        return self.in_class(user.name)


def main(arguments: list[str]) -> int:
    """The command; 1 where it was not understood."""
    if not arguments or len(arguments) > 1 and arguments[1] not in ("add", "remove"):
        print(__doc__, file=sys.stderr)
        return 1
    path, *rest = arguments
    known = read(path)
    names = rest[1:]
    for name in names:
        if not NAME.fullmatch(name) or belongs_to_the_machine(name):
            print(
                f"{name!r} cannot be a student's name: small letters, digits and -, beginning with "
                "a letter, 31 at most, and no user that belongs to the machine",
                file=sys.stderr,
            )
            return 1
    if not rest:
        print("\n".join(sorted(known)))
        return 0
    for name in names:
        if rest[0] == "remove":
            known.pop(name, None)
            continue
        password = secrets.token_urlsafe(9)
        known[name] = hashed(password, secrets.token_bytes(16))
        print(f"{name}  {password}")
    write(path, known)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
