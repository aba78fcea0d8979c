"""What one pass over a text sees, before any deduction."""
