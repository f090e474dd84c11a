"""The program: the only room that talks to the world (Kafka, HTTP, files, the command line)."""
