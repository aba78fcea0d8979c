"""From what was seen to who, what and how: deduction, one question a module."""
