"""Speak to the friends' sites: the one door to the network, and the only room that knows aiohttp."""
