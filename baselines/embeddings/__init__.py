"""Sentence embeddings of any sentence-transformers model, as classifier of topics and matcher.

Needs the extra ``embeddings``; nothing heavy is imported before a text is embedded.
"""
