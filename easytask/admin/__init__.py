"""The owner's pages of friends and runs; registered when the site's addresses are loaded."""
