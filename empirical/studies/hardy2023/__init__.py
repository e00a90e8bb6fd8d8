"""The study of Hardy, Salman, Wang and Li (2023): recourses of networks that were trained against attacks."""
