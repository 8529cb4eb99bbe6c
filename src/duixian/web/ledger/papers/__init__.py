"""Papers (公文): documents laid out by GB/T 9704-2012, as docx and xlsx, and the numbers they carry.

A document is said in :mod:`~duixian.web.ledger.papers.blocks`, laid out by :func:`~duixian.web.ledger.papers.letters.docx_of`; a table for a
spreadsheet is said and written by :mod:`~duixian.web.ledger.papers.tables`; :mod:`~duixian.web.ledger.papers.numbering` gives numbers.
"""
