"""Builds e-books and Word documents in memory, from stories written for fabula."""

from __future__ import annotations

import zipfile
from io import BytesIO

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0"'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PROSE = (
    "Wren set the lamp on the sill and waited. Nobody came up the lane that night, and nobody had"
    " come the night before, but she trimmed the wick all the same and sat down to her mending."
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip archive of the members, in order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def xhtml(body: str, *, title: str = "", head: str = "") -> str:
    """A document of an e-book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        + head
        + '<html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>{title}</title></head><body>{body}</body></html>"
    )


def epub(
    documents: dict[str, str],
    *,
    metadata: str = "<dc:title>The Lamp</dc:title><dc:creator>Ann Quill</dc:creator>",
    spine: str | None = None,
    items: str = "",
    guide: str = "",
    toc: str = "",
    extra: dict[str, str | bytes] | None = None,
    opf: str | None = None,
    container: str = CONTAINER,
) -> bytes:
    """An e-book whose documents (file name to markup) are its spine, in order."""
    manifest = "".join(
        f'<item id="d{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(documents)
    )
    if spine is None:
        spine = "".join(f'<itemref idref="d{n}"/>' for n in range(len(documents)))
    package = opf or (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{manifest}{items}</manifest><spine{toc}>{spine}</spine>{guide}</package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/content.opf": package,
    }
    members |= {f"OEBPS/{name}": content for name, content in documents.items()}
    return zipped(members | (extra or {}))


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str, **members: str) -> bytes:
    """A Word document; ``members`` are further parts under ``word/``, by name without suffix."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>The Lamp</dc:title>'
            "<dc:creator>Ann Quill</dc:creator></cp:coreProperties>"
        ),
    }
    parts |= {f"word/{name}.xml": f"<w:x {_W}>{content}</w:x>" for name, content in members.items()}
    return zipped(parts)
