"""What `noaber members probe` does: look at a host and propose a member file."""
