"""Many paths in little memory."""
