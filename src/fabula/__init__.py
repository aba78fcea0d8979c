"""fabula reads a work of fiction and gives back its people, with the words that prove it.

>>> import fabula
>>> story = fabula.read("examples/what_the_harbour_keeps.txt")  # doctest: +SKIP
>>> story.characters["Nellie"].name                             # doctest: +SKIP
'Nell Arkwright'
"""

from typing import TYPE_CHECKING

from fabula.errors import (
    BrokenSource,
    EmptySource,
    FabulaError,
    ModelError,
    ProtectedSource,
    SourceError,
    TooLarge,
    UnsupportedFormat,
    UsageError,
    WriteError,
)

if TYPE_CHECKING:
    from fabula.pipeline import read, read_text
    from fabula.story.story import Story
    from fabula.write.load import load

__version__ = "0.1.0"

__all__ = [
    "BrokenSource",
    "EmptySource",
    "FabulaError",
    "ModelError",
    "ProtectedSource",
    "SourceError",
    "Story",
    "TooLarge",
    "UnsupportedFormat",
    "UsageError",
    "WriteError",
    "__version__",
    "load",
    "read",
    "read_text",
]

_LATER = {
    "Story": "story.story",
    "load": "write.load",
    "read": "pipeline",
    "read_text": "pipeline",
}


def __getattr__(name: str) -> object:
    # The reading and its word lists are loaded when first asked for, so that `fabula --help` and
    # `import fabula` come at once (PEP 562).
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
