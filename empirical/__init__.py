"""What is measured: models, recourses, data, and the report that compares them with the claims of :mod:`bounds`."""
