"""Compiles the lexicon's tables into a database in camel-tools' format.

Inside the compiler Arabic is written in Latin letters (``letters``): one
symbol per letter or mark, so that templates and rules read as text.

    lexicon   rows of verbs.tsv, nouns.tsv and closed.tsv, checked
    letters   transliteration, spelling of sounds, hamza seats
    verbs     paradigm of a verb, its participles
    nouns     stems and endings of a noun or adjective
    affixes   prefix and suffix rows, and which go together
    database  stems grouped into categories, the file itself
"""
