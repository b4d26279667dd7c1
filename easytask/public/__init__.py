"""What visitors and friends meet: the wall of friends."""
