import Numerics

/// A symmetric linear operator B ≈ ∇²f(x) that a module offers to trust regions, of the size of its layout.
///
/// What it cannot do it answers with false; the caller then says so to the user.
public protocol HessianOperator: AnyObject {
  /// out ← B v
  func product(_ v: Vector, into out: Vector) throws -> Bool
  /// out ← B⁻¹ b, by least squares where B is singular.
  func solve(_ b: Vector, into out: Vector) throws -> Bool
  /// out ← (B + λ diag(d))⁻¹ b; d = 1 where nil.
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool
  /// out ← diag(B)
  func diagonal(into out: Vector) throws -> Bool
  /// s where B = s·I.
  var identityMultiple: Double? { get }
}

extension HessianOperator {
  public var identityMultiple: Double? { nil }
}
