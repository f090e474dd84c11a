"""NC: pairs, unit limits and add-on codes of the National Correct Coding Initiative."""
