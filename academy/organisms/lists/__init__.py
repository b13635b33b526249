"""Reading the lists that human resources hand over. Pure: bytes in, rows and problems out."""
