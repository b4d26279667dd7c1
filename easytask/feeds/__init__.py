"""Read the friends' feeds every hour: find them, keep title, address and date of posts, and say whose may be shown."""
