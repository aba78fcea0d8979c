"""What a file is, by its first bytes; the name is believed only where they do not speak."""

from __future__ import annotations

import re

from fabula.errors import BrokenSource, ProtectedSource, UnsupportedFormat
from fabula.source.archive import Archive

# Formats that are not stories in themselves, by the bytes they begin with.
_FOREIGN = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"ITOLITLS", "a Microsoft LIT e-book"),
    (b"ITSF", "a compiled help file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x93NUMPY", "an array file"),
)
# Names that promise something else than a story.
_OTHER_SUFFIXES = {
    ".doc": "an old Word file; save it as docx",
    ".odt": "an OpenDocument file; save it as docx",
    ".mobi": "a Kindle file; convert it to epub",
    ".azw": "a Kindle file; convert it to epub",
    ".azw3": "a Kindle file; convert it to epub",
    ".kfx": "a Kindle file; convert it to epub",
    ".lit": "a LIT e-book; convert it to epub",
    ".fb2": "a FictionBook file; convert it to epub",
    ".djvu": "a scanned book; convert it to txt",
    ".csv": "a table, not a story",
    ".json": "data, not a story",
    ".xml": "data, not a story",
}
_PDF = "a PDF holds pages, not paragraphs; convert it to epub or txt and read that"
_HTML = re.compile(
    r"(?:\s|<!--(?:[^-]|-(?!->))*+-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body)\b", re.I
)
_TAG = re.compile(rb"<(?:p|div|br|span|h[1-6]|em|i|b|table|a)\b[^<>]{0,300}>", re.I)


def kind_of(data: bytes, suffix: str) -> str | None:
    """The suffix whose reader fits the content: ``".epub"`` for an e-book named ``story.txt``.

    None where the content says nothing; the name then decides. Raises UnsupportedFormat,
    ProtectedSource or BrokenSource where the content is certainly something that cannot be read.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return ".rtf"
    if b"%PDF-" in data[:1024]:
        raise UnsupportedFormat(_PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ProtectedSource("the document is protected with a password; save it without one")
        raise UnsupportedFormat("an old Word file (.doc); save it as docx")
    if data[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        raise UnsupportedFormat("a Kindle or Palm e-book; convert it to epub")
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise BrokenSource(f"not a story: the content is {what}")
    if suffix in (".epub", ".docx"):
        what = "an e-book" if suffix == ".epub" else "a Word document"
        raise BrokenSource(f"not {what}: the content is no zip archive")
    head = _head(data)
    if _HTML.match(head):
        return ".html"
    if suffix in (".html", ".htm", ".xhtml") and not _TAG.search(data):
        return ".txt"
    return None


def refuse_other(suffix: str) -> None:
    """Raise UnsupportedFormat for a suffix that is known to be no story fabula reads."""
    if suffix == ".pdf":
        raise UnsupportedFormat(_PDF)
    if suffix in _OTHER_SUFFIXES:
        raise UnsupportedFormat(_OTHER_SUFFIXES[suffix])


def _head(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:4096].decode(encoding, "replace")
    return data[:4096].decode("latin-1").replace("\x00", "").removeprefix("ï»¿")


def _zipped(data: bytes) -> str:
    names = set(Archive(data).names)
    if "META-INF/container.xml" in names or any(n.endswith(".opf") for n in names):
        return ".epub"
    if "word/document.xml" in names:
        return ".docx"
    if "content.xml" in names:
        raise UnsupportedFormat("an OpenDocument file; save it as docx")
    raise UnsupportedFormat("a zip archive that is no e-book and no Word document; unpack it first")
