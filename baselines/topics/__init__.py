"""Classifiers of segments, for one topic and for sets of topics."""
