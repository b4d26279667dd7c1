"""Take strangers' applications for a link: the asking, what our own look found, and what the owner decides."""
