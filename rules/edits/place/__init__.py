"""PS: place of service and telehealth."""
