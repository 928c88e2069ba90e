"""Stand-in Terraform providers: the real schemas, a simulated cloud behind them.

Started as ``python -m rehearsal.provider azurerm|kubernetes|helm|redpanda`` (plugin protocol 6).
Terraform starts a provider about three times per stack operation, so this package imports as little as it
can.
"""
