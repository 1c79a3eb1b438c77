"""What is true of a client's details whatever database they are kept in. No Django here."""
