//! The programs of the service as binaries of this package, so that its tests always start what was built last.
