"""How urgent it is, what it may be, what helps; and which question comes next."""
