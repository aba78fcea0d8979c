"""fabula reads a work of fiction and gives back its people, with the words that prove it.

>>> import fabula
>>> story = fabula.read("story.txt")           # doctest: +SKIP
>>> story.characters["Chlo"].name              # doctest: +SKIP
'Chloe Sullivan'
"""

from fabula.errors import FabulaError

__version__ = "0.1.0"
__all__ = ["FabulaError", "__version__"]
