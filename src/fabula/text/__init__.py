"""Source -> Text: a frozen string with the offsets of everything that rules alone can find."""

from fabula.text.annotate import annotate
from fabula.text.ready import from_sentences
from fabula.text.text import Medium, Quotation, Span, Text

__all__ = ["Medium", "Quotation", "Span", "Text", "annotate", "from_sentences"]
