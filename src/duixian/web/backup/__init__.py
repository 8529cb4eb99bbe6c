"""Everything the workspace keeps in one file, and back: the database's rows, the files, the key that signs sessions.

The file is a zip: ``manifest.json``; ``rows/TABLE`` with the rows of a table as MessagePack, many to a piece, each piece behind its length; ``files/…``
as they lie in the data folder. Rows hold values, not a database's own notation, so that a backup of SQLite is restored into PostgreSQL and the other way.
"""
