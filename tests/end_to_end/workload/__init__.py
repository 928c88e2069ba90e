"""The reference workload's backend on real Kafka, PostgreSQL and daprd, under load and under faults."""
