"""What the Makefile calls: the stack, the locks, the assets, the pictures. The product never imports them."""
