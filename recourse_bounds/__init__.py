"""Check theorems about recourse and adversarial robustness against data, instance by instance."""
