"""What can go wrong, as one tree.

::

    FabulaError                 anything fabula raises on purpose
    ├── SourceError             the file cannot be read as a story
    │   ├── UnsupportedFormat   no reader for this kind of file
    │   ├── EmptySource         nothing in it that reads as prose
    │   ├── BrokenSource        damaged, or not what its name says
    │   ├── ProtectedSource     encrypted (DRM or a password)
    │   └── TooLarge            beyond the bounds that keep time and memory finite
    ├── ModelError              the reading model is missing or does not fit this version
    ├── WriteError              an output could not be written; nothing half-written is left
    └── UsageError              the caller asked for something that does not exist

Every message is one line that says what is wrong and, where there is one, what to do.
"""


class FabulaError(Exception):
    """Base of every error that fabula raises on purpose. ``str(error)`` is one clear line."""


class SourceError(FabulaError):
    """The file cannot be read as a story."""


class UnsupportedFormat(SourceError):
    """There is no reader for this kind of file."""


class EmptySource(SourceError):
    """The source holds nothing that reads as prose."""


class BrokenSource(SourceError):
    """The source is damaged, or is not what its name says."""


class ProtectedSource(SourceError):
    """The source is encrypted (DRM or a password)."""


class TooLarge(SourceError):
    """The source is beyond the bounds that keep time and memory finite."""


class ModelError(FabulaError):
    """The reading model is missing, damaged, or made for another version."""


class WriteError(FabulaError):
    """An output could not be written. What was there before is untouched."""


class UsageError(FabulaError):
    """The caller asked for something that does not exist (a format, a position, a name)."""
