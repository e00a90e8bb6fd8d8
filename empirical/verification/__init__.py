"""What is compared with what, instance by instance: populations, measured fields, and the cases of every claim."""
