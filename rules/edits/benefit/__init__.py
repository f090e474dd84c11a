"""BN: what Medicare and other payers ask for with a benefit, such as home health, hospice or ambulance."""
