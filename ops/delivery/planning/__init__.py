"""Plans: changes read from `terraform show -json`, fingerprints, and the views for people and programs."""
