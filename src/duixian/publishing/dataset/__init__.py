"""A data set of figures: facts and outcomes of many reports as Parquet with a data package that describes them.

It holds figures, indicators, places, periods and positions, and says which reports they are from (title, date,
SHA-256); it holds no sentences. The package ships with one (``duixian/data``).
"""
