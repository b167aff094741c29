import Numerics

/// The factor for a first direction v whose length means nothing yet: the 1-norm becomes 1, nothing is enlarged, and the largest
/// entry is not pushed below `smallest`.
func firstStepScale(_ v: Vector, smallest: Double = 0) -> Double {
  let m = max(smallest, .ulpOfOne) / v.maxAbs
  return m >= 1 ? 1 : min(1, max(1 / v.norm1, m))
}

/// z, moved away from zero to the smallest magnitude that one can divide by.
@inline(__always) func guarded(_ z: Double) -> Double {
  abs(z) >= smallestMagnitude || z.isNaN ? z : Double(signOf: z, magnitudeOf: smallestMagnitude)
}
