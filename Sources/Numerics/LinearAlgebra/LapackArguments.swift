// Fortran takes every argument by reference, option letters included.

/// An option letter of LAPACK.
@inline(__always) func letter(_ character: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: character.value) }
