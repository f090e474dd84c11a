"""CB: coordination of benefits, what earlier payers decided."""
