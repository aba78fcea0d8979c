"""Zip archives (epub, docx), opened without trust.

Nothing is written to disk and nothing outside the archive is ever opened, so a name such as
``../../etc/passwd`` can only fail to be found. What is inflated is counted: by the size that the
archive declares and by what really comes out.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

from fabula.errors import BrokenSource, ProtectedSource, TooLarge
from fabula.source.files import MIB, TEXT_BOUND

_RATIO = 200  # deflated prose shrinks to a third; bombs reach 1,000
_SMALL = 4 * MIB  # below this the ratio says nothing
_MANY = 50_000


class Archive:
    """The members of a zip archive, read within bounds.

    Raises BrokenSource if the archive cannot be opened, TooLarge if it has too many members.
    """

    def __init__(self, data: bytes) -> None:
        if data.count(b"PK\x01\x02") > _MANY:  # before each of them becomes an object
            raise TooLarge(f"the archive has more than the {_MANY:,} members that are read at most")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._members = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
            raise BrokenSource("damaged: the zip archive cannot be opened") from None
        self._folded = {name.lower(): name for name in self._members}
        self._inflated = 0

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def _find(self, name: str) -> str | None:
        if name in self._members:
            return name
        return self._folded.get(name.lower())

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises BrokenSource if there is none of that name or it is damaged, ProtectedSource if it
        needs a password, TooLarge if all that was read would go beyond the bound.
        """
        found = self._find(name)
        if found is None:
            raise BrokenSource(f"damaged: {_shown(name)} is missing from the archive")
        info = self._members[found]
        if info.flag_bits & 0x1:
            raise ProtectedSource("the archive is protected with a password")
        left = TEXT_BOUND - self._inflated
        if info.file_size > left:
            raise self._too_large()
        if info.file_size > _SMALL and info.file_size > _RATIO * max(1, info.compress_size):
            raise TooLarge("the archive inflates beyond all measure (a zip bomb?)")
        try:
            with self._zip.open(info) as member:
                data = member.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise BrokenSource(f"damaged: {_shown(name)} cannot be unpacked") from None
        except RuntimeError:  # what zipfile raises for a missing password
            raise ProtectedSource("the archive is protected with a password") from None
        if len(data) > left:
            raise self._too_large()
        self._inflated += len(data)
        return data

    @staticmethod
    def _too_large() -> TooLarge:
        return TooLarge(
            f"the text inflates to more than the {TEXT_BOUND // MIB} MB that are read at most"
        )


def resolve(base: str, href: str) -> str:
    """The member that a link in member ``base`` names; never a path out of the archive."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    if path.startswith("/") or "://" in path or "\\" in path or "\x00" in path:
        return ""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    return "" if joined.startswith("..") or joined == "." else joined


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:80])
