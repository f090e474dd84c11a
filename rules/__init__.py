"""What a payer would refuse: edits, repairs, profiles and code tables. Knows no Kafka, metric, clock or log."""
