"""Words that deduction reads, as plain tables written for fabula; loaded when first needed."""
