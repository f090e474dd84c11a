"""The commands of `claims-worker`, one file each."""
