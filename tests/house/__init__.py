"""The rules of the house (CONTRIBUTING.md), each as a test that is shown to be able to fail."""
