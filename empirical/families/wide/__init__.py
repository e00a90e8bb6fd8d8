"""Networks of infinite width: kernel regressors."""
