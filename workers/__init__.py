"""The program: the only package that uses Kafka, HTTP, files and the command line."""
