"""A load test: many users at once, while the autoscaler, the pods and the response times are watched."""
