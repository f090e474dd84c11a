"""FS: what Medicare's fee schedules say of a procedure."""
