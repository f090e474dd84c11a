"""Everything that speaks Kafka: clients, the transactional loop, topics. Only here the client library is imported."""
