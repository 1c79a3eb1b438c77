"""What is measured, each with its floor and figure. Run on a database of their own: they leave rows behind."""
