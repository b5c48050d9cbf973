"""The hub's pages as a browser sees them."""
