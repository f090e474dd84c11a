"""CV: coverages, the billed one and the others."""
