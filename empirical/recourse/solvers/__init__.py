"""Minimisers of SCFE's objective, and the line search behind them."""
