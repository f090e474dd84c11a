"""What crosses the boundary: events, claims and rejections, in Avro and in JSON. See schemas/CONTRACT.md."""
