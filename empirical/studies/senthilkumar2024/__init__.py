"""The study of Senthilkumar 2024: are networks that withstand attacks explained by more plausible recourses?"""
