"""Kafka clients, topics and the transactional loop. Only this package imports the client library."""
