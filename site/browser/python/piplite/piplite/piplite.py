"""What the kernel sets before it begins; nobody reads it."""
