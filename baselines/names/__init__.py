"""Matchers: a matcher scores two names; pairs, clusters and links follow from it."""
