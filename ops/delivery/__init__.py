"""The operations that commands share: plan, deploy, roll out, smoke-test and price an environment."""
