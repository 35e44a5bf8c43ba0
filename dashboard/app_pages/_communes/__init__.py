"""The parts of «Xã, phường»."""
