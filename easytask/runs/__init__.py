"""Keep one run in the database: its lock, friends in, verdicts out with their history, shards and the envelope."""
