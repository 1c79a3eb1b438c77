"""One module for each scenario: what it lays down, what it compares, and the gate it must hold."""
