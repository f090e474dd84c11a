"""DX: diagnoses (ICD-10-CM)."""
