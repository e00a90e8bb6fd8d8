"""The study of Krishna, Agarwal and Lakkaraju (AAAI 2024): what the paper says, beside what is measured."""
