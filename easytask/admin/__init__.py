"""The owner's pages of friends and runs; registered by the app's ``ready``."""
