"""Everything that speaks Kafka: clients, the transactional loop, topics. The only place that imports the client library."""
