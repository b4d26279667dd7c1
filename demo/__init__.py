"""The demonstration: a handful of small blogs at an address of their own, and the rows that make friends of them."""
