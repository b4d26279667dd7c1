"""Tell the owner what changed: an outbox, the digest's words, who is told, and the channels."""
