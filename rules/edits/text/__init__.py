"""TX: text, numbers and addresses within the limits of X12."""
