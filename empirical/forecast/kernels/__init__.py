"""Forecasts for networks of infinite width: what robust kernel regressors will do, before their matrix is factored."""
