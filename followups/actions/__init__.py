"""The verbs: plan and withdraw, send and reconcile, hear, stop, answer."""
