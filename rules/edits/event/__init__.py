"""EV: the event itself, its dates and its completeness."""
