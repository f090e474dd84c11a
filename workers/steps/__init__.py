"""The steps of the pipeline, in the order in which an event meets them. Each is a pure function."""
