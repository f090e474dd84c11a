"""The pipeline for one event, as pure functions: decode, repair, build the claim, run the edits, build the outcome."""
