"""The breadth-first executor, compared with the stock executor and with the specification."""
