"""Run Apache Kafka on this machine, without a container and without an installed Java or Maven."""
