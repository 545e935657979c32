"""What each lesson adds to the library: its labs, problems and questions. One folder per lesson."""
