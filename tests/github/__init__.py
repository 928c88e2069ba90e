"""The workflows: read, checked, and run step by step as GitHub would."""
