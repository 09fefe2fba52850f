"""What members and people know: the model, how it is loaded, checked, searched and shown."""
