"""What each lesson adds to the library: its labs and its problems. One folder per lesson."""
