"""Label Studio: documents as tasks, and its JSON export as documents."""
