"""Official files of code tables are read here, strictly: a row that is not understood stops the load."""
