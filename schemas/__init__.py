"""What crosses the boundary: events, claims, rejections, and their Avro and JSON forms."""
