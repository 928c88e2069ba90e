"""Constructs of the events: the Kafka cluster, its topics and who may use them."""
