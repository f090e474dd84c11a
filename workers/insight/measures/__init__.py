"""The measures of the reports, one file each."""
