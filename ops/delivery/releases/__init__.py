"""What was released, when, by whom and how it went: kept beside the states, so that anyone can roll back."""
