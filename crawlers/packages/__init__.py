"""What can be taken over as a file: what it needs, what to change locally, what is wrong in it."""
