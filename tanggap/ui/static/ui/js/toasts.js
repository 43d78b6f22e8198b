// See tanggap/ui/README.md.
