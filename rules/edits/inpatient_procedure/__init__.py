"""PX: inpatient procedures (ICD-10-PCS)."""
