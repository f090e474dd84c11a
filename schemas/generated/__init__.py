"""Generated code; `make generated` writes it and `make check` compares it."""
