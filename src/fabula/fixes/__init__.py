"""A reader's corrections to a reading: ``STEM.fixes.toml`` beside the story.

::

    [[fix]]
    do = "rename"                    # a character gets another name; the old one stays an alias
    who = "Nell"
    to = "Nell Arkwright"

    [[fix]]
    do = "merge"                     # all are one, the first
    who = ["Nell Arkwright", "Miss Arkwright"]

    [[fix]]
    do = "split"                     # what goes by these names is somebody else
    who = "Tom Weir"
    names = ["Young Tom"]
    to = "Young Tom"

    [[fix]]
    do = "add"                       # somebody whom the reading missed
    who = "Amos Pike"

    [[fix]]
    do = "speaker"                   # who says this; without ``to``: nobody known
    words = "“No,”"
    before = "and did not look up. "
    after = " he said, before she"
    to = "Tom Weir"

    [[fix]]
    do = "addressees"                # to whom
    words = "“Get in, Nelly,”"
    to = ["Nell Arkwright"]

    [[fix]]
    do = "dismiss"                   # nobody says this
    words = "“genius”"

Fixes are taken in order: each names the characters as those before it left them (``"the boy#2"``
is the second of two called so, by first appearance). A quotation is found by its words, and where
these stand more than once by what stood ``before`` and ``after`` it (and ``nth``, counted from 1,
where that too is the same), so that a fix outlives changes to the text elsewhere. What no longer
matches is left out and listed in ``story.corrections.unmatched``.
"""

from fabula.fixes.apply import apply
from fabula.fixes.files import beside, dumps, load

__all__ = ["apply", "beside", "dumps", "load"]
