"""The study of Tan & Tian 2023: are explanations of robust models more robust, and does smoothing cost faithfulness?"""
