"""Short-lived state: caches, rates, one-time codes and nonces, in this process or in Redis."""
