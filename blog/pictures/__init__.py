"""Take in the pictures of posts, draw them anew in a few sizes, and show them to visitors."""
