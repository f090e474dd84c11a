"""The generated pages of the catalog, and the skeleton of a new edit."""
