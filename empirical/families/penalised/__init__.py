"""Linear models trained with a penalty to the only optimum there is, naturally and against the worst attack."""
