"""PT: the patient."""
