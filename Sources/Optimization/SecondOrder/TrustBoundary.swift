import Numerics

/// x ← the point where the ray from x along d leaves the ball of this radius: x + τd with ‖x + τd‖ = radius, τ the larger root;
/// where there is no root, the ray's point nearest 0.
func moveToBoundary(_ x: Vector, along d: Vector, radius: Double) {
  let xx = x.sumOfSquares, xd = x.dot(d), dd = SafeRange.guarded(d.sumOfSquares)
  let discriminant = xd * xd - dd * (xx - radius * radius)
  let root = (discriminant > 0 ? discriminant : discriminant.isNaN ? .nan : 0).squareRoot()
  x.add(d, times: (root - xd) / dd)
}
