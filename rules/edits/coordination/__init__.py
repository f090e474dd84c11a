"""CB: coordination of benefits, how prior payers adjudicated the claim."""
