"""Tell the owner what changed: an outbox, the digest's words, and the channels."""
