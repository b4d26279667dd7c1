"""Find posts by the words in their titles and texts, and show where these stand.

``index`` keeps what makes it fast, in the database; ``queries`` asks it; ``passages`` cuts out what is shown.
"""
