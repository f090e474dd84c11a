"""What payers' answer codes mean, in our own words, and what on a claim causes them."""
