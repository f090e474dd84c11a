"""TF: timely filing and resubmission."""
