"""What a BPMN diagram says and where it draws it; the reader of that name makes the record."""
