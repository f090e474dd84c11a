"""From what a biller has in hand to the edits: a payer's code, a path, an X12 element, or words."""
