"""Answers whether encounters would be claims or rejections, over HTTP and without Kafka."""
