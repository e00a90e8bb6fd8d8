"""What people ask of recourses: constraints on a data set, and the small languages in which they are written."""
