"""The `claims-worker` commands, one file each."""
