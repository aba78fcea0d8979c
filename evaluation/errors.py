"""The one error of this folder."""


class EvaluationError(Exception):
    """The data or the call is not as an evaluation needs it; ``str(error)`` is one line."""
