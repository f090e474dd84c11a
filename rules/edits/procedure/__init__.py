"""HC: procedures on lines (HCPCS, CPT, HIPPS)."""
