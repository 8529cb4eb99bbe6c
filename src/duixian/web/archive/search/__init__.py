"""Full text search over the sentences of all reports, the same on SQLite and PostgreSQL.

A sentence is known by the pairs of neighbouring letters in its folded text (``folding``, ``bigrams``). Which sentences have which pairs is kept in
*segments* of up to 65,536 sentences (``segments``), written by ``storing`` in the transaction that stores a report and merged by ``merging``. A query
(``query``) is looked up in all segments by one statement; sets of sentences are joined in memory (``found``, ``matching``), and where pairs
leave open whether a phrase stands in a sentence its text is looked at. What was found is marked and shown by ``results`` and ``records``.

The indexes that databases bring with them were measured first, on 3,500,000 sentences of 65 letters. A GIN index of the pairs takes 720 MB and about 0.3 s
for every report that is added, where 0.12 s of a core are all there is; a word in one sentence of fifty then takes seconds, for its 60,000 rows have to be
fetched to be put in order. Segments take 460 MB and 0.02 s a report, and a query a few hundredths of a second, since order, filters and count need no row. FTS5 of SQLite
is as fast to write and larger.
"""
