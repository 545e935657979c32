"""From a path, a buffer or bytes to the text of a file; what is no table of text is refused here.

Unpacked: gzip, and zip with one file in it. Understood: UTF-8, UTF-16 and UTF-32, with a byte-order
mark or without, and Windows' code page 1252; line ends of every kind.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
import zlib
from pathlib import Path

from .notes import Notes

_BOMS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
         (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_TEXT = "a table of text, one row a line (CSV and its kin)"
_BINARY = {
    b"PAR1": ("a Parquet file", "give what pandas.read_parquet returns"),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook", "give what pandas.read_excel returns"),
    b"%PDF": ("a PDF", "take the numbers from where they were before"),
    b"ARROW1": ("a Feather file", "give what pandas.read_feather returns"),
    b"SQLite": ("a database", "give what pandas.read_sql returns"),
    b"<stata_": ("a file of Stata", "give what pandas.read_stata returns"),
    b"\x80\x04": ("a pickle", "give what is in it"),
    b"\x80\x05": ("a pickle", "give what is in it"),
    b"\x93NUMPY": ("an array of NumPy", "give it as a pandas.Series by date"),
    b"BZh": ("packed with bzip2", "unpack it first"),
    b"\xfd7zXZ": ("packed with xz", "unpack it first"),
    b"\x28\xb5\x2f\xfd": ("packed with Zstandard", "unpack it first"),
    b"7z\xbc\xaf": ("packed with 7-Zip", "unpack it first"),
    b"Rar!": ("packed with RAR", "unpack it first"),
    b"{\\rtf": ("a document of a word processor", "save it as plain text"),
    b"\x89PNG": ("a picture", "take the numbers from where they were before"),
    b"\xff\xd8\xff": ("a picture", "take the numbers from where they were before"),
    b"\x89HDF": ("an HDF5 file", "give what pandas.read_hdf returns"),
}  # fmt: skip


def refuse(name, what, hint=""):
    """The error for a source that holds no table."""
    raise ValueError(
        f"source = {name}: {what}; source must be {_TEXT}" + (f". {hint}" * bool(hint))
    )


def text_of(source, notes: Notes) -> str:
    """The text of a path, of a binary or text buffer; its name goes into the notes."""
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        if isinstance(source, str) and "\n" in source:
            raise ValueError(
                "source = text with line ends: source must be a path, a buffer or a table; "
                "io.StringIO(text) makes a buffer of text"
            )
        if not path.is_file():
            what = "a folder" if path.is_dir() else "no such file"
            raise ValueError(f"source = {str(source)!r}: {what}; source must be a file that exists")
        notes.source = path.name
        content = path.read_bytes()
    elif hasattr(source, "read"):
        named = getattr(source, "name", "")
        notes.source = Path(named).name if isinstance(named, str) and named else "a buffer"
        content = source.read()
    elif isinstance(source, (bytes, bytearray)):
        notes.source, content = "bytes", bytes(source)
    else:
        raise ValueError(
            f"source = {type(source).__name__}: source must be a path, a buffer, or a table of "
            "pandas"
        )
    text = content if isinstance(content, str) else _decoded(_unpacked(content, notes), notes)
    if "\r" in text:
        if "\n" not in text:
            notes.found("line ends of the old Macintosh")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\ufeff", "")  # in the middle, too, where files were joined
    _check(text, notes.source)
    return text


def _unpacked(content, notes):
    """The bytes within gzip or a zip with one file."""
    try:
        if content[:2] == b"\x1f\x8b":
            notes.found("packed with gzip")
            return gzip.decompress(content)
        if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            with zipfile.ZipFile(io.BytesIO(content)) as folder:
                names = [
                    n for n in folder.namelist() if not n.endswith("/") and "__MACOSX" not in n
                ]
                if "[Content_Types].xml" in names:
                    hint = "Save it as CSV, or give what pandas.read_excel returns"
                    refuse(notes.source, "an Excel workbook", hint)
                if len(names) != 1:
                    some = ", ".join(names[:3]) + ", ..." * (len(names) > 3)
                    refuse(
                        notes.source, f"a zip with {len(names)} files ({some})", "Unpack it first"
                    )
                notes.found(f"{names[0]}, packed in a zip")
                return folder.read(names[0])
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        refuse(notes.source, f"a packed file that cannot be unpacked ({error})", "Fetch it again")
    for magic, (what, hint) in _BINARY.items():
        if content.startswith(magic):
            refuse(notes.source, what, hint[0].upper() + hint[1:])
    return content


def _decoded(content, notes):
    """Bytes as text."""
    marked = [encoding for mark, encoding in _BOMS if content.startswith(mark)]
    encoding = marked[0] if marked else None
    if encoding is None:
        head = content[:4000]
        odd, even = head[1::2].count(0), head[::2].count(0)
        if (
            len(head) > 8 and max(odd, even) > 0.3 * len(head) / 2
        ):  # every second byte of plain text is zero
            encoding = "utf-16-le" if odd > even else "utf-16-be"
        else:
            encoding = "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            refuse(notes.source, f"text in {encoding} that breaks off ({error.reason})")
        encoding, text = "cp1252", content.decode("cp1252", errors="replace")
        notes.assumed("letters of Windows' code page 1252: the file is no UTF-8")
    if text.endswith("\0"):
        notes.dropped("zero bytes at the end, as a crash leaves them")
        text = text.rstrip("\0")
    if "\0" in text:
        refuse(notes.source, "bytes that are no text")
    if encoding.startswith(("utf-16", "utf-32")):
        notes.found(f"text in {encoding[:6].upper()}")
    return text


def _check(text, name):
    """Refuse what is text, but no table."""
    head = text[:2000].lstrip()
    low = head.lower()
    if not head:
        refuse(name, "an empty file")
    if low.startswith("version https://git-lfs") or re.match(r"\S*/annex/objects/\S+$", low):
        refuse(
            name, "a pointer to the file, not the file", "Fetch it (git lfs pull, git annex get)"
        )
    if re.search(r"<(!doctype|html|head|body|table|div|script|error)\b|^<\?xml", low):
        refuse(name, "a web page (HTML or XML)", "Look at it in a browser: it may say why")
    if head[0] == "{" or re.match(r"\[\s*([\[{\"]|$)", head):
        hint = "Give the table that pandas makes of it (read_json, json_normalize)"
        refuse(name, "JSON", hint)
