"""The processes of one worker: a parent, one child per slot, the pipes between them, and how they stop."""
