"""Tell operators how the check itself is: health, metrics and their views."""
