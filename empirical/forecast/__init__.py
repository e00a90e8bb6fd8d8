"""Forecasts: what adversarial training with a penalty will do to a person, with a certificate, before it is done."""
