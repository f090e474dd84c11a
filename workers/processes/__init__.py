"""The processes of one worker: a parent, one child per slot, and the pipes between them."""
