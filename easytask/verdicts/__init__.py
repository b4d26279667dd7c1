"""Decide what becomes of a friend link: records and rules, pure, without Django, network or clock."""
