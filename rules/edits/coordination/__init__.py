"""CB: coordination of benefits, adjudication by prior payers."""
