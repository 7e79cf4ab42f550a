"""The gold standard: raw texts, records, registry, and the only module that knows paths."""
