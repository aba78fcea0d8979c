"""Words that deduction reads, as plain tables; written for fabula, loaded once, when first needed."""
